// Makes calls of a Spec's Domain: recorded ones and their like, the corners, and beyond.
#pragma once

#include <vector>

#include "specs/domain/make_value.h"
#include "specs/domain/relate.h"
#include "specs/domain/value_plan.h"
#include "specs/outcome.h"
#include "specs/spec.h"

namespace portproof {

/// A pure function of its draws, whoever they come from. All that is given must outlive it.
class Generator {
 public:
  Generator(const CallPlan& plan, const Constants& constants,
            const std::vector<SpecClause>& relations)
      : plan_(plan), constants_(constants), relations_(relations) {}

  /// A call whose views point into `arena`, which is cleared. Where the effort does not leave the
  /// clauses, relations between arguments hold as far as one pass over them can bring it about.
  Call generate(Draws& draws, const Effort& effort, Arena& arena) const;

 private:
  using Arguments = std::vector<MadeArgument>;
  void make_all(Arguments& arguments, Draws& draws, Arena& arena, ValueMaker& maker) const;
  void take_recorded(Arguments& arguments, Draws& draws, Arena& arena, ValueMaker& maker) const;
  void share(Arguments& arguments, Draws& draws, const Arena& arena) const;
  Call emit(const Arguments& arguments, Arena& arena) const;

  const CallPlan& plan_;
  const Constants& constants_;
  const std::vector<SpecClause>& relations_;
};

}  // namespace portproof
