// Knows Python's types: names, attributes as they stand in a type, the standard extension types.
#pragma once

#include <string>
#include <string_view>

#include "oracle/native/python.h"

namespace portproof {

/// "module:QualName", without the module for builtins.
std::string type_name(PyTypeObject* type);
/// The namespace of a type itself, without those of its bases.
Ref own_namespace(PyTypeObject* type);
/// An attribute as it stands in the namespaces of a type and its bases: nothing runs. Borrowed.
PyObject* type_attribute(PyTypeObject* type, const char* name);
/// The object's own instance dict where it has one (a dict, or of a subclass of it). New reference,
/// or null (no error is set).
Ref instance_dict(PyObject* object);
/// `module`'s attribute, if the module is loaded already. Borrowed for good, or null.
PyTypeObject* loaded_type(const char* module, const char* name);
/// Whether it is a str without lone surrogates.
bool has_utf8(PyObject* str);
/// Text of a str as WTF-8. False with an error set.
bool wtf8_of(PyObject* str, std::string& text);
Ref str_from_wtf8(std::string_view text);

inline bool is_heap_type(PyTypeObject* type) {
  return PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE);
}
inline bool is_subtype(PyTypeObject* type, PyTypeObject* base) {
  return base != nullptr && PyType_IsSubtype(type, base) != 0;
}

}  // namespace portproof
