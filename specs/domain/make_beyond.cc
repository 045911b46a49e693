// Makes values that leave the clauses: just behind a bound, far behind it, or of a banned sort.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "specs/domain/interesting.h"
#include "specs/domain/make_value.h"

namespace portproof {
namespace {

/// Longer ones would take long to make, and to answer.
constexpr std::uint64_t kLongestBeyond = 3000;

/// Ints behind the bounds: the first one, the next power of two, the limits of types.
std::vector<std::int64_t> integers_beyond(const Limits& everyday, const Limits& hard,
                                          std::int64_t greatest) {
  std::vector<std::int64_t> found;
  const auto add = [&](std::int64_t value) {
    const bool far = value > greatest || value < -greatest;
    if (!far && !everyday.allows(value) && hard.allows(value)) found.push_back(value);
  };
  if (everyday.greatest && *everyday.greatest < INT64_MAX) add(*everyday.greatest + 1);
  if (everyday.least && *everyday.least > INT64_MIN) add(*everyday.least - 1);
  for (const std::int64_t value : interesting_integers()) add(value);
  return found;
}

std::vector<double> floats_beyond(const Limits& everyday, const Limits& hard) {
  std::vector<double> found;
  const auto add = [&](double value) {
    if (!everyday.allows(value) && hard.allows(value)) found.push_back(value);
  };
  if (everyday.float_greatest) add(std::nextafter(*everyday.float_greatest, INFINITY));
  if (everyday.float_least) add(std::nextafter(*everyday.float_least, -INFINITY));
  for (const double value : interesting_floats()) add(value);
  return found;
}

}  // namespace

NodeId ValueMaker::beyond_text(const ValuePlan& plan, Kind kind) {
  const Limits &everyday = plan.everyday, &hard = plan.hard;
  if (!everyday.choices.empty()) {
    // A near miss of a closed set.
    const std::u32string choice = code_points_of(draws_.pick(everyday.choices));
    return arena_.str(wtf8_of(mutated(plan, everyday, choice)));
  }
  std::u32string text = text_of_style(plan, everyday, length(plan, everyday));
  const bool longer = everyday.longest < std::min<std::uint64_t>(hard.longest, kLongestBeyond);
  const bool nul = everyday.no_nul && !hard.no_nul, wide = everyday.ascii && !hard.ascii;
  const auto insert = [&](char32_t c) { text.insert(draws_.below(text.size() + 1), 1, c); };
  if (longer && (!(nul || wide) || draws_.chance(20))) {
    while (text.size() <= everyday.longest) text.push_back(character(plan, everyday, 0));
  } else if (nul && (!wide || draws_.chance(25))) {
    insert(U'\0');
  } else if (wide) {
    for (std::uint64_t i = 1 + draws_.below(2); i > 0; --i) {
      const auto trouble = static_cast<Trouble>(draws_.below(kTroubles - 1));
      const char32_t c = draws_.pick(troubling_characters(trouble));
      if (hard.allows(c)) insert(c);
    }
  }
  return kind == Kind::str ? arena_.str(wtf8_of(text)) : arena_.text(kind, wtf8_of(text));
}

/// A container with one part that leaves its clauses, or that is too long itself.
NodeId ValueMaker::beyond_parts(const ValuePlan& plan, const ValuePlan::Choice& choice) {
  const Value whole(arena_.view(make_choice(plan, choice, plan.everyday)));
  const std::uint32_t size = whole.view().size();
  const bool record = choice.kind == Kind::record, dict = choice.kind == Kind::dict;
  const std::uint32_t first = record ? 3 : 0, stride = record ? 2 : 1;
  std::vector<NodeId> children;
  for (std::uint32_t i = 0; i < size; ++i) children.push_back(copy(whole.view()[i], arena_));
  if (size > first && !choice.parts.empty()) {
    const auto place = static_cast<std::uint32_t>(
        first + stride * draws_.below((size - first + stride - 1) / stride));
    std::size_t part = 0;
    if (dict) part = place % 2;
    if (choice.fixed) part = place;
    for (std::size_t f = 0; record && f < choice.fields.size(); ++f) {
      if (choice.fields[f] == whole.view()[place - 1].text()) part = f;
    }
    if (!choice.parts[part].choices.empty()) children[place] = beyond(choice.parts[part]);
  }
  const bool sequence = choice.kind == Kind::list || choice.kind == Kind::tuple;
  const bool known = choice.has_elements();
  const std::uint64_t longest = std::min<std::uint64_t>(plan.everyday.longest, kLongestBeyond);
  if (sequence && known && !choice.fixed && longest < kLongestBeyond && draws_.chance(15)) {
    while (children.size() <= longest) children.push_back(make(choice.parts[0]));
  }
  return arena_.container(choice.kind, children);
}

NodeId ValueMaker::beyond(const ValuePlan& plan) {
  const ValuePlan::Choice& choice = choose(plan);
  switch (choice.kind) {
    case Kind::integer: {
      const auto found = integers_beyond(plan.everyday, plan.hard, effort_.greatest);
      if (!found.empty()) return arena_.integer(draws_.pick(found));
      return make_choice(plan, choice, plan.hard);
    }
    case Kind::floating: {
      const auto found = floats_beyond(plan.everyday, plan.hard);
      if (!found.empty()) return arena_.floating(draws_.pick(found));
      return make_choice(plan, choice, plan.hard);
    }
    case Kind::str:
    case Kind::bytes:
    case Kind::bytearray:
      return beyond_text(plan, choice.kind);
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::frozenset:
    case Kind::dict:
    case Kind::record:
      return beyond_parts(plan, choice);
    default:
      return make_choice(plan, choice, plan.hard);
  }
}

}  // namespace portproof
