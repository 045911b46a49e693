// Mines relations between parameters that always held and are improbable by chance.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "specs/spec.h"

namespace portproof {

/// Streaming: a candidate dies with the first trace that breaks it. Those that survive are tested
/// on a sample of the distinct traces, as Daikon does (Ernst et al., "The Daikon system for dynamic
/// detection of likely invariants", 2007, section 4.3: a property is reported where the probability
/// that it held by chance is below a limit). Chance here is that the values of one parameter were
/// dealt out at random over the traces (a permutation test, exact for == <= <; for `in` the
/// product, over the needles, of the share of haystacks that hold each; for sorted, 1/n! for each
/// list).
class RelationMiner {
 public:
  static constexpr double kChance = 0.01;
  static constexpr std::size_t kMaxParameters = 12;  // of more, the first are related
  static constexpr std::size_t kSample = 256;        // traces

  RelationMiner();
  ~RelationMiner();
  RelationMiner(RelationMiner&&) noexcept;
  RelationMiner& operator=(RelationMiner&&) noexcept;

  /// A parameter whose relations are mined; values come in the order in which these were added.
  void add_parameter(const std::string& name);
  /// The arguments of one trace; a view is empty where there is none.
  void add(std::span<const ValueView> arguments);
  std::vector<SpecClause> finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
