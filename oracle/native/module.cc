// The module `_native`: the C++ codec for the recorder, and the embedded oracle for the driver.
#include <pybind11/pybind11.h>

#include "oracle/native/encode.h"
#include "oracle/native/entry.h"
#include "oracle/native/types.h"
#include "specs/codec.h"
#include "specs/content_id.h"

namespace portproof {
namespace py = pybind11;

Oracle* open_oracle(const EmbeddingConfig& config, std::string& error);

namespace {

/// Raised as _native.Unsupported(text, reason).
class Unsupported : public std::exception {
 public:
  Unsupported(std::string text, std::string reason)
      : text_(std::move(text)), reason_(std::move(reason)) {}
  const char* what() const noexcept override { return text_.c_str(); }
  const std::string& reason() const { return reason_; }

 private:
  std::string text_, reason_;
};

/// The values of one call, and the objects behind them.
struct CallState {
  Arena arena;
  Encoder encoder;
  NodeId args = 0, kwargs = 0;

  void encode(const py::tuple& arguments, const py::dict& keywords) {
    encoder.reset();
    std::vector<NodeId> args_ids, kwargs_ids;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      args_ids.push_back(one(arguments[i].ptr(), "args[" + std::to_string(i) + "]"));
    }
    for (const auto& [key, value] : keywords) {
      std::string name;
      if (!has_utf8(key.ptr()) || !wtf8_of(key.ptr(), name)) {
        const std::string reason = "a keyword with lone surrogates in its name";
        throw Unsupported(reason, reason);
      }
      kwargs_ids.push_back(arena.str(name));
      kwargs_ids.push_back(one(value.ptr(), "kwargs['" + name + "']"));
    }
    args = arena.container(Kind::tuple, args_ids);
    kwargs = arena.container(Kind::dict, kwargs_ids);
  }
  NodeId one(PyObject* object, const std::string& path) {
    NodeId id = 0;
    if (!encoder.encode(object, arena, id, path)) {
      throw Unsupported(encoder.reason(), encoder.kind_of_reason());
    }
    return id;
  }
  Call call() const { return {arena.view(args), arena.view(kwargs)}; }
};

py::tuple encode_arguments(const py::tuple& args, const py::dict& kwargs) {
  auto state = std::make_unique<CallState>();
  state->encode(args, kwargs);
  std::string text;
  write_call(text, state->call());
  return py::make_tuple(text, py::cast(std::move(state)));
}

std::string encode_content(const std::string& before, CallState& state, const py::tuple& args,
                           const py::dict& kwargs, const py::object& returned,
                           const py::object& raised) {
  const Call call = state.call();
  CallState after;
  after.encode(args, kwargs);
  std::string again;
  write_call(again, after.call());
  Outcome outcome;
  const bool changed = again != before;
  if (changed) outcome.after = {after.arena.view(after.args), after.arena.view(after.kwargs)};
  if (raised.is_none()) {
    outcome.result = Returned{after.arena.view(after.one(returned.ptr(), "the result"))};
  } else {
    const auto parts = raised.cast<py::tuple>();
    const NodeId type = after.arena.str(parts[0].cast<std::string>());
    const NodeId message = after.one(py::object(parts[1]).ptr(), "the message");
    outcome.result =
        Raised{after.arena.view(type), after.arena.view(message), parts[2].cast<bool>()};
  }
  std::string text;
  // Unchanged arguments are written from the later state, whose objects the result may share.
  write_content(text, changed ? call : after.call(), outcome);
  return text;
}

std::string encode_value(const py::object& object) {
  CallState state;
  return to_json(state.arena.view(state.one(object.ptr(), "value")));
}

}  // namespace
}  // namespace portproof

extern "C" __attribute__((visibility("default"))) portproof::Oracle* portproof_open_oracle(
    const portproof::EmbeddingConfig& config, std::string& error) {
  return portproof::open_oracle(config, error);
}

PYBIND11_MODULE(_native, module) {
  namespace py = pybind11;
  using namespace portproof;
  static PyObject* unsupported =
      PyErr_NewException("portproof._native.Unsupported", PyExc_Exception, nullptr);
  module.attr("Unsupported") = py::handle(unsupported);
  py::register_exception_translator([](std::exception_ptr pointer) {
    try {
      if (pointer) std::rethrow_exception(pointer);
    } catch (const Unsupported& error) {
      const py::object made = py::handle(unsupported)(error.what());
      made.attr("reason") = error.reason();
      PyErr_SetObject(unsupported, made.ptr());
    }
  });
  py::class_<CallState>(module, "CallState");
  module.def("encode_arguments", &encode_arguments, py::arg("args"), py::arg("kwargs"));
  module.def("encode_content", &encode_content, py::arg("before"), py::arg("state"),
             py::arg("args"), py::arg("kwargs"), py::arg("returned") = py::none(),
             py::arg("raised") = py::none());
  module.def("encode_value", &encode_value, py::arg("value"));
  module.def(
      "content_id",
      [](const std::string& content) { return std::string(content_id(content).text()); },
      py::arg("content"));
}
