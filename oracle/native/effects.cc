// Stops the original, while a call of it runs, where it would do something to the world.
#include "oracle/native/effects.h"

#include <filesystem>
#include <string_view>

#include "oracle/native/original.h"
#include "oracle/native/raised.h"
#include "oracle/native/types.h"

namespace portproof {

EffectWatch* EffectWatch::active_ = nullptr;

EffectWatch::EffectWatch(const EffectRules& rules, const std::string& package_folder)
    : folder_(rules.folder) {
  const Ref type = out_of(package_folder, "effects.py", "Watch");
  const Ref allowed(PyList_New(0));
  for (const std::string& word : rules.allowed) {
    PyList_Append(allowed.get(), str_from_wtf8(word).get());
  }
  const Ref folder = str_from_wtf8(folder_.path());
  watch_ = Ref(PyObject_CallFunction(type.get(), "OO", folder.get(), allowed.get()));
  if (watch_) look_ = Ref(PyObject_GetAttrString(watch_.get(), "look"));
  if (!look_) throw OracleError(take_traceback());
  read_events();
  // A hook cannot be taken away again: there is one for all.
  static const int added = PySys_AddAuditHook(hook, nullptr);
  if (added != 0) throw OracleError("the interpreter takes no audit hook: " + take_traceback());
}

EffectWatch::~EffectWatch() {
  if (active_ == this) active_ = nullptr;
  std::error_code gone;
  if (std::filesystem::current_path(gone) == folder_.path()) {
    std::filesystem::current_path("/", gone);
  }
}

void EffectWatch::read_events() {
  const Ref names(PyObject_GetAttrString(watch_.get(), "events"));
  std::string name;
  for (Py_ssize_t i = 0; names && i < PyTuple_GET_SIZE(names.get()); ++i) {
    if (wtf8_of(PyTuple_GET_ITEM(names.get(), i), name)) events_.insert(name);
  }
  if (PyErr_Occurred() != nullptr) throw OracleError(take_traceback());
}

void EffectWatch::settle() {
  const Ref done(PyObject_CallMethod(watch_.get(), "settle", nullptr));
  if (!done) throw OracleError(take_traceback());
}

int EffectWatch::hook(const char* event, PyObject* arguments, void*) {
  EffectWatch* const watch = active_;
  if (watch == nullptr || !watch->events_.contains(std::string_view(event))) return 0;
  return watch->look(event, arguments);
}

int EffectWatch::look(const char* event, PyObject* arguments) {
  looked_ = true;
  const Ref name(PyUnicode_FromString(event));
  PyObject* const parts[] = {name.get(), arguments};
  const Ref done(name ? PyObject_Vectorcall(look_.get(), parts, 2, nullptr) : nullptr);
  return done ? 0 : -1;
}

bool EffectWatch::finish(std::string& effect) {
  looked_ = false;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  const Ref told(PyObject_CallMethod(watch_.get(), "finish", nullptr));
  const bool good = told && (told.get() == Py_None || wtf8_of(told.get(), effect));
  if (!good) {
    const std::string text = take_traceback();
    PyErr_Restore(type, value, traceback);
    PyErr_Clear();
    throw OracleError("the folder of the original cannot be emptied: " + text);
  }
  PyErr_Restore(type, value, traceback);
  if (told.get() == Py_None) return false;
  PyErr_Clear();
  return true;
}

}  // namespace portproof
