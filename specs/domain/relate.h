// Makes the arguments of a call stand in a relation that a clause demands.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "specs/domain/clause.h"
#include "specs/domain/make_value.h"
#include "specs/domain/value_plan.h"

namespace portproof {

/// An argument of a call that is being made.
struct MadeArgument {
  NodeId value = 0;
  bool given = false;
};

/// Changes one argument, so that `clause` holds, where it knows how: indices and lengths, equal
/// lengths, needles, permutations, sorted ones, and comparisons of numbers. Arguments stand in the
/// order of `plan.arguments`.
void relate(const Clause& clause, const CallPlan& plan, std::span<MadeArgument> arguments,
            Draws& draws, Arena& arena, ValueMaker& maker);

}  // namespace portproof
