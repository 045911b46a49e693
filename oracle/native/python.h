// Includes CPython's API, evens out its versions, and owns references to its objects.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
// Need what Python.h declares.
#include <datetime.h>
#include <frameobject.h>

#include <utility>

#if PY_VERSION_HEX < 0x03090000
inline PyObject* PyObject_Vectorcall(PyObject* callable, PyObject* const* arguments,
                                     std::size_t count, PyObject* names) {
  return _PyObject_Vectorcall(callable, arguments, count, names);
}
inline PyObject* PyObject_CallOneArg(PyObject* callable, PyObject* argument) {
  return PyObject_CallFunctionObjArgs(callable, argument, nullptr);
}
inline PyCodeObject* PyFrame_GetCode(PyFrameObject* frame) {
  Py_INCREF(frame->f_code);
  return frame->f_code;
}
#endif
#if PY_VERSION_HEX < 0x030A0000
inline PyObject* Py_XNewRef(PyObject* object) {
  Py_XINCREF(object);
  return object;
}
inline PyObject* Py_NewRef(PyObject* object) { return Py_XNewRef(object); }
#endif
#if PY_VERSION_HEX >= 0x030D0000
// Exported still, but declared in an internal header only.
extern "C" int _PySet_NextEntry(PyObject* set, Py_ssize_t* position, PyObject** key,
                                Py_hash_t* hash);
#endif

namespace portproof {

/// An owned reference.
class Ref {
 public:
  Ref() = default;
  explicit Ref(PyObject* owned) : object_(owned) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  Ref(const Ref&) = delete;
  Ref& operator=(const Ref&) = delete;
  ~Ref() { Py_XDECREF(object_); }

  static Ref borrow(PyObject* object) { return Ref(Py_XNewRef(object)); }
  explicit operator bool() const { return object_ != nullptr; }
  PyObject* get() const { return object_; }
  PyObject* release() { return std::exchange(object_, nullptr); }

 private:
  PyObject* object_ = nullptr;
};

}  // namespace portproof
