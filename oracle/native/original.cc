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
// while the module is executed anew. What was loaded first is the oracle's, and stays in
// sys.modules; the same module with other names blocked (a port's) is kept aside.
constexpr const char* kImport = R"(
import importlib, inspect, sys
loaded_for = {}
def import_blocked(module, blocked):
    kept = {name: sys.modules.get(name, load) for name in blocked}
    for name in blocked:
        sys.modules[name] = None
    try:
        return importlib.import_module(module)
    finally:
        for name, value in kept.items():
            if value is load:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = value
def put_back(module, value):
    sys.modules[module] = value
    parent, _, last = module.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], last, value)
def module_for(module, blocked):
    key = module, tuple(blocked)
    if key in loaded_for:
        return loaded_for[key]
    first = all(name != module for name, _ in loaded_for)
    standing = None
    if blocked or not first:
        standing = sys.modules.pop(module, None)
    try:
        loaded_for[key] = import_blocked(module, blocked)
    finally:
        if standing is not None and (not first or key not in loaded_for):
            put_back(module, standing)
    return loaded_for[key]
def load(module, qualname, blocked, own):
    if own is None:
        loaded = module_for(module, blocked)
    elif own[0] == module:
        loaded = own[1]
    else:
        loaded = importlib.import_module(module)
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
    return found, getattr(loaded, "__file__", None), source, builtin, loaded
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

namespace {

/// What `load` gives for a "module:function": (callable, file, source, whether builtin, module).
/// `own`: the original that it is a relation for, or null.
Ref load(const OracleConfig& config, const std::string& module, const Original* own) {
  PyObject* const loaded = loader();
  if (loaded == nullptr) throw OracleError(take_traceback());
  std::vector<std::string> folders = config.pythonpath;
  folders.push_back(fs::current_path().string());
  put_on_path(folders);
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

Original import_original(const OracleConfig& config) {
  Original original;
  original.module_name = module_of(config.function);
  const Ref found = load(config, original.module_name, nullptr);
  original.callable = Ref::borrow(PyTuple_GET_ITEM(found.get(), 0));
  original.module = Ref::borrow(PyTuple_GET_ITEM(found.get(), 4));
  original.package = original.module_name.substr(0, original.module_name.find('.'));
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

Ref import_relation(OracleConfig config, const std::string& function, const Original& original) {
  config.function = function;
  config.block.clear();
  const Ref found = load(config, module_of(function), &original);
  return Ref::borrow(PyTuple_GET_ITEM(found.get(), 0));
}

}  // namespace portproof
