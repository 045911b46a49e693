// Rebuilds Python objects from Values, without recursion. Imports nothing that a Value names.
#include "oracle/native/decode.h"

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

}  // namespace

Ref Decoder::fail(const std::string& why) {
  if (reason_.empty()) reason_ = why;
  PyErr_Clear();
  return {};
}

Ref Decoder::decode(ValueView view) {
  reason_.clear();
  bool good = begin(view);
  while (good && !stack_.empty()) {
    Frame& frame = stack_.back();
    if (frame.next < frame.view.size()) {
      good = begin(frame.view[frame.next++]);
      continue;
    }
    const Frame done = frame;
    stack_.pop_back();
    Ref object = make(done);
    built_.resize(done.base);
    if (!object) {
      fail("cannot be rebuilt: " + std::string(kind_name(done.view.kind())));
      good = false;
      break;
    }
    if (has_identity(done.view.node())) memo_[done.view.id()] = Ref::borrow(object.get());
    built_.push_back(std::move(object));
  }
  Ref result;
  if (good) result = std::move(built_.back());
  stack_.clear();
  built_.clear();
  return result;
}

bool Decoder::begin(ValueView view) {
  if (const auto met = memo_.find(view.id()); met != memo_.end()) {
    built_.push_back(Ref::borrow(met->second.get()));
    return true;
  }
  if (has_children(view.kind())) {
    stack_.push_back({view, 0, built_.size()});
    return true;
  }
  Ref object = leaf(view);
  if (!object) {
    fail("cannot be rebuilt: " + std::string(view.is(Kind::opaque) ? view.text() : "a value"));
    return false;
  }
  if (has_identity(view.node())) memo_[view.id()] = Ref::borrow(object.get());
  built_.push_back(std::move(object));
  return true;
}

Ref Decoder::leaf(ValueView view) {
  const auto size = [&] { return static_cast<Py_ssize_t>(view.text().size()); };
  switch (view.kind()) {
    case Kind::none:
      return Ref::borrow(Py_None);
    case Kind::boolean:
      return Ref(PyBool_FromLong(view.boolean() ? 1 : 0));
    case Kind::integer:
      return Ref(PyLong_FromLongLong(view.integer()));
    case Kind::big_integer:
      return Ref(PyLong_FromString(std::string(view.text()).c_str(), nullptr, 16));
    case Kind::floating:
      return Ref(PyFloat_FromDouble(view.number()));
    case Kind::str:
      return str_from_wtf8(view.text());
    case Kind::bytes:
      return Ref(PyBytes_FromStringAndSize(view.text().data(), size()));
    case Kind::bytearray:
      return Ref(PyByteArray_FromStringAndSize(view.text().data(), size()));
    default:
      return {};
  }
}

Ref Decoder::make(const Frame& frame) {
  const ValueView view = frame.view;
  const std::size_t count = built_.size() - frame.base;
  std::vector<PyObject*> parts;
  for (std::size_t i = frame.base; i < built_.size(); ++i) parts.push_back(built_[i].get());
  switch (view.kind()) {
    case Kind::list: {
      Ref list(PyList_New(static_cast<Py_ssize_t>(count)));
      for (std::size_t i = 0; list && i < count; ++i) {
        PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i), Py_NewRef(parts[i]));
      }
      return list;
    }
    case Kind::tuple: {
      Ref tuple(PyTuple_New(static_cast<Py_ssize_t>(count)));
      for (std::size_t i = 0; tuple && i < count; ++i) {
        PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), Py_NewRef(parts[i]));
      }
      return tuple;
    }
    case Kind::set:
    case Kind::frozenset: {
      Ref set(view.is(Kind::set) ? PySet_New(nullptr) : PyFrozenSet_New(nullptr));
      for (std::size_t i = 0; set && i < count; ++i) {
        if (PySet_Add(set.get(), parts[i]) != 0) return fail("an element of a set is not hashable");
      }
      return set;
    }
    case Kind::dict: {
      Ref dict(PyDict_New());
      for (std::size_t i = 0; dict && i + 1 < count; i += 2) {
        if (PyDict_SetItem(dict.get(), parts[i], parts[i + 1]) != 0) {
          return fail("a key of a dict is not hashable");
        }
      }
      return dict;
    }
    case Kind::complex:
      return Ref(PyComplex_FromDoubles(view[0].number(), view[1].number()));
    case Kind::extension:
      return extension(view, parts.data() + 1, count - 1);
    case Kind::record:
      return record(view, parts.data(), count);
    case Kind::enumeration:
      return enumeration(view, parts.data());
    default:
      return {};
  }
}

