// Reads from a class what its instances consist of, without running code of it.
#include "oracle/native/layout.h"

#include <algorithm>
#include <array>

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

using Slots = std::vector<std::pair<PyObject*, PyObject*>>;

/// What an extension type says of itself in the form of members.
bool is_layout_member(PyObject* name) {
  constexpr std::array kNames = {"__dictoffset__", "__weaklistoffset__", "__vectorcalloffset__"};
  return std::any_of(kNames.begin(), kNames.end(), [name](const char* known) {
    return PyUnicode_CompareWithASCIIString(name, known) == 0;
  });
}

/// Whether `member` is a slot of `type` itself, by its own name: other names for it are no fields.
bool is_own_slot(PyTypeObject* type, PyObject* name, PyObject* member) {
  return Py_TYPE(member) == &PyMemberDescr_Type && PyDescr_TYPE(member) == type &&
         PyUnicode_CheckExact(name) && PyUnicode_Compare(name, PyDescr_NAME(member)) == 0 &&
         !is_layout_member(name);
}

void add_slots(PyTypeObject* type, Slots& slots) {
  const Ref names = own_namespace(type);
  if (PyDict_GetItemString(names.get(), "__slots__") == nullptr) return;
  PyObject *name = nullptr, *member = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(names.get(), &at, &name, &member) != 0;) {
    if (is_own_slot(type, name, member)) slots.emplace_back(name, member);
  }
}

// What is managed stands before the object, and takes nothing of its size.
#if PY_VERSION_HEX >= 0x030B0000
constexpr unsigned long kManagedDict = Py_TPFLAGS_MANAGED_DICT;
#else
constexpr unsigned long kManagedDict = 0;
#endif
#if PY_VERSION_HEX >= 0x030C0000
constexpr unsigned long kManagedWeakref = Py_TPFLAGS_MANAGED_WEAKREF;
#else
constexpr unsigned long kManagedWeakref = 0;
#endif

/// Whether a class adds to its instances nothing but its slots, a __dict__ and a __weakref__: an
/// extension type (of pybind11, say) may look like a class that was written in Python, but its
/// instances are larger than what Python sees of them.
bool adds_only_fields(PyTypeObject* type) {
  const PyTypeObject* base = type->tp_base;
  const bool has_dict = type->tp_dictoffset != 0 && base->tp_dictoffset == 0;
  const bool has_weakref = type->tp_weaklistoffset != 0 && base->tp_weaklistoffset == 0;
  if (has_dict) {
    const Ref names = own_namespace(type);
    PyObject* reader = PyDict_GetItemString(names.get(), "__dict__");
    // Else nobody reads it but the class's own code.
    if (reader == nullptr || Py_TYPE(reader) != &PyGetSetDescr_Type) return false;
  }
  Slots slots;
  add_slots(type, slots);
  auto fields = static_cast<Py_ssize_t>(slots.size());
  if (has_dict && (type->tp_flags & kManagedDict) == 0) ++fields;
  if (has_weakref && (type->tp_flags & kManagedWeakref) == 0) ++fields;
  return type->tp_basicsize - base->tp_basicsize ==
             fields * static_cast<Py_ssize_t>(sizeof(PyObject*)) &&
         type->tp_itemsize == base->tp_itemsize;
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

PyObject* named_fields(PyTypeObject* type) {
  PyObject* names = type_attribute(type, "_fields");
  if (names == nullptr || !PyTuple_CheckExact(names)) return nullptr;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); ++i) {
    if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(names, i))) return nullptr;
  }
  return names;
}

PyObject* slot_of(PyTypeObject* type, PyObject* name) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); ++i) {
    PyTypeObject* base = mro_item(type, i);
    if (!is_heap_type(base)) continue;
    const Ref names = own_namespace(base);
    PyObject* member = PyDict_GetItem(names.get(), name);
    if (member != nullptr && is_own_slot(base, name, member)) return member;
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
  if (layout.base == &PyTuple_Type) layout.named = named_fields(type);
  PyObject* declared = type_attribute(type, "__dataclass_fields__");
  if (declared != nullptr && PyDict_CheckExact(declared)) layout.declared = declared;
  for (Py_ssize_t i = PyTuple_GET_SIZE(type->tp_mro) - 1; i >= 0; --i) {
    if (is_heap_type(mro_item(type, i))) add_slots(mro_item(type, i), layout.slots);
  }
  return layout;
}

}  // namespace portproof
