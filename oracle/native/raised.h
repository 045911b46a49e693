// Turns the exception that Python is raising into an Outcome.
#pragma once

#include <string>

#include "oracle/native/python.h"
#include "specs/outcome.h"

namespace portproof {

/// Takes the current exception away. `package`: the original's; `is_builtin`: it has no Python
/// code.
Raised take_raised(const std::string& package, bool is_builtin, Arena& arena);
/// Takes the current exception away: its last lines, for people.
std::string take_traceback();

}  // namespace portproof
