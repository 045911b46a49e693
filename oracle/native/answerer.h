// The native half of the worker that answers for an original: lines of calls in, traces out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oracle/native/call_state.h"
#include "oracle/native/decode.h"
#include "specs/codec.h"

namespace portproof {

/// Used call by call: what `trace` writes is of the call that was rebuilt last.
class Answerer {
 public:
  /// Classes of the module `name` are those of `module`; see Decoder.
  Answerer(const std::vector<std::string>& record_types, const std::string& name, PyObject* module);
  /// New args (a tuple) and kwargs (a dict) of a call in the form of docs/format.md. Throws
  /// Unsupported, CodecError.
  void rebuild(std::string_view line, Ref& args, Ref& kwargs);
  /// The trace line, with its newline. `raised`: (type, message, deliberate), or null where it
  /// returned. Throws Unsupported.
  const std::string& trace(PyObject* args, PyObject* kwargs, PyObject* returned, PyObject* raised);

 private:
  Ref object_of(ValueView value);

  JsonReader reader_;
  Decoder decoder_;
  CallState before_, after_;
  std::string call_, content_, line_;
};

}  // namespace portproof
