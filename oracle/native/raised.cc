// Turns the exception that Python is raising into an Outcome.
#include "oracle/native/raised.h"

#include <frameobject.h>

#include <algorithm>
#include <vector>

#include "oracle/native/types.h"

namespace portproof {
namespace {

constexpr std::size_t kTracebackLines = 6;

/// The opcode of a raise statement, which differs among versions.
long raise_opcode() {
  static const long number = [] {
    const Ref opcode(PyImport_ImportModule("opcode"));
    const Ref map(opcode ? PyObject_GetAttrString(opcode.get(), "opmap") : nullptr);
    PyObject* found = map ? PyDict_GetItemString(map.get(), "RAISE_VARARGS") : nullptr;
    PyErr_Clear();
    return found != nullptr ? PyLong_AsLong(found) : -1L;
  }();
  return number;
}

std::string top_package(PyObject* name) {
  const char* text = name != nullptr && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : nullptr;
  const std::string whole = text != nullptr ? text : "";
  return whole.substr(0, whole.find('.'));
}

/// Whether the innermost frame stands at a raise statement of the package.
bool left_a_raise(PyObject* traceback, const std::string& package) {
  auto* last = reinterpret_cast<PyTracebackObject*>(traceback);
  if (last == nullptr) return false;
  while (last->tb_next != nullptr) last = last->tb_next;
  const Ref code(reinterpret_cast<PyObject*>(PyFrame_GetCode(last->tb_frame)));
  const Ref bytecode(PyObject_GetAttrString(code.get(), "co_code"));
  const Ref globals(
      PyObject_GetAttrString(reinterpret_cast<PyObject*>(last->tb_frame), "f_globals"));
  bool raised = false;
  if (bytecode && PyBytes_Check(bytecode.get()) && last->tb_lasti >= 0 &&
      last->tb_lasti < PyBytes_GET_SIZE(bytecode.get())) {
    const auto opcode =
        static_cast<unsigned char>(PyBytes_AS_STRING(bytecode.get())[last->tb_lasti]);
    raised = opcode == raise_opcode();
  }
  PyObject* module = globals && PyDict_Check(globals.get())
                         ? PyDict_GetItemString(globals.get(), "__name__")
                         : nullptr;
  PyErr_Clear();
  return raised && top_package(module) == package;
}

bool is_plain(PyObject* value) {
  return value == Py_None || PyUnicode_CheckExact(value) || PyLong_CheckExact(value) ||
         PyFloat_CheckExact(value) || PyBool_Check(value) || PyBytes_CheckExact(value);
}

/// Whether what the interpreter's own __str__ of an exception prints beside `args` is plain.
bool has_plain_fields(PyObject* exception) {
  const auto plain = [](std::initializer_list<PyObject*> fields) {
    return std::ranges::all_of(fields,
                               [](PyObject* field) { return field == nullptr || is_plain(field); });
  };
  const auto is_a = [exception](PyObject* type) {
    return PyObject_TypeCheck(exception, reinterpret_cast<PyTypeObject*>(type)) != 0;
  };
  if (is_a(PyExc_OSError)) {
    const auto* error = reinterpret_cast<PyOSErrorObject*>(exception);
    return plain({error->myerrno, error->strerror, error->filename, error->filename2});
  }
  if (is_a(PyExc_SyntaxError)) {
    const auto* error = reinterpret_cast<PySyntaxErrorObject*>(exception);
    return plain({error->msg, error->filename, error->lineno});
  }
  // UnicodeError itself has no fields.
  if (is_a(PyExc_UnicodeEncodeError) || is_a(PyExc_UnicodeDecodeError) ||
      is_a(PyExc_UnicodeTranslateError)) {
    const auto* error = reinterpret_cast<PyUnicodeErrorObject*>(exception);
    return plain({error->encoding, error->reason});
  }
  if (is_a(PyExc_ImportError)) {
    return plain({reinterpret_cast<PyImportErrorObject*>(exception)->msg});
  }
  return true;
}

/// str(exception), where that runs no code of a class outside the interpreter.
NodeId message_of(PyObject* exception, Arena& arena) {
  PyObject* text_method = type_attribute(Py_TYPE(exception), "__str__");
  const bool builtin = text_method != nullptr && Py_TYPE(text_method) == &PyWrapperDescr_Type;
  PyObject* args = reinterpret_cast<PyBaseExceptionObject*>(exception)->args;
  bool plain = builtin && args != nullptr && PyTuple_Check(args) && has_plain_fields(exception);
  for (Py_ssize_t i = 0; plain && i < PyTuple_GET_SIZE(args); ++i) {
    plain = is_plain(PyTuple_GET_ITEM(args, i));
  }
  std::string text;
  if (plain) {
    const Ref message(PyObject_Str(exception));
    if (message && wtf8_of(message.get(), text)) return arena.str(text);
    PyErr_Clear();
  }
  return arena.none();
}

/// Whether a frame belongs to the loader or to the machinery of import, which nobody wrote here.
bool is_import_machinery(PyObject* traceback) {
  auto* entry = reinterpret_cast<PyTracebackObject*>(traceback);
  const Ref code(reinterpret_cast<PyObject*>(PyFrame_GetCode(entry->tb_frame)));
  const Ref name(PyObject_GetAttrString(code.get(), "co_filename"));
  std::string file;
  if (!name || !wtf8_of(name.get(), file)) {
    PyErr_Clear();
    return false;
  }
  return file == "<string>" || file.starts_with("<frozen importlib") ||
         file.ends_with("/importlib/__init__.py");
}

/// The part of a traceback that begins in somebody's own code; None where nothing of it does.
PyObject* own_part(PyObject* traceback) {
  while (traceback != nullptr && is_import_machinery(traceback)) {
    traceback =
        reinterpret_cast<PyObject*>(reinterpret_cast<PyTracebackObject*>(traceback)->tb_next);
  }
  return traceback != nullptr ? traceback : Py_None;
}

}  // namespace

Raised take_raised(const std::string& package, bool is_builtin, Arena& arena) {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  const Ref owned_type(type), exception(value), owned_traceback(traceback);
  const NodeId name = arena.str(type_name(Py_TYPE(exception.get())));
  const NodeId message = message_of(exception.get(), arena);
  const bool deliberate = is_builtin || left_a_raise(owned_traceback.get(), package);
  PyErr_Clear();
  return {arena.view(name), arena.view(message), deliberate};
}

std::string take_traceback() {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  const Ref owned_type(type), exception(value), owned_traceback(traceback);
  const Ref module(PyImport_ImportModule("traceback"));
  const Ref lines(module ? PyObject_CallMethod(module.get(), "format_exception", "OOO", type, value,
                                               own_part(traceback))
                         : nullptr);
  const Ref empty(PyUnicode_FromString(""));
  const Ref joined(lines ? PyUnicode_Join(empty.get(), lines.get()) : nullptr);
  std::string text;
  if (!joined || !wtf8_of(joined.get(), text)) {
    PyErr_Clear();
    return type_name(Py_TYPE(value));
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::size_t start = text.size();
  for (std::size_t line = 0; line < kTracebackLines && start != std::string::npos && start > 0;
       ++line) {
    start = text.rfind('\n', start - 1);
  }
  return start == std::string::npos || start == 0 ? text : text.substr(start + 1);
}

}  // namespace portproof
