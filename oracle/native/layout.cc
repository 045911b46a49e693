// Reads from a class what its instances consist of, without running code of it.
#include "oracle/native/layout.h"

#include "oracle/native/types.h"

namespace portproof {
namespace {

bool is_builtin_base(PyTypeObject* type) {
  return type == &PyLong_Type || type == &PyFloat_Type || type == &PyComplex_Type ||
         type == &PyUnicode_Type || type == &PyBytes_Type || type == &PyByteArray_Type ||
         type == &PyList_Type || type == &PyTuple_Type || type == &PySet_Type ||
         type == &PyFrozenSet_Type || type == &PyDict_Type;
}

/// Whether a class was written in Python, as far as its flags say.
bool is_written(PyTypeObject* type) {
#ifdef Py_TPFLAGS_IMMUTABLETYPE
  if (PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE)) return false;
#endif
  return is_heap_type(type);
}

PyTypeObject* mro_item(PyTypeObject* type, Py_ssize_t i) {
  return reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(type->tp_mro, i));
}

void add_slots(PyTypeObject* type, std::vector<std::pair<PyObject*, PyObject*>>& slots) {
  const Ref names = own_namespace(type);
  PyObject *name = nullptr, *member = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(names.get(), &at, &name, &member) != 0;) {
    if (Py_TYPE(member) != &PyMemberDescr_Type || !PyUnicode_CheckExact(name)) continue;
    slots.emplace_back(name, member);
  }
}

/// Whether a class adds to its instances nothing but its slots, a __dict__ and a __weakref__: an
/// extension type (of pybind11, say) may look like a class that was written in Python, but its
/// instances are larger than what Python sees of them.
bool adds_only_fields(PyTypeObject* type) {
  const PyTypeObject* base = type->tp_base;
  std::vector<std::pair<PyObject*, PyObject*>> slots;
  add_slots(type, slots);
  const auto pointer = static_cast<Py_ssize_t>(sizeof(PyObject*));
  const auto own = static_cast<Py_ssize_t>(slots.size()) * pointer;
  const Py_ssize_t rest = type->tp_basicsize - base->tp_basicsize - own;
  // Since 3.11 and 3.12 these two stand before the object, and take nothing of its size.
  const int offsets = (type->tp_dictoffset != 0 && base->tp_dictoffset == 0 ? 1 : 0) +
                      (type->tp_weaklistoffset != 0 && base->tp_weaklistoffset == 0 ? 1 : 0);
  return rest >= 0 && rest <= offsets * pointer && rest % pointer == 0;
}

}  // namespace

bool is_readable(PyTypeObject* type) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); ++i) {
    PyTypeObject* base = mro_item(type, i);
    if (!is_written(base)) {
      return base != type && (base == &PyBaseObject_Type || is_builtin_base(base));
    }
    if (!adds_only_fields(base)) return false;
  }
  return false;
}

PyTypeObject* builtin_base(PyTypeObject* type) {
  for (PyTypeObject* base = type; base != nullptr; base = base->tp_base) {
    if (is_builtin_base(base)) return base;
  }
  return nullptr;
}

Layout layout_of(PyTypeObject* type) {
  static PyTypeObject* const files = loaded_type("_io", "_IOBase");
  Layout layout;
  if (is_subtype(type, &PyGen_Type)) {
    layout.refusal = "a generator";
  } else if (is_subtype(type, &PyCoro_Type) || is_subtype(type, &PyAsyncGen_Type)) {
    layout.refusal = "a coroutine";
  } else if (is_subtype(type, files)) {
    layout.refusal = "an open file";
  } else if (type->tp_iternext != nullptr && type_attribute(type, "__next__") != nullptr) {
    layout.refusal = "an iterator";
  }
  if (layout.refusal != nullptr) return layout;
  layout.readable = is_readable(type);
  if (!layout.readable) return layout;
  layout.base = builtin_base(type);
  if (layout.base == &PyTuple_Type) {
    PyObject* names = type_attribute(type, "_fields");
    if (names != nullptr && PyTuple_CheckExact(names)) layout.named = names;
  }
  PyObject* declared = type_attribute(type, "__dataclass_fields__");
  if (declared != nullptr && PyDict_CheckExact(declared)) layout.declared = declared;
  for (Py_ssize_t i = PyTuple_GET_SIZE(type->tp_mro) - 1; i >= 0; --i) {
    if (is_heap_type(mro_item(type, i))) add_slots(mro_item(type, i), layout.slots);
  }
  return layout;
}

}  // namespace portproof
