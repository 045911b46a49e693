// Rebuilds instances of classes and of the standard extension types.
#include <string>

#include "oracle/native/decode.h"
#include "oracle/native/layout.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

/// A name of a module that is part of the format itself: the standard extension types.
Ref standard(const char* module, const char* name) {
  const Ref loaded(PyImport_ImportModule(module));
  return loaded ? Ref(PyObject_GetAttrString(loaded.get(), name)) : Ref();
}

Ref call(const Ref& callable, std::initializer_list<PyObject*> arguments) {
  if (!callable) return {};
  return Ref(PyObject_Vectorcall(callable.get(), std::data(arguments), arguments.size(), nullptr));
}

Ref make_moment(const char* type, PyObject* const* parts, std::size_t count) {
  const Ref cls = standard("datetime", type);
  if (!cls) return {};
  Ref moment(PyObject_CallMethod(cls.get(), "fromisoformat", "O", parts[0]));
  if (!moment || count < 2) return moment;
  const Ref replace(PyObject_GetAttrString(moment.get(), "replace"));
  const Ref none(PyTuple_New(0)), fold(Py_BuildValue("{s:O}", "fold", parts[1]));
  if (!replace || !none || !fold) return {};
  return Ref(PyObject_Call(replace.get(), none.get(), fold.get()));
}

Ref make_path(ValueView name, PyObject* text) {
  if (!name.is(Kind::str)) return {};
  for (const char* known : {"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"}) {
    if (name.text() == known) return call(standard("pathlib", known), {text});
  }
  return {};
}

Ref make_constant(ValueView name) {
  if (!name.is(Kind::str)) return {};
  if (name.text() == "Ellipsis") return Ref::borrow(Py_Ellipsis);
  return name.text() == "NotImplemented" ? Ref::borrow(Py_NotImplemented) : Ref();
}

bool is_filled_later(PyTypeObject* base) {
  return base == &PyList_Type || base == &PyDict_Type || base == &PySet_Type ||
         base == &PyByteArray_Type;
}

/// The content of a named tuple out of the fields of its record. Null: it has other ones.
Ref named_content(PyTypeObject* type, PyObject* const* parts, std::size_t count) {
  PyObject* names = named_fields(type);
  if (names == nullptr) return {};
  const Py_ssize_t size = PyTuple_GET_SIZE(names);
  if (count < 2 * static_cast<std::size_t>(size)) return {};
  Ref content(PyTuple_New(size));
  for (Py_ssize_t i = 0; content && i < size; ++i) {
    PyObject* name = PyTuple_GET_ITEM(names, i);
    if (PyUnicode_Compare(name, parts[2 * i]) != 0) return {};
    PyTuple_SET_ITEM(content.get(), i, Py_NewRef(parts[2 * i + 1]));
  }
  return content;
}

/// By the builtin's own __new__ and __init__.
Ref extend_builtin(PyTypeObject* type, PyTypeObject* base, PyObject* content) {
  if (content == nullptr || Py_TYPE(content) != base) return {};
  const Ref arguments(PyTuple_Pack(1, content));
  Ref object(arguments ? base->tp_new(type, arguments.get(), nullptr) : nullptr);
  if (object && is_filled_later(base) &&
      base->tp_init(object.get(), arguments.get(), nullptr) != 0) {
    return {};
  }
  return object;
}

/// Writes a field beneath the class's properties: into its slot, or into the instance's dict.
bool set_field(PyObject* object, PyObject* name, PyObject* value) {
  if (PyObject* member = slot_of(Py_TYPE(object), name); member != nullptr) {
    return Py_TYPE(member)->tp_descr_set(member, object, value) == 0;
  }
  const Ref own = instance_dict(object);
  return own && PyDict_SetItem(own.get(), name, value) == 0;
}

}  // namespace

Ref make_extension(ValueView view, PyObject* const* parts, std::size_t count) {
  const std::string_view tag = view[0].text();
  if (count == 1 || count == 2) {
    for (const char* type : {"datetime", "date", "time"}) {
      if (tag == type) return make_moment(type, parts, count);
    }
  }
  if (count == 1 && tag == "decimal") return call(standard("decimal", "Decimal"), {parts[0]});
  if (count == 1 && tag == "uuid") return call(standard("uuid", "UUID"), {parts[0]});
  if (count == 1 && tag == "constant") return make_constant(view[1]);
  if (count == 2 && tag == "path") return make_path(view[1], parts[1]);
  if (count == 2 && tag == "fraction") {
    return call(standard("fractions", "Fraction"), {parts[0], parts[1]});
  }
  if (count == 3 && tag == "timedelta") {
    return call(standard("datetime", "timedelta"), {parts[0], parts[1], parts[2]});
  }
  if (count == 3 && tag == "slice") return Ref(PySlice_New(parts[0], parts[1], parts[2]));
  if (count == 3 && tag == "range") {
    return call(Ref::borrow(reinterpret_cast<PyObject*>(&PyRange_Type)),
                {parts[0], parts[1], parts[2]});
  }
  return {};
}

Ref make_instance(PyTypeObject* type, PyObject* content, PyObject* const* parts,
                  std::size_t count) {
  // What keeps something in C must be made by its own code, or it is not whole.
  if (!is_readable(type)) return {};
  PyTypeObject* base = builtin_base(type);
  std::size_t first = 0;
  Ref object;
  if (base == nullptr) {
    const Ref none(PyTuple_New(0));
    if (content == Py_None) object = Ref(PyBaseObject_Type.tp_new(type, none.get(), nullptr));
  } else if (base == &PyTuple_Type && content == Py_None) {
    const Ref named = named_content(type, parts, count);
    object = extend_builtin(type, base, named.get());
    if (object) first = 2 * static_cast<std::size_t>(PyTuple_GET_SIZE(named.get()));
  } else {
    object = extend_builtin(type, base, content);
  }
  for (std::size_t i = first; object && i + 1 < count; i += 2) {
    if (!set_field(object.get(), parts[i], parts[i + 1])) return {};
  }
  return object;
}

}  // namespace portproof