Ref Decoder::extension(ValueView view, PyObject* const* parts, std::size_t count) {
  const std::string_view tag = view[0].text();
  if (tag == "datetime" || tag == "date" || tag == "time") {
    const Ref type = standard("datetime", std::string(tag).c_str());
    if (!type) return {};
    Ref moment(PyObject_CallMethod(type.get(), "fromisoformat", "O", parts[0]));
    if (!moment || count < 2) return moment;
    const Ref replace(PyObject_GetAttrString(moment.get(), "replace"));
    const Ref none(PyTuple_New(0)), fold(Py_BuildValue("{s:O}", "fold", parts[1]));
    return Ref(PyObject_Call(replace.get(), none.get(), fold.get()));
  }
  if (tag == "timedelta") {
    return call(standard("datetime", "timedelta"), {parts[0], parts[1], parts[2]});
  }
  if (tag == "decimal") return call(standard("decimal", "Decimal"), {parts[0]});
  if (tag == "fraction") return call(standard("fractions", "Fraction"), {parts[0], parts[1]});
  if (tag == "uuid") return call(standard("uuid", "UUID"), {parts[0]});
  if (tag == "path")
    return call(standard("pathlib", std::string(view[1].text()).c_str()), {parts[1]});
  if (tag == "slice") return Ref(PySlice_New(parts[0], parts[1], parts[2]));
  if (tag == "range") {
    return call(Ref::borrow(reinterpret_cast<PyObject*>(&PyRange_Type)),
                {parts[0], parts[1], parts[2]});
  }
  if (tag == "constant") {
    return Ref::borrow(view[1].text() == "Ellipsis" ? Py_Ellipsis : Py_NotImplemented);
  }
  return {};
}

/// Borrowed. Only classes that the spec names, and only where their module is loaded already.
PyObject* Decoder::find_class(const std::string& name) {
  if (!allowed_.contains(name)) {
    fail("a " + name + " cannot be rebuilt: the spec does not name the class");
    return nullptr;
  }
  const std::size_t colon = name.find(':');
  PyObject* found =
      colon == std::string::npos
          ? nullptr
          : PyDict_GetItemString(PyImport_GetModuleDict(), name.substr(0, colon).c_str());
  Ref object = Ref::borrow(found);
  for (std::size_t at = colon; object && at != std::string::npos && at < name.size();) {
    const std::size_t dot = name.find('.', at + 1);
    const std::string part = name.substr(at + 1, dot == std::string::npos ? dot : dot - at - 1);
    object = Ref(PyObject_GetAttrString(object.get(), part.c_str()));
    at = dot;
  }
  if (!object || !PyType_Check(object.get())) {
    fail("a " + name + " cannot be rebuilt: the original does not load the class");
    return nullptr;
  }
  return object.get();
}

Ref Decoder::enumeration(ValueView view, PyObject* const* parts) {
  PyObject* type = find_class(std::string(view[0].text()));
  if (type == nullptr) return {};
  if (view[1].is(Kind::none)) return Ref(PyObject_CallOneArg(type, parts[2]));
  const Ref members(PyObject_GetAttrString(type, "_member_map_"));
  PyObject* member = members ? PyDict_GetItem(members.get(), parts[1]) : nullptr;
  return member != nullptr ? Ref::borrow(member) : fail("an enum member that no longer exists");
}

/// Made by the builtin's __new__, fields written beneath the class's own code: nothing of it runs.
Ref Decoder::record(ValueView view, PyObject* const* parts, std::size_t count) {
  PyObject* type = find_class(std::string(view[0].text()));
  if (type == nullptr) return {};
  auto* cls = reinterpret_cast<PyTypeObject*>(type);
  std::size_t first = 2;
  Ref object;
  if (view[1].is(Kind::none) && PyType_IsSubtype(cls, &PyTuple_Type) != 0) {
    Ref content(PyTuple_New(static_cast<Py_ssize_t>((count - 2) / 2)));
    for (std::size_t i = 2; content && i + 1 < count; i += 2) {
      PyTuple_SET_ITEM(content.get(), static_cast<Py_ssize_t>(i / 2 - 1), Py_NewRef(parts[i + 1]));
    }
    const Ref arguments(Py_BuildValue("(O)", content.get()));
    object = Ref(PyTuple_Type.tp_new(cls, arguments.get(), nullptr));
    first = count;
  } else if (view[1].is(Kind::none)) {
    const Ref none(PyTuple_New(0));
    object = Ref(PyBaseObject_Type.tp_new(cls, none.get(), nullptr));
  } else {
    PyTypeObject* base = Py_TYPE(parts[1]);
    const Ref arguments(Py_BuildValue("(O)", parts[1]));
    object = Ref(base->tp_new(cls, arguments.get(), nullptr));
    const bool filled_later = base == &PyList_Type || base == &PyDict_Type || base == &PySet_Type ||
                              base == &PyByteArray_Type;
    if (object && filled_later && base->tp_init(object.get(), arguments.get(), nullptr) != 0) {
      return {};
    }
  }
  for (std::size_t i = first; object && i + 1 < count; i += 2) {
    if (PyObject_GenericSetAttr(object.get(), parts[i], parts[i + 1]) != 0) return {};
  }
  return object;
}

}  // namespace portproof
