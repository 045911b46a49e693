// Encodes calls, and writes their traces.
#include "oracle/native/call_state.h"

#include <vector>

#include "oracle/native/types.h"
#include "specs/codec.h"

namespace portproof {
namespace {

/// Of recorded calls within recorded calls, say. The GIL protects them.
constexpr std::size_t kMostKept = 8;
/// A call of more nodes than that keeps no memory.
constexpr std::size_t kMostNodes = 4096;

std::vector<std::unique_ptr<CallState>>& kept_states() {
  static auto* const states = new std::vector<std::unique_ptr<CallState>>;  // outlives everything
  return *states;
}

}  // namespace

void CallState::encode(PyObject* arguments, PyObject* keywords) {
  encoder.reset();
  std::vector<NodeId> args_ids, kwargs_ids;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments); ++i) {
    args_ids.push_back(one(PyTuple_GET_ITEM(arguments, i), "args[" + std::to_string(i) + "]"));
  }
  PyObject *key = nullptr, *value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(keywords, &at, &key, &value) != 0;) {
    std::string name;
    if (!has_utf8(key) || !wtf8_of(key, name)) {
      const std::string reason = "a keyword with lone surrogates in its name";
      throw Unsupported(reason, reason);
    }
    kwargs_ids.push_back(arena.str(name));
    kwargs_ids.push_back(one(value, "kwargs['" + name + "']"));
  }
  args = arena.container(Kind::tuple, args_ids);
  kwargs = arena.container(Kind::dict, kwargs_ids);
}

NodeId CallState::one(PyObject* object, const std::string& path) {
  NodeId id = 0;
  if (!encoder.encode(object, arena, id, path)) {
    throw Unsupported(encoder.reason(), encoder.kind_of_reason());
  }
  return id;
}

void write_content_after(std::string& out, const CallState& state, const std::string& before,
                         CallState& after, PyObject* args, PyObject* kwargs, PyObject* returned,
                         PyObject* raised) {
  after.encode(args, kwargs);
  std::string again;
  write_call(again, after.call());
  Outcome outcome;
  const bool changed = again != before;
  if (changed) outcome.after = {after.arena.view(after.args), after.arena.view(after.kwargs)};
  if (raised == nullptr) {
    outcome.result = Returned{after.arena.view(after.one(returned, "the result"))};
  } else {
    std::string type;
    wtf8_of(PyTuple_GetItem(raised, 0), type);
    const NodeId type_id = after.arena.str(type);
    const NodeId message = after.one(PyTuple_GetItem(raised, 1), "the message");
    outcome.result = Raised{after.arena.view(type_id), after.arena.view(message),
                            PyTuple_GetItem(raised, 2) == Py_True};
  }
  // Unchanged arguments are written from the later state, whose objects the result may share.
  write_content(out, changed ? state.call() : after.call(), outcome);
}

std::unique_ptr<CallState> take_state() {
  auto& states = kept_states();
  if (states.empty()) return std::make_unique<CallState>();
  auto state = std::move(states.back());
  states.pop_back();
  return state;
}

void give_back(std::unique_ptr<CallState> state) {
  if (state->arena.size() > kMostNodes) return;
  state->arena.clear();
  state->encoder.reset();  // may run code of the objects that end here
  if (kept_states().size() < kMostKept) kept_states().push_back(std::move(state));
}

}  // namespace portproof
