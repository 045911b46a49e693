// Encodes records, enum members and the standard extension types, and refuses what must not be
// read.
#include "oracle/native/encode.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

struct NamedType {
  const char* module;
  const char* name;
  const char* tag;
};

PyTypeObject* type_of(const NamedType& named) { return loaded_type(named.module, named.name); }

bool has_datetime() {
  static bool ready = false;
  if (!ready && PyDict_GetItemString(PyImport_GetModuleDict(), "datetime") != nullptr) {
    PyDateTime_IMPORT;
    ready = PyDateTimeAPI != nullptr;
  }
  return ready;
}

bool is_builtin_base(PyTypeObject* type) {
  return type == &PyLong_Type || type == &PyFloat_Type || type == &PyComplex_Type ||
         type == &PyUnicode_Type || type == &PyBytes_Type || type == &PyByteArray_Type ||
         type == &PyList_Type || type == &PyTuple_Type || type == &PySet_Type ||
         type == &PyFrozenSet_Type || type == &PyDict_Type;
}

/// Whether all of an instance is its fields and the content of a builtin that is known here.
bool is_readable(PyTypeObject* type) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); ++i) {
    auto* base = reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(type->tp_mro, i));
    bool written = is_heap_type(base);
#ifdef Py_TPFLAGS_IMMUTABLETYPE
    written = written && !PyType_HasFeature(base, Py_TPFLAGS_IMMUTABLETYPE);
#endif
    if (!written) return base != type && (base == &PyBaseObject_Type || is_builtin_base(base));
  }
  return false;
}

PyTypeObject* builtin_base(PyTypeObject* type) {
  for (PyTypeObject* base = type; base != nullptr; base = base->tp_base) {
    if (is_builtin_base(base)) return base;
  }
  return nullptr;
}

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
  // These copy the table: they ask no element for its hash.
  return Ref(base == &PySet_Type ? PySet_New(object) : PyFrozenSet_New(object));
}

Ref tuple_content(PyObject* object) {
  const Py_ssize_t size = PyTuple_GET_SIZE(object);
  Ref copy(PyTuple_New(size));
  for (Py_ssize_t i = 0; copy && i < size; ++i) {
    PyTuple_SET_ITEM(copy.get(), i, Py_NewRef(PyTuple_GET_ITEM(object, i)));
  }
  return copy;
}

/// Slot members along the MRO, base first: name -> value, into `fields`.
void add_slots(PyObject* object, PyObject* fields) {
  PyObject* mro = Py_TYPE(object)->tp_mro;
  for (Py_ssize_t i = PyTuple_GET_SIZE(mro) - 1; i >= 0; --i) {
    auto* base = reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(mro, i));
    if (!is_heap_type(base)) continue;
#if PY_VERSION_HEX >= 0x030C0000
    const Ref names(PyType_GetDict(base));
#else
    const Ref names = Ref::borrow(base->tp_dict);
#endif
    PyObject *name = nullptr, *member = nullptr;
    for (Py_ssize_t at = 0; PyDict_Next(names.get(), &at, &name, &member) != 0;) {
      if (Py_TYPE(member) != &PyMemberDescr_Type || !PyUnicode_CheckExact(name)) continue;
      const Ref value(
          Py_TYPE(member)->tp_descr_get(member, object, reinterpret_cast<PyObject*>(base)));
      if (!value) {
        PyErr_Clear();  // a slot that was never set
      } else {
        PyDict_SetItem(fields, name, value.get());
      }
    }
  }
}

}  // namespace

bool Encoder::extension_text(const char* tag, PyObject* text, Arena& arena) {
  const Ref owned(text);
  if (!owned || !PyUnicode_Check(owned.get()) || !wtf8_of(owned.get(), text_)) {
    return fail(std::string("a ") + tag + " that does not print");
  }
  const NodeId parts[] = {arena.str(tag), arena.str(text_)};
  done_.push_back(arena.container(Kind::extension, parts));
  return true;
}

bool Encoder::enumeration(PyObject* object, Arena& arena) {
  const Ref own = instance_dict(object);
  PyObject* name = own ? PyDict_GetItemString(own.get(), "_name_") : nullptr;
  PyObject* value = own ? PyDict_GetItemString(own.get(), "_value_") : nullptr;
  open(object, Kind::enumeration, arena, false);
  done_.push_back(arena.str(type_name(Py_TYPE(object))));
  push_part(Py_NewRef(name != nullptr && PyUnicode_CheckExact(name) ? name : Py_None));
  push_part(Py_NewRef(value != nullptr ? value : Py_None));
  stack_.back().end = parts_.size();
  return true;
}

