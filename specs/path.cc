// Splits, matches and generalizes paths into values: "args[0]['key'].field", "[*].score".
#include "specs/path.h"

#include <algorithm>

namespace portproof {
namespace {

constexpr std::size_t kLongestRun = 3;

/// The end of the bracket that opens at `start`: one past its partner, or npos.
std::size_t end_of_bracket(std::string_view path, std::size_t start) {
  std::size_t depth = 0;
  char quote = '\0';
  for (std::size_t i = start; i < path.size(); ++i) {
    const char c = path[i];
    if (quote != '\0') {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = '\0';
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '[' || c == '{' || c == '(') {
      ++depth;
    } else if ((c == ']' || c == '}' || c == ')') && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

/// One past the step that begins at `start`, or npos where it is malformed.
std::size_t end_of_step(std::string_view path, std::size_t start) {
  if (path[start] == '[' || path[start] == '{') {
    const std::size_t end = end_of_bracket(path, start);
    const bool empty = end == start + 2;
    return empty ? std::string_view::npos : end;
  }
  if (path[start] != '.' && start > 0) return std::string_view::npos;
  const std::size_t end = std::min(path.find_first_of(".[{", start + 1), path.size());
  return end == start + 1 && path[start] == '.' ? std::string_view::npos : end;
}

std::string with_single_quotes(std::string_view step) {
  std::string text(step);
  const bool doubled = text.size() > 4 && text.starts_with("[\"") && text.ends_with("\"]");
  if (doubled && text.find_first_of("'\\") == std::string::npos) {
    text[1] = text[text.size() - 2] = '\'';
  }
  return text;
}

std::string generalize_step(std::string_view step, bool names_argument) {
  if (names_argument) return std::string(step);
  if (step.starts_with('[')) return "[*]";
  if (step.starts_with('{')) return "{*}";
  return std::string(step);
}

}  // namespace

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> steps;
  for (std::size_t start = 0; start < path.size();) {
    const std::size_t end = std::min(end_of_step(path, start), path.size());
    steps.push_back(with_single_quotes(path.substr(start, end - start)));
    start = end;
  }
  return steps;
}

bool is_path(std::string_view path) {
  for (std::size_t start = 0; start < path.size();) {
    start = end_of_step(path, start);
    if (start == std::string_view::npos) return false;
  }
  return true;
}

bool step_matches(std::string_view pattern, std::string_view step) {
  if (pattern == step) return true;
  if (pattern == "[*]") return step.starts_with('[') || step.starts_with('{');
  if (pattern == "{*}") return step.starts_with('{');
  return pattern == ".*" && step.starts_with('.');
}

bool path_matches(std::string_view pattern, std::string_view path) {
  const std::vector<std::string> patterns = split_path(pattern);
  const std::vector<std::string> steps = split_path(path);
  return std::equal(patterns.begin(), patterns.end(), steps.begin(), steps.end(), step_matches);
}

std::string generalize_path(std::string_view path) {
  const std::vector<std::string> steps = split_path(path);
  const bool argument = !steps.empty() && (steps[0] == "args" || steps[0] == "kwargs");
  std::string out;
  std::string last;
  std::size_t run = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::string step = generalize_step(steps[i], argument && i == 1);
    run = step == last ? run + 1 : 1;
    if (run <= kLongestRun) out += step;
    if (run == kLongestRun + 1) out += "…";
    last = std::move(step);
  }
  return out;
}

}  // namespace portproof
