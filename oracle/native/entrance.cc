// Records the usual call without Python code of the recorder; hands the others to Recorder.take.
#include "oracle/native/entrance.h"

#include <pybind11/pybind11.h>

#include <charconv>

#include "oracle/native/call_state.h"
#include "specs/codec.h"
#include "specs/content_id.h"

namespace portproof {
namespace {

PyObject* waiting_list = nullptr;
PyObject* run_waiting = nullptr;

/// One hooked function. Python objects stand in the tuple that holds it, for the collector to see.
struct Entrance {
  Tally& tally;
  const Pace pace;
  bool receiver;          // its first argument is a class that is not recorded
  bool straight = false;  // the function's calls of itself may pass this by
  int running = 0;        // outermost calls that were entered here
};

/// The places in that tuple.
enum Part : Py_ssize_t { kEntrance, kRecorder, kHook, kOriginal, kFunction, kTally, kParts };

PyObject* part(PyObject* self, Part which) { return PyTuple_GET_ITEM(self, which); }

class OwnWork {
 public:
  OwnWork() { own_work().set(own_work().get() + 1); }
  ~OwnWork() { own_work().set(own_work().get() - 1); }
  OwnWork(const OwnWork&) = delete;
  OwnWork& operator=(const OwnWork&) = delete;
};

/// Does what a signal asked for meanwhile. False: an exception is set.
bool after_own_work() {
  if (waiting_list == nullptr || PyList_GET_SIZE(waiting_list) == 0) return true;
  return static_cast<bool>(Ref(PyObject_CallObject(run_waiting, nullptr)));
}

PyObject* method(PyObject* object, const char* name) {
  return PyObject_GetAttrString(object, name);
}

/// recorder.take(hook, args, kwargs): all that is rare.
PyObject* take(PyObject* self, PyObject* args, PyObject* kwargs) {
  const Ref call(method(part(self, kRecorder), "take"));
  if (!call) return nullptr;
  return PyObject_CallFunctionObjArgs(call.get(), part(self, kHook), args, kwargs, nullptr);
}

/// The arguments without those that are defaults.
bool as_called(PyObject* self, bool receiver, PyObject* args, PyObject* kwargs, Ref& given,
               Ref& named) {
  PyObject* function = part(self, kFunction);
  const bool defaults = function != Py_None && (PyFunction_GET_DEFAULTS(function) != nullptr ||
                                                PyFunction_GET_KW_DEFAULTS(function) != nullptr);
  if (!defaults && !receiver) {
    given = Ref::borrow(args);
    named = Ref::borrow(kwargs);
    return true;
  }
  const Ref both(PyObject_CallMethod(part(self, kHook), "as_called", "OO", args, kwargs));
  if (!both) return false;
  given = Ref::borrow(PyTuple_GetItem(both.get(), 0));
  named = Ref::borrow(PyTuple_GetItem(both.get(), 1));
  return given && named;
}

/// One call that is being recorded.
struct Recorded {
  std::unique_ptr<CallState> state = take_state();
  Ref given, named;
  std::string before;
};

/// Tells the recorder of the exception that is set, and sets it again.
PyObject* raised(PyObject* self, Recorded& recorded) {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  const Ref before(PyUnicode_DecodeUTF8(recorded.before.data(),
                                        static_cast<Py_ssize_t>(recorded.before.size()), nullptr));
  const pybind11::object state = pybind11::cast(std::move(recorded.state));
  const Ref call(method(part(self, kRecorder), "record_raised"));
  const Ref done(call && before ? PyObject_CallFunctionObjArgs(call.get(), before.get(),
                                                               state.ptr(), recorded.given.get(),
                                                               recorded.named.get(), value, nullptr)
                                : nullptr);
  if (done) {
    PyErr_Restore(type, value, traceback);
  } else {
    const Ref first(type), second(value), third(traceback);
  }
  return nullptr;
}

/// Writes the trace of a call that returned, or counts it. False: an exception is set.
bool returned(PyObject* self, Tally& tally, Recorded& recorded, PyObject* result) {
  auto after = take_state();
  std::string content, id;
  const OwnWork own;
  Ref done;
  try {
    write_content_after(content, *recorded.state, recorded.before, *after, recorded.given.get(),
                        recorded.named.get(), result, nullptr);
    give_back(std::move(after));
    id = content_id(content).text();
    if (tally.seen(id)) return true;
    done = Ref(PyObject_CallMethod(part(self, kRecorder), "keep", "s#s#", content.data(),
                                   static_cast<Py_ssize_t>(content.size()), id.data(),
                                   static_cast<Py_ssize_t>(id.size())));
    if (!done || done.get() == Py_False) tally.unsee(id);
  } catch (const Unsupported& error) {
    const std::string reason = error.reason() + " as result";
    done = Ref(PyObject_CallMethod(part(self, kRecorder), "miss", "s", reason.c_str()));
  }
  return static_cast<bool>(done);
}

PyObject* record(PyObject* self, const Entrance& entrance, PyObject* args, PyObject* kwargs) {
  Recorded recorded;
  bool good = true;
  {
    const OwnWork own;
    if (!as_called(self, entrance.receiver, args, kwargs, recorded.given, recorded.named)) {
      return nullptr;
    }
    try {
      recorded.state->encode(recorded.given.get(), recorded.named.get());
      write_call(recorded.before, recorded.state->call());
    } catch (const Unsupported&) {
      good = false;
    }
  }
  if (!after_own_work()) return nullptr;
  if (!good) return take(self, args, kwargs);  // says why, and counts it
  ++entrance.tally.taken->count;
  Ref result(PyObject_Call(part(self, kOriginal), args, kwargs));
  if (!result) return raised(self, recorded);
  const bool kept = returned(self, entrance.tally, recorded, result.get());
  give_back(std::move(recorded.state));
  return kept && after_own_work() ? result.release() : nullptr;
}

/// A call within one that is recorded, or within own work. What a function calls of itself need
/// not pass here: it reaches deeper so.
PyObject* nested(PyObject* self, Entrance& entrance, PyObject* args, PyObject* kwargs) {
  if (entrance.running > 0 && !entrance.straight && part(self, kFunction) != Py_None &&
      own_work().get() == 0 && entrance.tally.open) {
    entrance.straight = true;
    const Ref done(PyObject_CallMethod(part(self, kHook), "go_straight", nullptr));
    if (!done) return nullptr;
  }
  return PyObject_Call(part(self, kOriginal), args, kwargs);
}

PyObject* outermost(PyObject* self, Entrance& entrance, PyObject* args, PyObject* kwargs) {
  Tally& tally = entrance.tally;
  if (tally.called->count++ % tally.sample != 0) {
    return PyObject_Call(part(self, kOriginal), args, kwargs);
  }
  const std::uint64_t taken = tally.taken->count + 1;
  const Pace& pace = entrance.pace;
  const bool due = taken <= pace.traced_first || taken % pace.traced_every == 0;
  const bool traced = due && !tally.all_lines;
  return pace.limited || traced ? take(self, args, kwargs) : record(self, entrance, args, kwargs);
}

/// What `nested` did is undone with the outermost call.
bool hook_again(PyObject* self, Entrance& entrance) {
  entrance.straight = false;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  const Ref done(PyObject_CallMethod(part(self, kHook), "hook_again", nullptr));
  if (done) PyErr_Restore(type, value, traceback);
  return static_cast<bool>(done);
}

PyObject* enter(PyObject* self, PyObject* const* arguments, Py_ssize_t count) {
  if (count != 2 || !PyTuple_CheckExact(arguments[0]) || !PyDict_CheckExact(arguments[1])) {
    PyErr_SetString(PyExc_TypeError, "a tuple and a dict are wanted");
    return nullptr;
  }
  auto& entrance = *static_cast<Entrance*>(PyCapsule_GetPointer(part(self, kEntrance), nullptr));
  Tally& tally = entrance.tally;
  if (tally.inside.get() != 0 || own_work().get() != 0 || !tally.open) {
    return nested(self, entrance, arguments[0], arguments[1]);
  }
  tally.inside.set(1);
  ++entrance.running;
  PyObject* result = nullptr;
  try {
    result = outermost(self, entrance, arguments[0], arguments[1]);
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
  tally.inside.set(0);
  --entrance.running;
  if (entrance.straight && !hook_again(self, entrance)) Py_CLEAR(result);
  return result;
}

PyMethodDef enter_definition = {"enter",
                                reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(enter)),
                                METH_FASTCALL, nullptr};

}  // namespace

ThreadValue& own_work() {
  static auto* const depth = new ThreadValue;
  return *depth;
}

bool Tally::seen(const std::string& id) {
  std::uint64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number, 16);
  const auto [entry, fresh] = known.try_emplace(number, 0);
  if (!fresh && entry->second++ == 0) again.push_back(number);
  return !fresh;
}

