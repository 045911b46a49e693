// Starts the interpreter in this process and imports the original.
#include "oracle/native/original.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "oracle/native/raised.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

// As test.support.import_fresh_module does: names that must not be imported are None in sys.modules
// while the module is executed anew.
// It then stays there, until the module is asked for with other names blocked.
constexpr const char* kImport = R"(
import importlib, inspect, sys
blocked_for = {}
def load(module, qualname, blocked):
    if blocked_for.get(module, []) != blocked:
        sys.modules.pop(module, None)
    kept = {name: sys.modules.get(name, load) for name in blocked}
    for name in blocked:
        sys.modules[name] = None
    try:
        loaded = importlib.import_module(module)
        blocked_for[module] = blocked
    finally:
        for name, value in kept.items():
            if value is load:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = value
    found = loaded
    for part in qualname.split("."):
        try:
            found = getattr(found, part)
        except AttributeError as error:
            import difflib
            near = difflib.get_close_matches(part, dir(found), 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise AttributeError(f"{error}{hint}") from None
    if not callable(found):
        raise TypeError(f"{module}:{qualname} is not callable")
    try:
        source = inspect.getsource(found)
    except (OSError, TypeError):
        source = None
    function = getattr(found, "__func__", found)
    builtin = not hasattr(inspect.unwrap(function), "__code__")
    return found, getattr(loaded, "__file__", None), source, builtin
)";

/// Borrowed: it remembers what it has loaded, for as long as the interpreter lives.
PyObject* loader() {
  static PyObject* found = nullptr;
  if (found != nullptr) return found;
  const Ref names(PyDict_New());
  PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins());
  const Ref done(PyRun_String(kImport, Py_file_input, names.get(), names.get()));
  if (done) found = Py_NewRef(PyDict_GetItemString(names.get(), "load"));
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

void start_interpreter(const EmbeddingConfig& config) {
  if (Py_IsInitialized() != 0) return;
  const std::string library =
      std::string(Py_GetVersion()).substr(0, std::strcspn(Py_GetVersion(), " "));
  if (library != config.version) {
    throw OracleError("the library is Python " + library + ", but " + config.executable + " is " +
                      config.version + ": they must be the same build");
  }
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

Original import_original(const OracleConfig& config) {
  PyObject* const load = loader();
  if (load == nullptr) throw OracleError(take_traceback());
  std::vector<std::string> folders = config.pythonpath;
  folders.push_back(fs::current_path().string());
  put_on_path(folders);
  const std::size_t colon = config.function.find(':');
  if (colon == std::string::npos) {
    throw OracleError(config.function + ": write module:function");
  }
  const std::string module = config.function.substr(0, colon);
  const Ref blocked(PyList_New(0));
  for (const std::string& name : config.block) {
    PyList_Append(blocked.get(), str_from_wtf8(name).get());
  }
  const Ref found(PyObject_CallFunction(load, "ssO", module.c_str(),
                                        config.function.c_str() + colon + 1, blocked.get()));
  if (!found) {
    const bool missing = PyErr_ExceptionMatches(PyExc_ModuleNotFoundError) == 1;
    throw OracleError("the original " + config.function + " cannot be imported" +
                      (missing ? " (--pythonpath DIR adds a folder to look in)" : "") + ":\n" +
                      take_traceback());
  }
  Original original;
  original.callable = Ref::borrow(PyTuple_GET_ITEM(found.get(), 0));
  original.package = module.substr(0, module.find('.'));
  original.is_builtin = PyTuple_GET_ITEM(found.get(), 3) == Py_True;
  original.module_file = optional_text(PyTuple_GET_ITEM(found.get(), 1)).value_or("");
  original.source = optional_text(PyTuple_GET_ITEM(found.get(), 2));
  if (std::ifstream file(original.module_file, std::ios::binary); file) {
    std::ostringstream content;
    content << file.rdbuf();
    original.file_content = std::move(content).str();
  }
  return original;
}

}  // namespace portproof
