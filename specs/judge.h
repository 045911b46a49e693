// The one judge: every mode of Portproof ends here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "specs/bind_arguments.h"
#include "specs/compare.h"
#include "specs/spec.h"
#include "specs/verdict.h"

namespace portproof {

/// What the judge needs of the world, fixed for a run.
struct JudgeContext {
  std::string today;  // "2026-11-24": waivers expire after their last day
};

/// What the original's exceptions mean.
enum class Refusal {
  answer,    // no exception, or one that the original means
  refused,   // nobody has said what it means
  listed,    // the spec's `refuses` names it
  exhausted  // it ran out of a resource
};

/// Prepares a Spec for judging many calls; keeps a reference to it. Pure: the same inputs give the
/// same Verdict. A call whose outcomes match is judged without evaluating a clause.
class Judge {
 public:
  Judge(const Spec& spec, JudgeContext context);

  /// `expected` came from the recording or the live original, `observed` from the port.
  /// `original_agrees_with_itself` false, or `expected` TimedOut: Inconclusive (unless the port
  /// faults). `relation` is what the spec's relation said of this pair, where it was asked; `noise`
  /// is why the original disagrees with itself ("hash order"), where that is known.
  Verdict judge(const Call& call, const Outcome& expected, const Outcome& observed,
                bool original_agrees_with_itself = true,
                std::optional<bool> relation = std::nullopt, std::string_view noise = {}) const;
  /// Whether `judge` needs the answer of the spec's Python relation: both sides returned, and not
  /// the same.
  bool needs_relation(const Call& call, const Outcome& expected, const Outcome& observed) const;
  /// A call that the port's types cannot hold, or that the codec could not carry. Where the
  /// original refuses it too, and it is beyond the Domain or listed, it is Rejected: nobody should
  /// make it.
  Verdict unsupported(const Call& call, const Outcome& expected, std::string reason) const;
  /// A call that a live original was stopped in, because it would have done something to the world:
  /// "opens 'x.txt' for writing". Neither side has an answer.
  Verdict effect(const Call& call, const std::string& text) const;
  /// A generated call that the original's answer to cannot be carried, or that it cannot be asked:
  /// that says nothing of the port. `reason` in words.
  static Verdict no_answer(std::string reason);
  /// A call that stands in the recording with two outcomes.
  static Verdict disagreement();
  /// Where a call stands, and the first clause that it leaves: of a confirmed and a mined one, the
  /// confirmed. A kind that the natural Domain does not hold leaves the clause "kinds of NAME". A
  /// call that does not fit the parameters is inside: no clause speaks of it.
  Where where(const Call& call, std::string* clause) const;
  Refusal refusal(const Outcome& expected) const;

 private:
  Verdict judge_fault(const Call& call, const Outcome& expected, const Outcome& observed) const;
  Verdict judge_same(const Call& call, const Outcome& expected, Refusal refusal) const;
  Verdict judge_difference(const Call& call, const Outcome& expected, Refusal refusal,
                           Divergence divergence) const;
  bool waive(const Call& call, Verdict& verdict) const;

  const Spec& spec_;
  JudgeContext context_;
  Comparer comparer_;
  ArgumentBinder binder_;
  std::vector<const SpecClause*> confirmed_;
  std::vector<const SpecClause*> mined_;
};

}  // namespace portproof
