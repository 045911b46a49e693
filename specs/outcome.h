// Says what a call is and what came of it: the values that the judge compares.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "specs/value.h"

namespace portproof {

/// The arguments of one call. `args` is a tuple node, `kwargs` a dict node with str keys.
struct Call {
  ValueView args;
  ValueView kwargs;
};

/// The call came back with a value.
struct Returned {
  ValueView value;
};

/// The call raised. `type` is "module:QualName" ("ValueError" for a builtin one), `message` its
/// str(). `deliberate`: it left a `raise` statement of the original's own package.
struct Raised {
  ValueView type;
  ValueView message;
  bool deliberate = false;
};

/// The call ended its process, a sanitizer stopped it, or it left another environment behind.
struct Faulted {
  int signal = 0;     // 0: it was not a signal
  int exit_code = 0;  // of exit() or _exit(), where signal is 0
  std::string report;
  std::string changed = {};  // part of the environment ("the locale"); empty: the process ended
};

/// The call used more than its limit of CPU time.
struct TimedOut {
  double limit_seconds = 0;
};

/// The arguments after the call; views are empty where the call changed nothing.
struct After {
  ValueView args;
  ValueView kwargs;
  explicit operator bool() const { return static_cast<bool>(args); }
};

struct Outcome {
  std::variant<Returned, Raised, Faulted, TimedOut> result;
  After after;
};

}  // namespace portproof
