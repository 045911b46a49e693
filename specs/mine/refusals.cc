// Finds the precondition that explains why an original refuses calls.
#include "specs/mine/refusals.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "specs/domain/clause.h"
#include "specs/domain/clause_error.h"
#include "specs/mine/edit.h"

namespace portproof {
namespace {

/// The least and the greatest of what was met.
struct Extremes {
  std::optional<std::int64_t> least, greatest;
  void add(std::int64_t value) {
    least = std::min(value, least.value_or(value));
    greatest = std::max(value, greatest.value_or(value));
  }
};

/// Of one parameter in some calls: its values where they are ints, its lengths where it has one.
struct Sizes {
  Extremes values, lengths;
  std::uint64_t ints = 0, sized = 0;

  void add(ValueView value) {
    if (!value) return;
    if (value.is(Kind::integer)) {
      ++ints;
      values.add(value.integer());
    }
    if (const auto length = length_of(value)) {
      ++sized;
      lengths.add(static_cast<std::int64_t>(*length));
    }
  }
};

/// "n >= 1" where all that was refused is below all that was accepted; "" where nothing like it is.
std::string bound(const std::string& subject, const Extremes& accepted, const Extremes& refused) {
  if (*refused.greatest < *accepted.least) {
    return subject + " >= " + std::to_string(*accepted.least);
  }
  if (*refused.least > *accepted.greatest) {
    return subject + " <= " + std::to_string(*accepted.greatest);
  }
  return {};
}

/// What may explain refusals, the simplest first.
std::vector<std::string> forms(const std::vector<std::string>& names) {
  std::vector<std::string> texts;
  for (const std::string& a : names) {
    for (const char* predicate : {"nonempty", "no_nul", "ascii", "finite", "sorted"}) {
      texts.push_back(std::string(predicate) + "(" + a + ")");
    }
  }
  for (const std::string& a : names) {
    for (const std::string& b : names) {
      if (a == b) continue;
      texts.push_back(a + " <= len(" + b + ")");
      texts.push_back("0 <= " + a + " < len(" + b + ")");
      texts.push_back(a + " < len(" + b + ")");
      texts.push_back(a + " in " + b);
      texts.push_back(a + " <= " + b);
      if (a < b) texts.push_back("len(" + a + ") == len(" + b + ")");
    }
  }
  return texts;
}

struct Explanation {
  Clause clause;
  bool alive = true;                    // it holds of all that was accepted
  std::set<std::string> does_not_hold;  // exceptions that came of a call within it
};

struct Refused {
  std::uint64_t calls = 0;
  std::vector<Sizes> sizes;
};

}  // namespace

struct RefusalMiner::State {
  std::vector<std::string> names;
  std::set<std::string> known;
  std::vector<Explanation> explanations;
  std::uint64_t accepted = 0;
  std::vector<Sizes> sizes;  // of what was accepted
  std::map<std::string, Refused, std::less<>> refused;

  std::string clause_for(const std::string& exception, const Refused& calls) const;
  std::string bound_for(const Refused& calls) const;
};

RefusalMiner::RefusalMiner(const Spec& spec) : state_(std::make_unique<State>()) {
  State& state = *state_;
  const std::vector<std::string> clauses = clause_texts(spec);
  state.known.insert(clauses.begin(), clauses.end());
  state.names = parameter_names(spec);
  std::vector<std::string> related = state.names;
  related.resize(std::min(related.size(), kMostParameters));
  state.sizes.resize(state.names.size());
  for (const std::string& text : forms(related)) {
    try {
      Clause clause = Clause::parse(text);
      clause.bind(state.names);
      if (state.known.contains(clause.text())) continue;
      state.explanations.push_back({std::move(clause), true, {}});
    } catch (const ClauseError&) {
      continue;  // a name that no clause can write
    }
  }
}

RefusalMiner::~RefusalMiner() = default;

void RefusalMiner::accepted(std::span<const ValueView> arguments) {
  State& state = *state_;
  ++state.accepted;
  for (std::size_t i = 0; i < arguments.size(); ++i) state.sizes[i].add(arguments[i]);
  for (Explanation& explanation : state.explanations) {
    explanation.alive = explanation.alive && explanation.clause.holds(arguments);
  }
}

void RefusalMiner::refused(std::string_view exception, std::span<const ValueView> arguments) {
  State& state = *state_;
  auto found = state.refused.find(exception);
  if (found == state.refused.end()) {
    if (state.refused.size() >= kMostExceptions) return;
    found =
        state.refused.emplace(exception, Refused{0, std::vector<Sizes>(state.names.size())}).first;
  }
  Refused& calls = found->second;
  ++calls.calls;
  for (std::size_t i = 0; i < arguments.size(); ++i) calls.sizes[i].add(arguments[i]);
  for (Explanation& explanation : state.explanations) {
    if (!explanation.alive || explanation.does_not_hold.contains(found->first)) continue;
    if (explanation.clause.holds(arguments)) explanation.does_not_hold.insert(found->first);
  }
}

/// A bound of one parameter, which must have been an int, or of a length, in every call.
std::string RefusalMiner::State::bound_for(const Refused& calls) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Sizes &within = sizes[i], &beyond = calls.sizes[i];
    std::string text;
    if (within.ints == accepted && beyond.ints == calls.calls) {
      text = bound(names[i], within.values, beyond.values);
    } else if (within.sized == accepted && beyond.sized == calls.calls) {
      text = bound("len(" + names[i] + ")", within.lengths, beyond.lengths);
    }
    if (!text.empty() && !known.contains(text)) return text;
  }
  return {};
}

std::string RefusalMiner::State::clause_for(const std::string& exception,
                                            const Refused& calls) const {
  for (const Explanation& explanation : explanations) {
    const bool explains = explanation.alive && !explanation.does_not_hold.contains(exception);
    // The predicates come first; a bound says more than a relation that is also true.
    if (explains && explanation.clause.predicate()) return explanation.clause.text();
  }
  std::string text = bound_for(calls);
  if (!text.empty()) return text;
  for (const Explanation& explanation : explanations) {
    if (explanation.alive && !explanation.does_not_hold.contains(exception)) {
      return explanation.clause.text();
    }
  }
  return {};
}

std::vector<ProposedClause> RefusalMiner::finish() const {
  std::vector<ProposedClause> proposed;
  const State& state = *state_;
  if (state.accepted < kLeastAccepted) return proposed;
  for (const auto& [exception, calls] : state.refused) {
    if (calls.calls < kLeastRefused) continue;
    std::string clause = state.clause_for(exception, calls);
    if (clause.empty()) continue;
    proposed.push_back({std::move(clause), exception, calls.calls, state.accepted});
  }
  return proposed;
}

}  // namespace portproof
