// Starts the interpreter in this process and imports the original.
#include "oracle/native/original.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "oracle/native/raised.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

/// The function of portproof/original.py. Borrowed: it remembers what it has loaded, for as long as
/// the interpreter lives.
PyObject* loader(const std::string& package_folder) {
  static PyObject* const found = out_of(package_folder, "original.py", "load").release();
  return found;
}

std::optional<std::string> optional_text(PyObject* object) {
  std::string text;
  if (object == nullptr || !PyUnicode_Check(object) || !wtf8_of(object, text)) return std::nullopt;
  return text;
}

void put_on_path(const std::vector<std::string>& folders) {
  PyObject* path = PySys_GetObject("path");
  Py_ssize_t at = 0;
  for (const std::string& folder : folders) {
    const Ref text = str_from_wtf8(fs::absolute(folder).lexically_normal().string());
    if (PySequence_Contains(path, text.get()) == 1) continue;
    PyList_Insert(path, at++, text.get());
  }
}

void check(PyStatus status) {
  if (PyStatus_Exception(status) != 0) {
    throw OracleError(std::string("the interpreter does not start: ") +
                      (status.err_msg != nullptr ? status.err_msg : "?"));
  }
}

}  // namespace

Ref out_of(const std::string& package_folder, const std::string& file, const char* name) {
  const std::string path = package_folder + "/portproof/" + file;
  const std::optional<std::string> text = content_of(path);
  if (!text) throw OracleError(path + ": is not there: install Portproof again");
  const Ref names(PyDict_New());
  PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins());
  const Ref done(PyRun_String(text->c_str(), Py_file_input, names.get(), names.get()));
  if (!done) throw OracleError(take_traceback());
  return Ref::borrow(PyDict_GetItemString(names.get(), name));
}

void start_interpreter(const EmbeddingConfig& config) {
  if (Py_IsInitialized() != 0) return;
  PyConfig python;
  PyConfig_InitPythonConfig(&python);
  python.install_signal_handlers = 0;
  python.parse_argv = 0;
  // The interpreter's own path decides its prefix and its virtual environment.
  check(PyConfig_SetBytesString(&python, &python.program_name, config.executable.c_str()));
  check(PyConfig_SetBytesString(&python, &python.executable, config.executable.c_str()));
  const PyStatus status = Py_InitializeFromConfig(&python);
  PyConfig_Clear(&python);
  check(status);
}

namespace {

/// What `load` gives for a "module:function": (callable, file, source, whether builtin, module,
/// whether a generator function).
/// `own`: the original that it is a relation for, or null.
Ref load(const OracleConfig& config, const std::string& package_folder, const std::string& module,
         const Original* own) {
  PyObject* const loaded = loader(package_folder);
  if (own == nullptr) {  // a relation's are there, and the working folder may be another by now
    std::vector<std::string> folders = config.pythonpath;
    folders.push_back(fs::current_path().string());
    put_on_path(folders);
  }
  const Ref blocked(PyList_New(0));
  for (const std::string& name : config.block) {
    PyList_Append(blocked.get(), str_from_wtf8(name).get());
  }
  const char* qualname = config.function.c_str() + module.size() + 1;
  const Ref owner = own != nullptr
                        ? Ref(Py_BuildValue("(sO)", own->module_name.c_str(), own->module.get()))
                        : Ref::borrow(Py_None);
  Ref found(
      PyObject_CallFunction(loaded, "ssOO", module.c_str(), qualname, blocked.get(), owner.get()));
  if (found) return found;
  const bool missing = PyErr_ExceptionMatches(PyExc_ModuleNotFoundError) == 1;
  throw OracleError("the original " + config.function + " cannot be imported" +
                    (missing ? " (--pythonpath DIR adds a folder to look in)" : "") + ":\n" +
                    take_traceback());
}

std::string module_of(const std::string& function) {
  const std::size_t colon = function.find(':');
  if (colon == std::string::npos) throw OracleError(function + ": write module:function");
  return function.substr(0, colon);
}

}  // namespace

Original import_original(const OracleConfig& config, const std::string& package_folder) {
  Original original;
  original.module_name = module_of(config.function);
  const Ref found = load(config, package_folder, original.module_name, nullptr);
  original.callable = Ref::borrow(PyTuple_GET_ITEM(found.get(), 0));
  original.module = Ref::borrow(PyTuple_GET_ITEM(found.get(), 4));
  original.package = original.module_name.substr(0, original.module_name.find('.'));
  original.is_builtin = PyTuple_GET_ITEM(found.get(), 3) == Py_True;
  original.is_generator = PyTuple_GET_ITEM(found.get(), 5) == Py_True;
  original.module_file = optional_text(PyTuple_GET_ITEM(found.get(), 1)).value_or("");
  original.source = optional_text(PyTuple_GET_ITEM(found.get(), 2));
  original.file_content = content_of(original.module_file);
  return original;
}

Ref import_relation(OracleConfig config, const std::string& package_folder,
                    const std::string& function, const Original& original) {
  config.function = function;
  config.block.clear();
  const Ref found = load(config, package_folder, module_of(function), &original);
  return Ref::borrow(PyTuple_GET_ITEM(found.get(), 0));
}

}  // namespace portproof
