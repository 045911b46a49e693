// Names the class of divergences that a verdict belongs to: a thousand of a class are one finding.
#include "specs/finding.h"

#include "specs/path.h"
#include "specs/shapes.h"

namespace portproof {
namespace {

std::string without_numbers(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) {
      out += c;
    } else if (!out.ends_with('#')) {
      out += '#';
    }
  }
  return out;
}

/// A reason as it is for all calls of a class: which file an original would write may depend on the
/// arguments, the effect does not.
std::string generalized(const std::string& reason) {
  std::string out = without_numbers(reason);
  if (!out.starts_with("effect: ")) return out;
  const std::size_t first = out.find_first_of("'\""), last = out.find_last_of("'\"");
  if (first < last) out.replace(first, last - first + 1, "…");
  return out;
}

}  // namespace

std::string class_key(const Verdict& verdict, const Outcome& expected, const Outcome& observed) {
  std::string key(verdict_name(verdict.kind));
  const auto add = [&](std::string_view part) { key.append(" | ").append(part); };
  if (!verdict.divergence) {
    add(generalized(verdict.reason));
    return key;
  }
  add(verdict.divergence->kind);
  add(generalize_path(verdict.divergence->path));
  add(shape_of(expected));
  add(shape_of(observed));
  add(where_name(verdict.where));
  if (verdict.kind == VerdictKind::undecided) add(verdict.clause);
  return key;
}

}  // namespace portproof
