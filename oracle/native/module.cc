// The module `_native`: the C++ codec for the recorder, and the embedded oracle for the driver.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "oracle/native/answerer.h"
#include "oracle/native/call_state.h"
#include "oracle/native/entrance.h"
#include "oracle/native/entry.h"
#include "specs/codec.h"
#include "specs/content_id.h"

namespace portproof {
namespace py = pybind11;

Oracle* open_oracle(const EmbeddingConfig& config, std::string& error);

namespace {

py::tuple encode_arguments(const py::tuple& args, const py::dict& kwargs) {
  auto state = std::make_unique<CallState>();
  state->encode(args.ptr(), kwargs.ptr());
  std::string text;
  write_call(text, state->call());
  return py::make_tuple(text, py::cast(std::move(state)));
}

std::string encode_content(const std::string& before, const CallState& state, const py::tuple& args,
                           const py::dict& kwargs, const py::object& returned,
                           const py::object& raised) {
  CallState after;
  std::string text;
  write_content_after(text, state, before, after, args.ptr(), kwargs.ptr(), returned.ptr(),
                      raised.is_none() ? nullptr : raised.ptr());
  return text;
}

std::string encode_value(const py::object& object) {
  CallState state;
  return to_json(state.arena.view(state.one(object.ptr(), "value")));
}

py::object entrance(const py::object& recorder, const py::object& hook, const py::object& tally,
                    bool limited, std::uint64_t traced_first, std::uint64_t traced_every) {
  PyObject* made = make_entrance(recorder.ptr(), hook.ptr(), tally.ptr(), tally.cast<Tally&>(),
                                 {limited, traced_first, traced_every});
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

/// What the recorder counts and remembers, thread by thread.
void add_tally(py::module_& module) {
  py::class_<ThreadValue>(module, "ThreadValue")
      .def_property("value", &ThreadValue::get, &ThreadValue::set);
  module.attr("DEPTH") = py::cast(&own_work(), py::return_value_policy::reference);
  py::class_<Counter, std::shared_ptr<Counter>>(module, "Counter")
      .def("step", [](Counter& counter) { return counter.count++; })
      .def("__int__", [](const Counter& counter) { return counter.count; });
  py::class_<Tally>(module, "Tally")
      .def(py::init<std::uint64_t>(), py::arg("sample"))
      .def_readwrite("open", &Tally::open)
      .def_readwrite("all_lines", &Tally::all_lines)
      .def_readonly("called", &Tally::called)
      .def_readonly("taken", &Tally::taken)
      .def_property(
          "inside", [](const Tally& tally) { return tally.inside.get() != 0; },
          [](Tally& tally, bool inside) { tally.inside.set(inside ? 1 : 0); })
      .def("take_again",
           [](Tally& tally) {
             py::dict again;
             for (const auto& [id, count] : tally.take_again()) again[py::str(id)] = count;
             return again;
           })
      .def("forget", &Tally::forget);
  module.def("entrance", &entrance, py::arg("recorder"), py::arg("hook"), py::arg("tally"),
             py::arg("limited"), py::arg("traced_first"), py::arg("traced_every"));
  module.def("set_waiting", [](const py::list& waiting, const py::object& run) {
    set_waiting(waiting.ptr(), run.ptr());
  });
}

/// Half of the worker's session; see answers.py for its twin.
void add_answerer(py::module_& module) {
  py::class_<Answerer>(module, "Answerer")
      .def(py::init([](const std::vector<std::string>& record_types, const std::string& name,
                       const py::object& owner) {
             return std::make_unique<Answerer>(record_types, name, owner.ptr());
           }),
           py::arg("record_types"), py::arg("name"), py::arg("module"))
      .def(
          "rebuild",
          [](Answerer& answerer, const py::bytes& line) {
            Ref args, kwargs;
            answerer.rebuild(static_cast<std::string_view>(line), args, kwargs);
            return py::make_tuple(py::handle(args.get()), py::handle(kwargs.get()));
          },
          py::arg("line"))
      .def(
          "trace",
          [](Answerer& answerer, const py::tuple& args, const py::dict& kwargs,
             const py::object& returned, const py::object& raised) {
            return py::bytes(answerer.trace(args.ptr(), kwargs.ptr(), returned.ptr(),
                                            raised.is_none() ? nullptr : raised.ptr()));
          },
          py::arg("args"), py::arg("kwargs"), py::arg("returned"), py::arg("raised"));
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
  add_answerer(module);
  add_tally(module);
  module.def("encode_value", &encode_value, py::arg("value"));
  module.def(
      "content_id",
      [](const std::string& content) { return std::string(content_id(content).text()); },
      py::arg("content"));
}
