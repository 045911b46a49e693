// Stands in for portproof/port.h: makes of the same port source a Python module with one `call`.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

/// The options of PORTPROOF_PORT that a module can have. Exceptions are mapped when it is imported,
/// where alone pybind11 can do it.
class PortOptions {
 public:
  template <class E>
  PortOptions&& raises(std::string type) && {
    name<E>() = std::move(type);
    steps().push_back([] { pybind11::register_local_exception_translator(translate<E>); });
    return std::move(*this);
  }

  static void apply() {
    for (const Step step : steps()) step();
  }

 private:
  using Step = void (*)();

  static std::vector<Step>& steps() {
    static std::vector<Step> steps;
    return steps;
  }
  template <class E>
  static std::string& name() {
    static std::string name;
    return name;
  }
  template <class E>
  static void translate(std::exception_ptr thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const E& exception) {
      const std::string& type = name<E>();
      const std::size_t colon = type.find(':');
      const std::string module = colon == std::string::npos ? "builtins" : type.substr(0, colon);
      const std::string bare = colon == std::string::npos ? type : type.substr(colon + 1);
      const pybind11::object raised = pybind11::module_::import(module.c_str()).attr(bare.c_str());
      PyErr_SetString(raised.ptr(), exception.what());
    }
  }
};

#define PORTPROOF_PORT(function, ...) \
  PYBIND11_MODULE(port, made) {       \
    made.def("call", __VA_ARGS__);    \
    PortOptions::apply();             \
  }                                   \
  [[maybe_unused]] static const PortOptions portproof_port = PortOptions()
