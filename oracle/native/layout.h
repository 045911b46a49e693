// Reads from a class what its instances consist of, without running code of it.
#pragma once

#include <utility>
#include <vector>

#include "oracle/native/python.h"

namespace portproof {

/// What the instances of a class consist of. Borrowed from the class: valid while it is unchanged.
struct Layout {
  const char* refusal = nullptr;  // why instances can be neither read nor left alone
  bool readable = false;          // all of an instance is its fields and the content of `base`
  PyTypeObject* base = nullptr;   // the builtin whose content instances have, if any
  PyObject* named = nullptr;      // `_fields` of a named tuple
  PyObject* declared = nullptr;   // `__dataclass_fields__` of a dataclass
  std::vector<std::pair<PyObject*, PyObject*>> slots;  // name and descriptor, bases first
};

Layout layout_of(PyTypeObject* type);

/// Whether all of an instance is its fields and the content of a builtin that is known here: no
/// class of the MRO keeps something in C that only its own code can read.
bool is_readable(PyTypeObject* type);
/// `_fields` of a named tuple, where that is a tuple of nothing but names. Borrowed, or null.
PyObject* named_fields(PyTypeObject* type);
/// The descriptor of the slot that instances have by this name, a str. Borrowed, or null.
PyObject* slot_of(PyTypeObject* type, PyObject* name);
/// The builtin whose content the instances of a class have, or null.
PyTypeObject* builtin_base(PyTypeObject* type);

}  // namespace portproof
