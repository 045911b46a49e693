// Rebuilds Python objects from Values, without recursion. Imports nothing that a Value names.
#include "oracle/native/decode.h"

#include "oracle/native/types.h"

namespace portproof {
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
    parts_.clear();
    for (std::size_t i = done.base; i < built_.size(); ++i) parts_.push_back(built_[i].get());
    Ref object = make(done.view, parts_.data(), parts_.size());
    built_.resize(done.base);
    if (!object) {
      const bool extension = done.view.is(Kind::extension);
      fail("cannot be rebuilt: a " +
           std::string(extension ? done.view[0].text() : kind_name(done.view.kind())));
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
  const bool identity = has_identity(view.node());
  if (identity) {
    if (const auto met = memo_.find(view.id()); met != memo_.end()) {
      built_.push_back(Ref::borrow(met->second.get()));
      return true;
    }
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
  if (identity) memo_[view.id()] = Ref::borrow(object.get());
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

Ref Decoder::make(ValueView view, PyObject* const* parts, std::size_t count) {
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
    case Kind::frozenset:
    case Kind::dict:
      return table(view, parts, count);
    case Kind::complex:
      return Ref(PyComplex_FromDoubles(view[0].number(), view[1].number()));
    case Kind::extension:
      return make_extension(view, parts + 1, count - 1);
    case Kind::record:
      return record(view, parts, count);
    case Kind::enumeration:
      return enumeration(view, parts);
    default:
      return {};
  }
}

/// Equal keys would fall together: nothing that Python held has any, but a hand-edited line may.
Ref Decoder::table(ValueView view, PyObject* const* parts, std::size_t count) {
  if (view.is(Kind::dict)) {
    Ref dict(PyDict_New());
    for (std::size_t i = 0; dict && i + 1 < count; i += 2) {
      if (PyDict_SetItem(dict.get(), parts[i], parts[i + 1]) != 0) {
        return fail("a key of a dict is not hashable");
      }
    }
    if (!dict || PyDict_GET_SIZE(dict.get()) == static_cast<Py_ssize_t>(count / 2)) return dict;
    return fail("a dict has equal keys");
  }
  Ref set(view.is(Kind::set) ? PySet_New(nullptr) : PyFrozenSet_New(nullptr));
  for (std::size_t i = 0; set && i < count; ++i) {
    if (PySet_Add(set.get(), parts[i]) != 0) return fail("an element of a set is not hashable");
  }
  if (!set || PySet_GET_SIZE(set.get()) == static_cast<Py_ssize_t>(count)) return set;
  return fail("a set has equal elements");
}

/// Only classes that the spec names, and only where their module is loaded already.
Ref Decoder::find_class(const std::string& name) {
  if (!allowed_.contains(name)) {
    return fail("a " + name + " cannot be rebuilt: the spec does not name the class");
  }
  const std::size_t colon = name.find(':');
  Ref object;
  if (colon != std::string::npos) {
    const std::string module = name.substr(0, colon);
    object = Ref::borrow(own_module_ && module == own_name_
                             ? own_module_.get()
                             : PyDict_GetItemString(PyImport_GetModuleDict(), module.c_str()));
  }
  for (std::size_t at = colon; object && at != std::string::npos && at < name.size();) {
    const std::size_t dot = name.find('.', at + 1);
    const std::string part = name.substr(at + 1, dot == std::string::npos ? dot : dot - at - 1);
    object = Ref(PyObject_GetAttrString(object.get(), part.c_str()));
    at = dot;
  }
  if (!object || !PyType_Check(object.get())) {
    return fail("a " + name + " cannot be rebuilt: the original does not load the class");
  }
  return object;
}

Ref Decoder::enumeration(ValueView view, PyObject* const* parts) {
  const Ref type = find_class(std::string(view[0].text()));
  if (!type) return {};
  if (view[1].is(Kind::none)) return Ref(PyObject_CallOneArg(type.get(), parts[2]));
  const Ref members(PyObject_GetAttrString(type.get(), "_member_map_"));
  PyObject* member = members && PyDict_Check(members.get()) && view[1].is(Kind::str)
                         ? PyDict_GetItem(members.get(), parts[1])
                         : nullptr;
  return member != nullptr ? Ref::borrow(member) : fail("an enum member that no longer exists");
}

Ref Decoder::record(ValueView view, PyObject* const* parts, std::size_t count) {
  const std::string name(view[0].text());
  const Ref type = find_class(name);
  if (!type) return {};
  Ref object =
      make_instance(reinterpret_cast<PyTypeObject*>(type.get()), parts[1], parts + 2, count - 2);
  if (object) return object;
  return fail("a " + name + " cannot be rebuilt: its class is no longer made of what was recorded");
}

}  // namespace portproof
