// Makes one value for a place of a call: by intent, not uniformly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "specs/domain/draws.h"
#include "specs/domain/value_plan.h"
#include "specs/value.h"

namespace portproof {

/// What the original itself speaks of: the literals of its code, and of the code that it calls.
struct Constants {
  std::vector<Value> numbers;      // int and float
  std::vector<std::string> texts;  // WTF-8
  std::u32string characters;       // of the texts, and of compiled regular expressions
};

/// How hard a case tries.
struct Effort {
  std::uint32_t size = 20;        // about how many characters or elements, as RapidCheck's size
  std::uint32_t longest = 65537;  // no text or container is longer: what the original can answer
  std::int64_t greatest = INT64_MAX;  // likewise, no int is farther from 0
  bool leaves = false;                // the clauses, now and then; never what the port's types hold
};

class ValueMaker {
 public:
  /// All must outlive it; values are made in `arena`.
  ValueMaker(Draws& draws, Arena& arena, const Constants& constants, const Effort& effort);

  /// `plan.choices` must not be empty.
  NodeId make(const ValuePlan& plan);
  /// A value near `value`, which stood at this place.
  NodeId mutate(const ValuePlan& plan, ValueView value);
  /// A value that leaves a clause of this place, or of a part of it, where there is one that it can
  /// leave; never what the port's types hold.
  NodeId beyond(const ValuePlan& plan);
  /// One more element of a list or tuple of `choice`.
  NodeId element(const ValuePlan::Choice& choice, std::uint32_t position);

 private:
  const Limits& limits(const ValuePlan& plan);
  NodeId make_choice(const ValuePlan& plan, const ValuePlan::Choice& choice, const Limits& limits);
  const ValuePlan::Choice& choose(const ValuePlan& plan);
  NodeId only_recorded(const ValuePlan& plan, const ValuePlan::Choice& choice);

  NodeId integer(const ValuePlan& plan, const Limits& limits);
  std::int64_t any_integer(const ValuePlan& plan);
  std::int64_t near(std::int64_t value);
  std::int64_t fitted(std::int64_t value, const Limits& limits);
  NodeId big_integer(bool negative);
  double floating(const ValuePlan& plan, const Limits& limits);
  double any_float(const ValuePlan& plan);
  double recorded_float(const ValuePlan& plan);

  NodeId beyond_text(const ValuePlan& plan, Kind kind);
  NodeId beyond_parts(const ValuePlan& plan, const ValuePlan::Choice& choice);

  std::uint32_t length(const ValuePlan& plan, const Limits& limits);
  std::u32string text(const ValuePlan& plan, const Limits& limits);
  std::u32string text_of_style(const ValuePlan& plan, const Limits& limits, std::uint32_t length);
  std::u32string fragments(const ValuePlan& plan, std::uint32_t length);
  char32_t character(const ValuePlan& plan, const Limits& limits, unsigned style);
  std::u32string mutated(const ValuePlan& plan, const Limits& limits, std::u32string text);
  NodeId bytes(const ValuePlan& plan, const Limits& limits, Kind kind);
  std::string mutated_bytes(std::string bytes);

  NodeId sequence(const ValuePlan& plan, const ValuePlan::Choice& choice, const Limits& limits);
  NodeId fixed_tuple(const ValuePlan::Choice& choice);
  NodeId dict(const ValuePlan& plan, const ValuePlan::Choice& choice, const Limits& limits);
  NodeId record(const ValuePlan::Choice& choice);
  NodeId mutated_sequence(const ValuePlan::Choice& choice, const Limits& limits, ValueView value);
  NodeId mutated_parts(const ValuePlan::Choice& choice, ValueView value);
  NodeId again(NodeId id);
  void arrange(std::vector<NodeId>& elements, bool sorted);

  Draws& draws_;
  Arena& arena_;
  const Constants& constants_;
  const Effort& effort_;
  std::int64_t budget_;  // of characters and elements that are left for this value
};

/// Sorts as Python would, where it would; what cannot be compared keeps its place.
void sort_values(const Arena& arena, std::vector<NodeId>& values);

std::u32string code_points_of(std::string_view wtf8);
std::string wtf8_of(std::u32string_view text);

}  // namespace portproof
