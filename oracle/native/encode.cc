// Turns Python objects into Values, without recursion and without running code of their classes.
#include "oracle/native/encode.h"

#include <algorithm>
#include <limits>

#include "oracle/native/types.h"
#include "specs/codec.h"

namespace portproof {

void Encoder::reset() {
  memo_.clear();
  layouts_.clear();
  drop_parts(0);
  dict_content_ = nullptr;
  stack_.clear();
  done_.clear();
  kept_.clear();
}

void Encoder::drop_parts(std::size_t from) {
  while (parts_.size() > from) {
    Py_DECREF(parts_.back());
    parts_.pop_back();
  }
}

bool Encoder::encode(PyObject* object, Arena& arena, NodeId& id, const std::string& path) {
  path_ = path;
  bool good = begin(object, arena);
  while (good && !stack_.empty()) {
    if (PyObject* part = next_part(stack_.back())) {
      good = begin(part, arena);
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

/// Borrowed; null: none is left.
PyObject* Encoder::next_part(Frame& frame) {
  const std::size_t i = frame.next++;
  if (frame.kind == Kind::list) {
    const auto size = static_cast<std::size_t>(PyList_GET_SIZE(frame.object));
    return i < size ? PyList_GET_ITEM(frame.object, static_cast<Py_ssize_t>(i)) : nullptr;
  }
  if (frame.kind == Kind::tuple) {
    const auto size = static_cast<std::size_t>(PyTuple_GET_SIZE(frame.object));
    return i < size ? PyTuple_GET_ITEM(frame.object, static_cast<Py_ssize_t>(i)) : nullptr;
  }
  return frame.first + i < frame.end ? parts_[frame.first + i] : nullptr;
}

/// Begins a value with children. Its parts are what is pushed before `stack_.back().end` is set.
void Encoder::open(PyObject* object, Kind kind, Arena& arena) {
  const NodeId target = arena.container(kind);
  done_.push_back(target);
  stack_.push_back({object, kind, target, done_.size(), parts_.size(), 0, parts_.size()});
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
  if (frame.object != nullptr) memo_[frame.object] = frame.target;
}

/// A value that has become a node at once, though it may be met again.
void Encoder::finish(PyObject* object, NodeId id) {
  done_.push_back(id);
  memo_[object] = id;
}

bool Encoder::begin(PyObject* object, Arena& arena) {
  if (object == dict_content_) {
    dict_content_ = nullptr;
    dict(object, nullptr, arena);
    return true;
  }
  if (const Step step = leaf(object, arena); step != Step::no) return step == Step::done;
  const auto [met, fresh] = memo_.insert(object, kOpen);
  if (!fresh && met == kOpen) return fail("a cycle", " contains itself: ");
  if (!fresh) {
    done_.push_back(met);
    return true;
  }
  kept_.push_back(Ref::borrow(object));
  if (container(object, arena)) return true;
  static PyTypeObject* enum_meta = nullptr;
  if (enum_meta == nullptr) enum_meta = loaded_type("enum", "EnumMeta");
  if (is_subtype(Py_TYPE(Py_TYPE(object)), enum_meta)) {
    enumeration(object, arena);
    return true;
  }
  const Step step = extension(object, arena);
  return step == Step::no ? record(object, arena) : step == Step::done;
}

Encoder::Step Encoder::text(Kind kind, const char* bytes, Py_ssize_t size, Arena& arena) {
  if (size > std::numeric_limits<std::uint32_t>::max()) {
    fail("a text of more than 4 GB");
    return Step::failed;
  }
  done_.push_back(arena.text(kind, {bytes, static_cast<std::size_t>(size)}));
  return Step::done;
}

Encoder::Step Encoder::str(PyObject* object, Arena& arena) {
  Py_ssize_t size = 0;
  if (const char* utf8 = PyUnicode_AsUTF8AndSize(object, &size)) {
    return text(Kind::str, utf8, size, arena);
  }
  PyErr_Clear();
  if (wtf8_of(object, text_)) {
    return text(Kind::str, text_.data(), static_cast<Py_ssize_t>(text_.size()), arena);
  }
  fail("a str too large for memory");
  return Step::failed;
}

Encoder::Step Encoder::leaf(PyObject* object, Arena& arena) {
  PyTypeObject* type = Py_TYPE(object);
  if (type == &PyUnicode_Type) return str(object, arena);
  if (type == &PyLong_Type) {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow == 0) {
      done_.push_back(arena.integer(value));
      return Step::done;
    }
    const Ref hex(PyNumber_ToBase(object, 16));
    if (!hex || !wtf8_of(hex.get(), text_)) {
      fail("an int too large for memory");
      return Step::failed;
    }
    done_.push_back(arena.big_integer(text_));
  } else if (type == &PyFloat_Type) {
    done_.push_back(arena.floating(PyFloat_AS_DOUBLE(object)));
  } else if (object == Py_None) {
    done_.push_back(arena.none());
  } else if (type == &PyBool_Type) {
    done_.push_back(arena.boolean(object == Py_True));
  } else if (type == &PyBytes_Type) {
    return text(Kind::bytes, PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object), arena);
  } else if (type == &PyComplex_Type) {
    const Py_complex value = PyComplex_AsCComplex(object);
    done_.push_back(arena.complex(value.real, value.imag));
  } else if (type == &PyTuple_Type && PyTuple_GET_SIZE(object) == 0) {
    done_.push_back(arena.container(Kind::tuple));
  } else if (type == &PyFrozenSet_Type && PySet_GET_SIZE(object) == 0) {
    done_.push_back(arena.container(Kind::frozenset));
  } else {
    return Step::no;
  }
  return Step::done;
}

/// False: it is none of the builtin containers.
bool Encoder::container(PyObject* object, Arena& arena) {
  PyTypeObject* type = Py_TYPE(object);
  if (type == &PyList_Type || type == &PyTuple_Type) {
    open(object, type == &PyList_Type ? Kind::list : Kind::tuple, arena);
  } else if (type == &PyDict_Type) {
    dict(object, object, arena);
  } else if (type == &PySet_Type || type == &PyFrozenSet_Type) {
    open(object, type == &PySet_Type ? Kind::set : Kind::frozenset, arena);
    PyObject* key = nullptr;
    Py_hash_t hash = 0;
    for (Py_ssize_t at = 0; _PySet_NextEntry(object, &at, &key, &hash) != 0;) {
      push_part(Py_NewRef(key));
    }
    stack_.back().end = parts_.size();
  } else if (type == &PyByteArray_Type) {
    const auto size = static_cast<std::size_t>(PyByteArray_GET_SIZE(object));
    finish(object, arena.text(Kind::bytearray, {PyByteArray_AS_STRING(object), size}));
  } else {
    return false;
  }
  return true;
}

/// Opens what `object`, a dict or an instance of a subclass, holds. No `identity`: a content.
void Encoder::dict(PyObject* object, PyObject* identity, Arena& arena) {
  open(identity, Kind::dict, arena);
  PyObject *key = nullptr, *value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(object, &at, &key, &value) != 0;) {
    push_part(Py_NewRef(key));
    push_part(Py_NewRef(value));
  }
  stack_.back().end = parts_.size();
}

}  // namespace portproof
