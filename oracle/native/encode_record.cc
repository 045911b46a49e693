// Encodes records and enum members: fields, and the content of a builtin that they extend.
#include "oracle/native/encode.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

/// A builtin's content out of an instance of a subclass: by the builtin's own slots, never the
/// class's.
Ref content_of(PyObject* object, PyTypeObject* base) {
  if (base == &PyLong_Type) return Ref(_PyLong_Copy(reinterpret_cast<PyLongObject*>(object)));
  if (base == &PyFloat_Type) return Ref(PyFloat_FromDouble(PyFloat_AS_DOUBLE(object)));
  if (base == &PyComplex_Type) {
    return Ref(PyComplex_FromCComplex(reinterpret_cast<PyComplexObject*>(object)->cval));
  }
  if (base == &PyUnicode_Type) return Ref(PyUnicode_Substring(object, 0, PY_SSIZE_T_MAX));
  if (base == &PyBytes_Type) {
    return Ref(PyBytes_FromStringAndSize(PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object)));
  }
  if (base == &PyByteArray_Type) {
    return Ref(
        PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(object), PyByteArray_GET_SIZE(object)));
  }
  if (base == &PyList_Type) return Ref(PyList_GetSlice(object, 0, PY_SSIZE_T_MAX));
  if (base == &PyTuple_Type) {
    const Py_ssize_t size = PyTuple_GET_SIZE(object);
    Ref copy(PyTuple_New(size));
    for (Py_ssize_t i = 0; copy && i < size; ++i) {
      PyTuple_SET_ITEM(copy.get(), i, Py_NewRef(PyTuple_GET_ITEM(object, i)));
    }
    return copy;
  }
  // These copy the table: they ask no element for its hash.
  return Ref(base == &PySet_Type ? PySet_New(object) : PyFrozenSet_New(object));
}

/// What an instance's dict holds by a name. Compares no key that is no str. Borrowed, or null.
PyObject* held(PyObject* dict, const char* name) {
  PyObject *key = nullptr, *value = nullptr;
  for (Py_ssize_t at = 0; dict != nullptr && PyDict_Next(dict, &at, &key, &value) != 0;) {
    if (PyUnicode_CheckExact(key) && PyUnicode_CompareWithASCIIString(key, name) == 0) return value;
  }
  return nullptr;
}

}  // namespace

void Encoder::enumeration(PyObject* object, Arena& arena) {
  const Ref own = instance_dict(object);
  PyObject *name = held(own.get(), "_name_"), *value = held(own.get(), "_value_");
  open(object, Kind::enumeration, arena);
  done_.push_back(arena.str(type_name(Py_TYPE(object))));
  push_part(Py_NewRef(name != nullptr && PyUnicode_CheckExact(name) ? name : Py_None));
  push_part(Py_NewRef(value != nullptr ? value : Py_None));
  stack_.back().end = parts_.size();
}

const Layout& Encoder::layout(PyTypeObject* type) {
  const auto known = layouts_.find(type);
  if (known != layouts_.end()) return known->second;
  return layouts_.emplace(type, layout_of(type)).first->second;
}

/// A record, or what is like none and stays opaque.
bool Encoder::record(PyObject* object, Arena& arena) {
  PyTypeObject* type = Py_TYPE(object);
  const Layout& known = layout(type);
  if (known.refusal != nullptr) return fail(known.refusal);
  if (!known.readable) {
    finish(object, arena.text(Kind::opaque, type_name(type)));
    return true;
  }
  open(object, Kind::record, arena);
  done_.push_back(arena.str(type_name(type)));
  if (!parts_of_record(object, known)) return false;
  stack_.back().end = parts_.size();
  return true;
}

/// The parts: the content of a builtin base, or None, then field names and values.
bool Encoder::parts_of_record(PyObject* object, const Layout& known) {
  const bool named =
      known.named != nullptr && PyTuple_GET_SIZE(known.named) == PyTuple_GET_SIZE(object);
  if (known.base == nullptr || named) {
    push_part(Py_NewRef(Py_None));
  } else if (known.base == &PyDict_Type) {
    dict_content_ = object;
    push_part(Py_NewRef(object));
  } else {
    Ref content = content_of(object, known.base);
    if (!content) return fail("a record too large for memory", nullptr);
    push_part(content.release());
  }
  for (Py_ssize_t i = 0; named && i < PyTuple_GET_SIZE(known.named); ++i) {
    if (!add_field(PyTuple_GET_ITEM(known.named, i), PyTuple_GET_ITEM(object, i))) return false;
  }
  return fields_of_record(object, known);
}

bool Encoder::add_field(PyObject* name, PyObject* value) {
  if (!has_utf8(name)) return fail("a field with lone surrogates in its name", nullptr);
  push_part(Py_NewRef(name));
  push_part(Py_NewRef(value));
  return true;
}

/// Those of a dataclass first, then slots, bases first, then the rest of the instance's dict.
bool Encoder::fields_of_record(PyObject* object, const Layout& known) {
  const Ref own = instance_dict(object);
  PyObject *name = nullptr, *value = nullptr, *field = nullptr;
  if (known.slots.empty() && known.declared == nullptr) {
    for (Py_ssize_t at = 0; own && PyDict_Next(own.get(), &at, &name, &value) != 0;) {
      if (PyUnicode_CheckExact(name) && !add_field(name, value)) return false;
    }
    return true;
  }
  const Ref fields(PyDict_New());
  if (!fields) return fail("a record too large for memory", nullptr);
  auto* cls = reinterpret_cast<PyObject*>(Py_TYPE(object));
  for (const auto& [slot, member] : known.slots) {
    const Ref found(Py_TYPE(member)->tp_descr_get(member, object, cls));
    if (!found) {
      PyErr_Clear();  // a slot that was never set
    } else {
      PyDict_SetItem(fields.get(), slot, found.get());
    }
  }
  for (Py_ssize_t at = 0; own && PyDict_Next(own.get(), &at, &name, &value) != 0;) {
    if (PyUnicode_CheckExact(name)) PyDict_SetItem(fields.get(), name, value);
  }
  PyObject* declared = known.declared;
  for (Py_ssize_t at = 0; declared != nullptr && PyDict_Next(declared, &at, &name, &field) != 0;) {
    if (!PyUnicode_CheckExact(name)) continue;
    value = PyDict_GetItem(fields.get(), name);
    if (value == nullptr) continue;
    if (!add_field(name, value)) return false;
    PyDict_DelItem(fields.get(), name);
  }
  for (Py_ssize_t at = 0; PyDict_Next(fields.get(), &at, &name, &value) != 0;) {
    if (!add_field(name, value)) return false;
  }
  return true;
}

}  // namespace portproof
