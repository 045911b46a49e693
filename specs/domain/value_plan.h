// What may stand at each place of a call, made ready for generating: kinds, bounds, what was seen.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "specs/domain/domain.h"
#include "specs/domain/gaps.h"
#include "specs/domain/limits.h"
#include "specs/outcome.h"
#include "specs/spec.h"

namespace portproof {

/// One place of a call.
struct ValuePlan {
  struct Choice {
    Kind kind = Kind::none;
    unsigned weight = 1;
    bool fixed = false;               // as in Alternative
    std::string type;                 // likewise
    std::vector<std::string> fields;  // likewise
    std::vector<ValuePlan> parts;
    /// Whether something is known that could be its elements (of a dict: its keys).
    bool has_elements() const { return !parts.empty() && !parts[0].choices.empty(); }
  };
  std::vector<Choice> choices;  // empty: nothing can be generated here
  Limits everyday;              // of the clauses and the port's types
  Limits hard;                  // of the port's types alone
  std::vector<Value> recorded;  // distinct values seen at this place, few
  bool closed = false;          // `recorded` is a small closed set
  std::optional<std::pair<std::uint64_t, std::uint64_t>> length;  // that was seen
  std::u32string alphabet;                                        // characters that were seen
  std::optional<std::int64_t> least, greatest;                    // ints that were seen
  std::optional<double> float_least, float_greatest;              // floats that were seen
};

/// The parameters of a function.
struct CallPlan {
  struct Argument {
    std::string name;
    Passing passing = Passing::positional_or_keyword;
    bool has_default = false;
    bool taken = true;     // by the port; else it stays at its default
    unsigned given = 100;  // how often it is given, in percent
    ValuePlan value;
    bool can_be_left_out() const {
      return has_default || !taken || passing == Passing::var_positional ||
             passing == Passing::var_keyword;
    }
  };
  std::vector<Argument> arguments;
  /// Recorded calls, as one value per argument (an empty view where it was not given).
  std::vector<std::vector<Value>> recorded;
  /// What cannot be generated, in words; empty: all can.
  std::vector<std::string> obstacles;
};

inline constexpr std::size_t kRecordedCalls = 256;
inline constexpr std::size_t kRecordedValues = 48;

/// `calls`: recorded ones, from which the plan keeps copies. Nothing of `spec` is referred to.
CallPlan plan_calls(const Spec& spec, const Gaps& gaps, std::span<const Call> calls);

/// Whether a value is of this kind and, where the kind has types of its own, of this type.
bool is_of(const ValuePlan::Choice& choice, ValueView value);

/// Adds what stands at the places of one value.
void add_recorded(ValuePlan& plan, ValueView value);

}  // namespace portproof
