// All small calls of a Domain, one after another: what random ones can only sample.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "specs/domain/make_value.h"
#include "specs/domain/value_plan.h"
#include "specs/outcome.h"

namespace portproof {

/// Every call whose texts and lists are at most so long, over an alphabet and a few boundary
/// values, in the manner of RE2's exhaustive tests. Arguments that have a default stay at it, where
/// leaving them out is possible, unless they are enumerable too and the whole stays small.
class Enumeration {
 public:
  /// `alphabet`: the characters of texts. Nothing refers to `plan` afterwards.
  Enumeration(const CallPlan& plan, std::uint32_t size, std::u32string alphabet);

  /// How many there are; nothing where a mandatory argument cannot be enumerated, or there are more
  /// than `kMost`.
  std::optional<std::uint64_t> count() const { return count_; }
  const std::u32string& alphabet() const { return alphabet_; }
  /// Call `index` < count(), in `arena`, which is cleared. The same index gives the same call.
  Call call(std::uint64_t index, Arena& arena) const;

  static constexpr std::uint64_t kMost = 5'000'000;

 private:
  /// The values of one argument: single ones, then sequences of letters by their length.
  struct Values {
    std::vector<Value> single;
    std::optional<Kind> sequence;  // of what kind the sequences are: str, bytes, list, tuple
    std::vector<Value> letters;    // of lists
    std::uint64_t count = 0;
  };
  Values values_of(const ValuePlan& plan) const;
  static std::vector<Value> scalars(const ValuePlan& plan, const ValuePlan::Choice& choice);
  NodeId value(const Values& values, std::uint64_t index, Arena& arena) const;
  std::uint64_t sequences(std::uint64_t letters) const;

  std::uint32_t size_;
  std::u32string alphabet_;
  std::vector<Values> arguments_;
  std::optional<std::uint64_t> count_;
};

/// Characters that the original itself speaks of, and a letter and a digit that it does not: what
/// an exhaustive run takes where nobody names an alphabet. At most `most`.
std::u32string alphabet_of(const Constants& constants, std::size_t most);

}  // namespace portproof