void Tally::unsee(const std::string& id) {
  std::uint64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number, 16);
  known.erase(number);
  std::erase(again, number);
}

std::vector<std::pair<std::string, std::uint64_t>> Tally::take_again() {
  std::vector<std::pair<std::string, std::uint64_t>> taken_out;
  for (const std::uint64_t id : std::exchange(again, {})) {
    std::string text(16, '0');
    char digits[16];
    const char* end = std::to_chars(digits, digits + sizeof digits, id, 16).ptr;
    text.replace(text.size() - static_cast<std::size_t>(end - digits), std::string::npos, digits,
                 static_cast<std::size_t>(end - digits));
    taken_out.emplace_back(std::move(text), std::exchange(known[id], 0));
  }
  return taken_out;
}

void Tally::forget() {
  called->count = 0;
  all_lines = false;
  for (const std::uint64_t id : std::exchange(again, {})) known[id] = 0;
  inside.forget_others();
  own_work().forget_others();
}

PyObject* make_entrance(PyObject* recorder, PyObject* hook, PyObject* tally_object, Tally& tally,
                        const Pace& pace) {
  const Ref original(PyObject_GetAttrString(hook, "original"));
  Ref function(PyObject_GetAttrString(hook, "function")), receiver;
  if (function) {
    receiver = Ref(PyObject_GetAttrString(hook, "receiver"));
  } else {  // a builtin
    PyErr_Clear();
    function = Ref::borrow(Py_None);
    receiver = Ref::borrow(Py_False);
  }
  if (!original || !receiver) return nullptr;
  const auto end = [](PyObject* own) {
    delete static_cast<Entrance*>(PyCapsule_GetPointer(own, nullptr));
  };
  auto* entrance = new Entrance{tally, pace, receiver.get() == Py_True};
  const Ref capsule(PyCapsule_New(entrance, nullptr, end));
  const Ref parts(PyTuple_Pack(kParts, capsule.get(), recorder, hook, original.get(),
                               function.get(), tally_object));
  return parts ? PyCFunction_New(&enter_definition, parts.get()) : nullptr;
}

void set_waiting(PyObject* list, PyObject* run) {
  Py_INCREF(list);
  Py_INCREF(run);
  waiting_list = list;
  run_waiting = run;
}

}  // namespace portproof
