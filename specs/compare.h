// Compares two outcomes by the spec's policy: nothing, or the first place where they differ.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "specs/compare_rules.h"
#include "specs/outcome.h"
#include "specs/spec.h"
#include "specs/verdict.h"

namespace portproof {

/// What stands in a Divergence for a part that one side does not have.
inline constexpr std::string_view kAbsent = "(absent)";
/// Parts shown in a Divergence are cut to this many bytes.
inline constexpr std::size_t kShownLimit = 200;

/// Compares by one policy, prepared once for many calls. Keeps a reference to the policy. Two equal
/// values of a usual size are compared without allocating, where the policy has no path rules.
class Comparer {
 public:
  /// Throws std::invalid_argument where the policy has more than PathRules::kMost path rules.
  explicit Comparer(const ComparePolicy& policy) : policy_(policy), rules_(policy) {}

  /// The first difference in document order, structural (sharing is not compared). Without
  /// recursion, and linear in the nodes of values with shared parts. `path` is where the values
  /// stand: "" (the result), "args", "args[0]", …
  std::optional<Divergence> values(ValueView expected, ValueView observed,
                                   std::string_view path = "") const;
  /// Returned values, exceptions, faults, and arguments changed by the call.
  std::optional<Divergence> outcomes(const Call& call, const Outcome& expected,
                                     const Outcome& observed) const;
  /// Only the arguments after the call, where a relation stands for the comparison of results.
  /// `call` gives the arguments of the side that changed nothing.
  std::optional<Divergence> arguments(const Call& call, const Outcome& expected,
                                      const Outcome& observed) const;

 private:
  const ComparePolicy& policy_;
  PathRules rules_;
};

/// The same for one pair. `path` is where the values stand ("" or "args[0]").
std::optional<Divergence> compare_values(ValueView expected, ValueView observed,
                                         const ComparePolicy& policy, std::string_view path = "");

/// The same for one pair. `call` gives the arguments of the side that changed nothing.
std::optional<Divergence> compare_outcomes(const Call& call, const Outcome& expected,
                                           const Outcome& observed, const ComparePolicy& policy);

/// One line for people: "[1, 2]", "raises ValueError('no')", "crashes with SIGSEGV", …
std::string outcome_text(const Outcome& outcome, std::size_t limit = kShownLimit);

}  // namespace portproof
