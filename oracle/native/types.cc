// Knows Python's types: names, attributes as they stand in a type, the standard extension types.
#include "oracle/native/types.h"

#include <cstring>

namespace portproof {
namespace {

std::string text_of(PyObject* object) {
  const char* text =
      object != nullptr && PyUnicode_Check(object) ? PyUnicode_AsUTF8(object) : nullptr;
  if (text == nullptr) PyErr_Clear();
  return text != nullptr ? text : "?";
}

}  // namespace

Ref own_namespace(PyTypeObject* type) {
#if PY_VERSION_HEX >= 0x030C0000
  return Ref(PyType_GetDict(type));
#else
  return Ref::borrow(type->tp_dict);
#endif
}

std::string type_name(PyTypeObject* type) {
  if (!is_heap_type(type)) {
    const std::string name = type->tp_name;
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos ? name : name.substr(0, dot) + ":" + name.substr(dot + 1);
  }
  const Ref names = own_namespace(type);
  PyObject* module = names ? PyDict_GetItemString(names.get(), "__module__") : nullptr;
  const Ref qualified = Ref::borrow(reinterpret_cast<PyHeapTypeObject*>(type)->ht_qualname);
  const std::string name = text_of(qualified.get());
  const std::string where = text_of(module);
  return where == "builtins" ? name : where + ":" + name;
}

PyObject* type_attribute(PyTypeObject* type, const char* name) {
  if (type->tp_mro == nullptr) return nullptr;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); ++i) {
    auto* base = reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(type->tp_mro, i));
    const Ref names = own_namespace(base);
    if (PyObject* found = names ? PyDict_GetItemString(names.get(), name) : nullptr) return found;
  }
  return nullptr;
}

Ref instance_dict(PyObject* object) {
  if (Py_TYPE(object)->tp_dictoffset == 0 &&
      !PyType_HasFeature(Py_TYPE(object), Py_TPFLAGS_HEAPTYPE)) {
    return {};
  }
  Ref dict(PyObject_GenericGetDict(object, nullptr));
  if (!dict) PyErr_Clear();
  if (dict && !PyDict_Check(dict.get())) return {};
  return dict;
}

PyTypeObject* loaded_type(const char* module, const char* name) {
  PyObject* modules = PyImport_GetModuleDict();
  PyObject* found = modules != nullptr ? PyDict_GetItemString(modules, module) : nullptr;
  if (found == nullptr || !PyModule_Check(found)) return nullptr;
  PyObject* names = PyModule_GetDict(found);
  PyObject* type = PyDict_GetItemString(names, name);
  return type != nullptr && PyType_Check(type) ? reinterpret_cast<PyTypeObject*>(type) : nullptr;
}

bool has_utf8(PyObject* str) {
  Py_ssize_t size = 0;
  const bool has = PyUnicode_Check(str) && PyUnicode_AsUTF8AndSize(str, &size) != nullptr;
  if (!has) PyErr_Clear();
  return has;
}

bool wtf8_of(PyObject* str, std::string& text) {
  Py_ssize_t size = 0;
  if (const char* utf8 = PyUnicode_AsUTF8AndSize(str, &size)) {
    text.assign(utf8, static_cast<std::size_t>(size));
    return true;
  }
  PyErr_Clear();
  const Ref bytes(PyUnicode_AsEncodedString(str, "utf-8", "surrogatepass"));
  if (!bytes) return false;
  text.assign(PyBytes_AS_STRING(bytes.get()),
              static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get())));
  return true;
}

Ref str_from_wtf8(std::string_view text) {
  return Ref(
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogatepass"));
}

}  // namespace portproof
