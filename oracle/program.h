// Finds programs on PATH.
#pragma once

#include <string>

namespace portproof {

/// The path of an executable: `name` itself where it holds a slash, else looked up on PATH. Empty
/// where there is none.
std::string find_program(const std::string& name);

}  // namespace portproof