bool Encoder::extension(PyObject* object, Arena& arena, bool& done) {
  PyTypeObject* type = Py_TYPE(object);
  done = true;
  const auto many = [&](const char* tag, std::initializer_list<PyObject*> parts) {
    open(object, Kind::extension, arena, false);
    done_.push_back(arena.str(tag));
    for (PyObject* part : parts) push_part(part != nullptr ? part : Py_NewRef(Py_None));
    stack_.back().end = parts_.size();
    return true;
  };
  const auto attribute = [&](const char* name) { return PyObject_GetAttrString(object, name); };
  if (object == Py_Ellipsis || object == Py_NotImplemented) {
    const char* name = object == Py_Ellipsis ? "Ellipsis" : "NotImplemented";
    return extension_text("constant", PyUnicode_FromString(name), arena);
  }
  if (type == &PyRange_Type || type == &PySlice_Type) {
    return many(type == &PyRange_Type ? "range" : "slice",
                {attribute("start"), attribute("stop"), attribute("step")});
  }
  if (has_datetime()) {
    if (PyDelta_CheckExact(object)) {
      return many("timedelta", {PyLong_FromLong(PyDateTime_DELTA_GET_DAYS(object)),
                                PyLong_FromLong(PyDateTime_DELTA_GET_SECONDS(object)),
                                PyLong_FromLong(PyDateTime_DELTA_GET_MICROSECONDS(object))});
    }
    const bool moment = PyDateTime_CheckExact(object), time = PyTime_CheckExact(object);
    if (moment || time || PyDate_CheckExact(object)) {
      const char* tag = moment ? "datetime" : time ? "time" : "date";
      if (moment || time) {
        const Ref zone(attribute("tzinfo"));
        done = zone.get() == Py_None || Py_TYPE(zone.get()) == Py_TYPE(PyDateTime_TimeZone_UTC);
        if (!done) return true;  // opaque: a time zone of its own would run
        const int fold =
            moment ? PyDateTime_DATE_GET_FOLD(object) : PyDateTime_TIME_GET_FOLD(object);
        if (fold != 0) {
          return many(tag, {PyObject_CallMethod(object, "isoformat", nullptr), PyLong_FromLong(1)});
        }
      }
      return extension_text(tag, PyObject_CallMethod(object, "isoformat", nullptr), arena);
    }
  }
  if (type == type_of({"decimal", "Decimal", ""})) {
    return extension_text("decimal", PyObject_Str(object), arena);
  }
  if (type == type_of({"uuid", "UUID", ""}))
    return extension_text("uuid", PyObject_Str(object), arena);
  if (type == type_of({"fractions", "Fraction", ""})) {
    return many("fraction", {attribute("_numerator"), attribute("_denominator")});
  }
  for (const char* name : {"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"}) {
    if (type == loaded_type("pathlib", name)) {
      return many("path", {PyUnicode_FromString(name), PyObject_Str(object)});
    }
  }
  done = false;
  return true;
}

/// Objects that have a state of reading which encoding would change, or that run when they are
/// read.
bool Encoder::refuse_types(PyTypeObject* type) {
  if (is_subtype(type, &PyGen_Type)) return fail("a generator");
  if (is_subtype(type, &PyCoro_Type) || is_subtype(type, &PyAsyncGen_Type)) {
    return fail("a coroutine");
  }
  if (is_subtype(type, loaded_type("_io", "_IOBase"))) return fail("an open file");
  const bool iterates =
      type->tp_iternext != nullptr && type->tp_iternext != &_PyObject_NextNotImplemented;
  if (iterates || type_attribute(type, "__next__") != nullptr) return fail("an iterator");
  return true;
}

bool Encoder::record(PyObject* object, Arena& arena) {
  PyTypeObject* type = Py_TYPE(object);
  if (!refuse_types(type)) return false;
  if (!is_readable(type)) {
    done_.push_back(arena.text(Kind::opaque, type_name(type)));
    return true;
  }
  open(object, Kind::record, arena, true);
  done_.push_back(arena.str(type_name(type)));
  if (!parts_of_record(object)) {
    stack_.pop_back();  // the reason is told of the record, not of a part of it
    return fail(kind_);
  }
  stack_.back().end = parts_.size();
  return true;
}

/// The parts: the content of a builtin base, or None, then field names and values.
bool Encoder::parts_of_record(PyObject* object) {
  kind_ = "a record too large for memory";
  PyTypeObject* type = Py_TYPE(object);
  PyTypeObject* base = builtin_base(type);
  PyObject* names = type_attribute(type, "_fields");
  const bool named = base == &PyTuple_Type && names != nullptr && PyTuple_CheckExact(names) &&
                     PyTuple_GET_SIZE(names) == PyTuple_GET_SIZE(object);
  if (base == &PyDict_Type) dict_content_ = object;
  Ref content = base == nullptr || named ? Ref::borrow(Py_None)
                : base == &PyDict_Type   ? Ref::borrow(object)
                : base == &PyTuple_Type  ? tuple_content(object)
                                         : content_of(object, base);
  if (!content) return false;
  push_part(content.release());
  bool encodable = true;
  const auto add = [&](PyObject* name, PyObject* value) {
    encodable = encodable && has_utf8(name);
    push_part(Py_NewRef(name));
    push_part(Py_NewRef(value));
  };
  if (named) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); ++i) {
      add(PyTuple_GET_ITEM(names, i), PyTuple_GET_ITEM(object, i));
    }
  }
  const Ref fields(PyDict_New());
  if (!fields) return false;
  add_slots(object, fields.get());
  PyObject *name = nullptr, *value = nullptr;
  if (const Ref own = instance_dict(object)) {
    for (Py_ssize_t at = 0; PyDict_Next(own.get(), &at, &name, &value) != 0;) {
      if (PyUnicode_CheckExact(name)) PyDict_SetItem(fields.get(), name, value);
    }
  }
  PyObject* declared = type_attribute(type, "__dataclass_fields__");
  if (declared != nullptr && PyDict_CheckExact(declared)) {
    PyObject* field = nullptr;
    for (Py_ssize_t at = 0; PyDict_Next(declared, &at, &name, &field) != 0;) {
      value = PyDict_GetItem(fields.get(), name);
      if (value == nullptr) continue;
      add(name, value);
      PyDict_DelItem(fields.get(), name);
    }
  }
  for (Py_ssize_t at = 0; PyDict_Next(fields.get(), &at, &name, &value) != 0;) add(name, value);
  if (!encodable) kind_ = "a field with lone surrogates in its name";
  return encodable;
}

}  // namespace portproof
