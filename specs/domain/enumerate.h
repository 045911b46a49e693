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
  /// `alphabet`: the characters of texts, each once. Nothing refers to `plan` afterwards.
  Enumeration(const CallPlan& plan, std::uint32_t size, std::u32string alphabet);

  /// How many there are; nothing where a mandatory argument cannot be enumerated, or there are more
  /// than `kMost`.
  std::optional<std::uint64_t> count() const { return count_; }
  /// Kinds of arguments of which no value is among them: "; not path as bytes", or nothing.
  const std::string& left_out() const { return left_out_; }
  const std::u32string& alphabet() const { return alphabet_; }
  /// Call `index` < count(), in `arena`, which is cleared. The same index gives the same call.
  Call call(std::uint64_t index, Arena& arena) const;

  static constexpr std::uint64_t kMost = 5'000'000;

 private:
  /// The values of one argument: single ones, then sequences of letters by their length.
  struct Values {
    std::vector<Value> single;
    std::optional<Kind> sequence;  // of what kind the sequences are: str, bytes, list, tuple
    std::u32string characters;     // of texts
    std::vector<Value> letters;    // of lists
    std::uint32_t shortest = 0, longest = 0;
    std::uint64_t count = 0;
    std::uint64_t alternatives() const;
  };
  Values values_of(const CallPlan::Argument& argument);
  static void add_sequences(Values& values, const ValuePlan& plan, const ValuePlan::Choice& choice,
                            const std::u32string& alphabet);
  NodeId value(const Values& values, std::uint64_t index, Arena& arena) const;

  std::uint32_t size_;
  std::u32string alphabet_;
  std::vector<Values> arguments_;
  std::optional<std::uint64_t> count_;
  std::string left_out_;
};

/// Characters that the original itself speaks of, and a letter and a digit that it does not: what
/// an exhaustive run takes where nobody names an alphabet. At most `most`.
std::u32string alphabet_of(const Constants& constants, std::size_t most);

}  // namespace portproof
