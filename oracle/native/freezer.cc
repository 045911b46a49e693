// Freezes clock and dice while the original is called, as portproof/freeze.py says.
#include "oracle/native/freezer.h"

#include "oracle/native/original.h"
#include "oracle/native/raised.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

/// The class of portproof/freeze.py. Borrowed: clocks are exchanged once in an interpreter.
PyObject* freeze_class(const std::string& package_folder) {
  static PyObject* const found = out_of(package_folder, "freeze.py", "Freeze").release();
  return found;
}

}  // namespace

Freezer::Freezer(const Freeze& freeze, const std::string& package_folder) {
  if (freeze == Freeze()) return;
  const Ref time = freeze.time.empty() ? Ref::borrow(Py_None) : str_from_wtf8(freeze.time);
  const Ref random =
      freeze.random ? Ref(PyLong_FromUnsignedLong(*freeze.random)) : Ref::borrow(Py_None);
  freeze_ = Ref(PyObject_CallFunctionObjArgs(freeze_class(package_folder), time.get(), random.get(),
                                             nullptr));
  if (!freeze_) throw OracleError(take_traceback());
}

void Freezer::begin() {
  if (!freeze_) return;
  call_ = Ref(PyObject_CallMethod(freeze_.get(), "call", nullptr));
  const Ref entered(call_ ? PyObject_CallMethod(call_.get(), "enter", nullptr) : nullptr);
  if (!entered) throw OracleError("time and random cannot be frozen: " + take_traceback());
}

void Freezer::end() {
  if (!call_) return;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  const Ref left(PyObject_CallMethod(call_.get(), "leave", nullptr));
  call_ = Ref();
  if (left) return PyErr_Restore(type, value, traceback);
  const std::string text = take_traceback();
  PyErr_Restore(type, value, traceback);
  PyErr_Clear();
  throw OracleError("time and random cannot be given back: " + text);
}

}  // namespace portproof
