// Tells in words how a spec compares outcomes, where that is not exactly.
#include "specs/comparison_words.h"

#include <fmt/format.h>

#include "specs/codec.h"

namespace portproof {
namespace {

std::string float_words(const FloatPolicy& policy) {
  std::string words = "bit for bit";
  if (policy.mode == FloatPolicy::Mode::ulps) {
    words = fmt::format("within {} {}", policy.ulps, policy.ulps == 1 ? "ulp" : "ulps");
  } else if (policy.mode == FloatPolicy::Mode::tolerance) {
    Arena arena;
    const auto text = [&](double x) { return to_python(arena.view(arena.floating(x))); };
    words = "within";
    if (policy.rel != 0) words += " " + text(policy.rel) + " of the larger";
    if (policy.abs != 0) words += (policy.rel != 0 ? " or " : " ") + text(policy.abs);
  }
  return policy.zero_sign ? words : words + ", -0.0 is 0.0";
}

std::string because(const std::string& reason) { return reason.empty() ? "" : " (" + reason + ")"; }

std::string path_words(const PathPolicy& path) {
  std::vector<std::string> rules;
  if (path.ignore) rules.emplace_back("ignored");
  if (path.unordered) rules.emplace_back("in any order");
  if (path.floats) rules.push_back("floats " + float_words(*path.floats));
  return (path.path.empty() ? "the result" : path.path) +
         fmt::format(" {}{}", fmt::join(rules, ", "), because(path.reason));
}

}  // namespace

std::vector<std::string> comparison_words(const Spec& spec) {
  const ComparePolicy& compare = spec.compare;
  std::vector<std::string> words;
  const FloatPolicy exact;
  if (compare.floats.mode != exact.mode || !compare.floats.zero_sign) {
    words.push_back("floats " + float_words(compare.floats));
  }
  if (!compare.dict_order) words.emplace_back("the order of dicts ignored");
  if (compare.exceptions == ExceptionPolicy::any) words.emplace_back("any exception for any other");
  if (compare.exceptions == ExceptionPolicy::type_and_message) {
    words.emplace_back("exceptions by type and message");
  }
  if (!compare.relation.empty()) words.push_back("answers related by " + compare.relation);
  std::vector<std::string> lines;
  if (!words.empty()) {
    lines.push_back(fmt::format("{}{}", fmt::join(words, ", "), because(compare.reason)));
  }
  for (const PathPolicy& path : compare.paths) lines.push_back(path_words(path));
  if (compare.exceptions == ExceptionPolicy::type && !spec.raises.empty()) {
    lines.emplace_back("exceptions by type, not by message");
  }
  return lines;
}

}  // namespace portproof
