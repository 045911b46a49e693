// Turns Python objects into Values, without recursion and without running code of their classes.
#include "oracle/native/encode.h"

#include <algorithm>

#include "oracle/native/types.h"
#include "specs/codec.h"

namespace portproof {

void Encoder::reset() {
  memo_.clear();
  kept_.clear();
  drop_parts(0);
  dict_content_ = nullptr;
  stack_.clear();
  done_.clear();
}

void Encoder::drop_parts(std::size_t from) {
  while (parts_.size() > from) {
    Py_DECREF(parts_.back());
    parts_.pop_back();
  }
}

bool Encoder::fail(const std::string& what) {
  kind_ = what;
  std::string where = path_;
  for (const Frame& frame : stack_) {
    const std::size_t done = done_.size() - frame.base;
    if (where.size() < 200) where += "[" + std::to_string(done) + "]";
  }
  reason_ = where + " is " + what;
  if (what == "a cycle") reason_ = where + " contains itself";
  PyErr_Clear();
  return false;
}

bool Encoder::encode(PyObject* object, Arena& arena, NodeId& id, const std::string& path) {
  path_ = path;
  const std::size_t depth = stack_.size();
  bool good = begin(object, arena);
  while (good && stack_.size() > depth) {
    Frame& frame = stack_.back();
    if (frame.next < frame.end) {
      good = begin(parts_[frame.next++], arena);
    } else {
      close(arena);
    }
  }
  if (!good) {
    stack_.clear();
    done_.clear();
    drop_parts(0);
    return false;
  }
  id = done_.back();
  done_.pop_back();
  return true;
}

void Encoder::open(PyObject* object, Kind kind, Arena& arena, bool identity) {
  const NodeId target = arena.container(kind);
  done_.push_back(target);
  stack_.push_back(
      {object, kind, target, done_.size(), parts_.size(), parts_.size(), parts_.size()});
  if (identity) memo_[object] = kOpen;
}

void Encoder::close(Arena& arena) {
  const Frame frame = stack_.back();
  stack_.pop_back();
  const auto first = done_.begin() + static_cast<std::ptrdiff_t>(frame.base);
  const bool is_set = frame.kind == Kind::set || frame.kind == Kind::frozenset;
  if (is_set && done_.size() - frame.base > 1) {
    std::vector<std::pair<std::string, NodeId>> keyed;
    for (auto it = first; it != done_.end(); ++it)
      keyed.emplace_back(to_json(arena.view(*it)), *it);
    std::sort(keyed.begin(), keyed.end());
    std::transform(keyed.begin(), keyed.end(), first, [](const auto& k) { return k.second; });
  }
  arena.adopt(frame.target, std::span(done_).subspan(frame.base));
  done_.resize(frame.base);
  drop_parts(frame.first);
  const auto memo = memo_.find(frame.object);
  if (memo != memo_.end() && memo->second == kOpen) memo->second = frame.target;
}

/// Opens what `object`, a dict or an instance of a subclass, holds. No `identity`: a content.
void Encoder::dict(PyObject* object, PyObject* identity, Arena& arena) {
  open(identity, Kind::dict, arena, identity != nullptr);
  PyObject *key = nullptr, *value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(object, &at, &key, &value) != 0;) {
    push_part(Py_NewRef(key));
    push_part(Py_NewRef(value));
  }
  stack_.back().end = parts_.size();
}

bool Encoder::begin(PyObject* object, Arena& arena) {
  if (object == dict_content_) {
    dict_content_ = nullptr;
    dict(object, nullptr, arena);
    return true;
  }
  bool done = false;
  if (!leaf(object, arena, done)) return false;
  if (done) return true;
  PyTypeObject* type = Py_TYPE(object);
  static PyTypeObject* enum_meta = nullptr;
  if (enum_meta == nullptr) enum_meta = loaded_type("enum", "EnumMeta");
  if (is_subtype(Py_TYPE(type), enum_meta)) return enumeration(object, arena);
  if (!extension(object, arena, done)) return false;
  if (done) return true;
  const bool empty_leaf = (PyTuple_CheckExact(object) && PyTuple_GET_SIZE(object) == 0) ||
                          (PyFrozenSet_CheckExact(object) && PySet_GET_SIZE(object) == 0);
  if (empty_leaf) {
    done_.push_back(arena.container(PyTuple_CheckExact(object) ? Kind::tuple : Kind::frozenset));
    return true;
  }
  if (const auto met = memo_.find(object); met != memo_.end()) {
    if (met->second == kOpen) return fail("a cycle");
    done_.push_back(met->second);
    return true;
  }
  kept_.push_back(Ref::borrow(object));
  return container(object, arena);
}

bool Encoder::leaf(PyObject* object, Arena& arena, bool& done) {
  done = true;
  PyTypeObject* type = Py_TYPE(object);
  if (object == Py_None) {
    done_.push_back(arena.none());
  } else if (type == &PyBool_Type) {
    done_.push_back(arena.boolean(object == Py_True));
  } else if (type == &PyLong_Type) {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow == 0) {
      done_.push_back(arena.integer(value));
      return true;
    }
    const Ref hex(PyNumber_ToBase(object, 16));
    if (!hex || !wtf8_of(hex.get(), text_)) return fail("an int too large for memory");
    done_.push_back(arena.big_integer(text_));
  } else if (type == &PyFloat_Type) {
    done_.push_back(arena.floating(PyFloat_AS_DOUBLE(object)));
  } else if (type == &PyUnicode_Type) {
    Py_ssize_t size = 0;
    if (const char* utf8 = PyUnicode_AsUTF8AndSize(object, &size)) {
      done_.push_back(arena.str({utf8, static_cast<std::size_t>(size)}));
      return true;
    }
    PyErr_Clear();
    if (!wtf8_of(object, text_)) return fail("a str too large for memory");
    done_.push_back(arena.str(text_));
  } else if (type == &PyBytes_Type) {
    done_.push_back(arena.text(Kind::bytes, {PyBytes_AS_STRING(object),
                                             static_cast<std::size_t>(PyBytes_GET_SIZE(object))}));
  } else if (type == &PyComplex_Type) {
    const Py_complex value = PyComplex_AsCComplex(object);
    done_.push_back(arena.complex(value.real, value.imag));
  } else {
    done = false;
  }
  return true;
}

bool Encoder::container(PyObject* object, Arena& arena) {
  PyTypeObject* type = Py_TYPE(object);
  const auto add = [&](PyObject* part) { push_part(Py_NewRef(part)); };
  if (type == &PyByteArray_Type) {
    done_.push_back(arena.text(
        Kind::bytearray,
        {PyByteArray_AS_STRING(object), static_cast<std::size_t>(PyByteArray_GET_SIZE(object))}));
    memo_[object] = done_.back();
    return true;
  }
  if (type == &PyList_Type) {
    open(object, Kind::list, arena, true);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(object); ++i) add(PyList_GET_ITEM(object, i));
  } else if (type == &PyTuple_Type) {
    open(object, Kind::tuple, arena, true);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); ++i) add(PyTuple_GET_ITEM(object, i));
  } else if (type == &PyDict_Type) {
    dict(object, object, arena);
  } else if (type == &PySet_Type || type == &PyFrozenSet_Type) {
    open(object, type == &PySet_Type ? Kind::set : Kind::frozenset, arena, true);
    PyObject* key = nullptr;
    Py_hash_t hash = 0;
    for (Py_ssize_t at = 0; _PySet_NextEntry(object, &at, &key, &hash) != 0;) add(key);
  } else {
    return record(object, arena);
  }
  stack_.back().end = parts_.size();
  return true;
}

}  // namespace portproof
