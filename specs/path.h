// Splits, matches and generalizes paths into values: "args[0]['key'].field", "[*].score".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portproof {

/// The steps of a path: "args" (only first), "[3]", "['key']", ".field", "{element}". Quotes and
/// brackets inside a step are respected; a key in double quotes is made the key in single quotes
/// that paths are printed with. What is malformed stays one step.
std::vector<std::string> split_path(std::string_view path);
/// Whether a person's pattern is well formed.
bool is_path(std::string_view path);
/// "[*]" is any index, key or element of a set; ".*" any field.
bool step_matches(std::string_view pattern, std::string_view step);
/// Whether all steps match, from the first to the last.
bool path_matches(std::string_view pattern, std::string_view path);
/// The path with "[*]" for every index and key and "{*}" for elements of sets; which argument it
/// is stays. A long run of equal steps is shortened: depth makes no class of its own.
std::string generalize_path(std::string_view path);

}  // namespace portproof
