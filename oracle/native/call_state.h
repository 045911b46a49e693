// The values of one call as nodes, and its trace as text.
#pragma once

#include <exception>
#include <memory>
#include <string>

#include "oracle/native/encode.h"
#include "specs/outcome.h"

namespace portproof {

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

  /// Of a tuple and a dict. Throws Unsupported, as `one` does.
  void encode(PyObject* arguments, PyObject* keywords);
  NodeId one(PyObject* object, const std::string& path);
  Call call() const { return {arena.view(args), arena.view(kwargs)}; }
};

/// Appends the content of a call that was `state`, and `before` as text, and returned, or (where
/// that is not null) raised (type, message, deliberate). `after` is for its values. Throws
/// Unsupported.
void write_content_after(std::string& out, const CallState& state, const std::string& before,
                         CallState& after, PyObject* args, PyObject* kwargs, PyObject* returned,
                         PyObject* raised);

/// A state that was used before, or a new one: a loop over calls stops allocating.
std::unique_ptr<CallState> take_state();
/// Lets go of the call's objects.
void give_back(std::unique_ptr<CallState> state);

}  // namespace portproof
