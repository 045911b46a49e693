// The one judge: every mode of Portproof ends here.
#include "specs/judge.h"

#include <algorithm>
#include <utility>

#include "specs/path.h"
#include "specs/waivers.h"

namespace portproof {
namespace {

/// The binding of the call at hand. Kept, so that judging does not allocate.
BoundArguments& binding() {
  thread_local BoundArguments kept;
  return kept;
}

template <class T>
bool is(const Outcome& outcome) {
  return std::holds_alternative<T>(outcome.result);
}

bool is_fault(const Outcome& outcome) { return is<Faulted>(outcome) || is<TimedOut>(outcome); }

std::string raised_type(const Outcome& outcome) {
  const auto* raised = std::get_if<Raised>(&outcome.result);
  return raised == nullptr ? "" : std::string(raised->type.text());
}

/// RecursionError, MemoryError, and the limit on the digits of an int.
bool is_exhaustion(const Raised& raised) {
  const std::string_view type = raised.type.text();
  if (type == "RecursionError" || type == "MemoryError") return true;
  return type == "ValueError" && raised.message && raised.message.is(Kind::str) &&
         raised.message.text().starts_with("Exceeds the limit");
}

Verdict make(VerdictKind kind, std::string reason) {
  Verdict verdict;
  verdict.kind = kind;
  verdict.reason = std::move(reason);
  return verdict;
}

/// Of a difference that is the port's to answer for.
VerdictKind blame(Where where) {
  switch (where) {
    case Where::inside:
      return VerdictKind::diverged;
    case Where::mined:
      return VerdictKind::undecided;
    case Where::confirmed:
      return VerdictKind::beyond;
  }
  return VerdictKind::diverged;
}

bool speaks_of(const Clause& clause, const Arguments& arguments) {
  const std::vector<std::string>& names = clause.parameters();
  return std::all_of(names.begin(), names.end(),
                     [&](const std::string& name) { return static_cast<bool>(arguments(name)); });
}

bool covers(const Waiver& waiver, const Divergence& divergence) {
  // A crash has to be waived by its name: who waives "any" difference has answers in mind.
  const bool fault = divergence.kind == "fault" || divergence.kind == "timeout" ||
                     divergence.kind == "environment";
  if (waiver.kind.empty() ? fault : waiver.kind != divergence.kind) return false;
  return waiver.path.empty() || path_matches(waiver.path, divergence.path);
}

}  // namespace

Judge::Judge(const Spec& spec, JudgeContext context)
    : spec_(spec), context_(std::move(context)), comparer_(spec.compare), binder_(spec) {
  const auto take = [&](const std::vector<SpecClause>& clauses) {
    for (const SpecClause& clause : clauses) {
      (clause.by == By::confirmed ? confirmed_ : mined_).push_back(&clause);
    }
  };
  for (const Parameter& parameter : spec.parameters) take(parameter.clauses);
  take(spec.relations);
}

Refusal Judge::refusal(const Outcome& expected) const {
  const auto* raised = std::get_if<Raised>(&expected.result);
  if (raised == nullptr) return Refusal::answer;
  if (is_exhaustion(*raised)) return Refusal::exhausted;
  const std::string_view type = raised->type.text();
  // A person who lists an exception as a refusal outweighs what the recording showed.
  if (std::find(spec_.refuses.begin(), spec_.refuses.end(), type) != spec_.refuses.end()) {
    return Refusal::listed;
  }
  const bool meant = raised->deliberate ||
                     std::any_of(spec_.raises.begin(), spec_.raises.end(),
                                 [&](const RaisesEntry& entry) { return entry.type == type; });
  return meant ? Refusal::answer : Refusal::refused;
}

Where Judge::where(const Call& call, std::string* clause) const {
  BoundArguments& bound = binding();
  if (!binder_.bind(call, Defaults::leave, bound)) return Where::inside;
  const Arguments arguments = [this, &bound](std::string_view name) {
    const auto index = binder_.index_of(name);
    return index ? bound.values[*index] : ValueView();
  };
  const auto broken = [&](const SpecClause* candidate) {
    return !candidate->clause.holds(arguments);
  };
  const auto leave = [&](std::string text, Where where) {
    if (clause != nullptr) *clause = std::move(text);
    return where;
  };
  const auto confirmed = std::find_if(confirmed_.begin(), confirmed_.end(), broken);
  if (confirmed != confirmed_.end()) return leave((*confirmed)->clause.text(), Where::confirmed);
  for (std::size_t i = 0; i < spec_.parameters.size(); ++i) {
    const Parameter& parameter = spec_.parameters[i];
    if (bound.given[i] && bound.values[i] && !parameter.domain.contains(bound.values[i])) {
      return leave("kinds of " + parameter.name,
                   parameter.domain_by == By::confirmed ? Where::confirmed : Where::mined);
    }
  }
  const auto mined = std::find_if(mined_.begin(), mined_.end(), broken);
  if (mined != mined_.end()) return leave((*mined)->clause.text(), Where::mined);
  return Where::inside;
}

bool Judge::needs_relation(const Call&, const Outcome& expected, const Outcome& observed) const {
  if (spec_.compare.relation.empty()) return false;
  const auto* mine = std::get_if<Returned>(&expected.result);
  const auto* theirs = std::get_if<Returned>(&observed.result);
  return mine != nullptr && theirs != nullptr && comparer_.values(mine->value, theirs->value);
}

Verdict Judge::judge(const Call& call, const Outcome& expected, const Outcome& observed,
                     bool original_agrees_with_itself, std::optional<bool> relation,
                     std::string_view noise) const {
  const Refusal refusal = this->refusal(expected);
  if (refusal == Refusal::exhausted) {
    return make(VerdictKind::rejected,
                "the original ran out of a resource (" + raised_type(expected) + ")");
  }
  if (is<TimedOut>(expected) && is<TimedOut>(observed)) {
    return make(VerdictKind::inconclusive, "neither side ended in time");
  }
  if (is_fault(observed)) return judge_fault(call, expected, observed);
  if (!original_agrees_with_itself) {
    const std::string why = noise.empty() ? "" : " (" + std::string(noise) + ")";
    return make(VerdictKind::inconclusive, "the original disagrees with itself" + why);
  }
  if (is<TimedOut>(expected)) {
    return make(VerdictKind::inconclusive, "the original did not end in time");
  }
  if (is<Faulted>(expected)) {
    return make(VerdictKind::inconclusive, "the original crashed");
  }
  if (refusal == Refusal::listed) {
    return make(VerdictKind::rejected, "the original refuses with " + raised_type(expected));
  }
  std::optional<Divergence> difference;
  if (needs_relation(call, expected, observed)) {
    if (!relation) {
      return make(VerdictKind::inconclusive,
                  "the relation " + spec_.compare.relation + " could not be asked");
    }
    difference = *relation
                     ? comparer_.arguments(call, expected, observed)
                     : Divergence{"relation", "", outcome_text(expected), outcome_text(observed)};
  } else {
    difference = comparer_.outcomes(call, expected, observed);
  }
  if (!difference) return judge_same(call, expected, refusal);
  return judge_difference(call, expected, refusal, std::move(*difference));
}

Verdict Judge::judge_fault(const Call& call, const Outcome& expected,
                           const Outcome& observed) const {
  Verdict verdict;
  verdict.divergence = comparer_.outcomes(call, expected, observed);
  verdict.where = where(call, &verdict.clause);
  verdict.kind = blame(verdict.where);
  // Whether the clause were confirmed or struck, this would be Beyond: there is nothing to ask.
  if (refusal(expected) == Refusal::listed) verdict.kind = VerdictKind::beyond;
  waive(call, verdict);
  return verdict;
}

Verdict Judge::judge_same(const Call& call, const Outcome& expected, Refusal refusal) const {
  Verdict verdict;
  if (refusal == Refusal::answer) return verdict;
  verdict.where = where(call, &verdict.clause);
  if (verdict.where != Where::inside) {
    verdict.kind = VerdictKind::rejected;
    verdict.reason = "the original refuses with " + raised_type(expected);
  }
  return verdict;
}

Verdict Judge::judge_difference(const Call& call, const Outcome& expected, Refusal refusal,
                                Divergence divergence) const {
  Verdict verdict;
  verdict.divergence = std::move(divergence);
  verdict.where = where(call, &verdict.clause);
  if (refusal == Refusal::answer) {
    verdict.kind = blame(verdict.where);
  } else if (verdict.where == Where::inside) {
    verdict.kind = VerdictKind::undecided;
    verdict.clause = "raises " + raised_type(expected);
  } else {
    verdict.kind = VerdictKind::rejected;
    verdict.reason = "the original refuses with " + raised_type(expected);
    return verdict;
  }
  waive(call, verdict);
  return verdict;
}

/// Turns the verdict into Waived where a waiver covers it.
bool Judge::waive(const Call& call, Verdict& verdict) const {
  BoundArguments& bound = binding();
  if (spec_.waivers.empty() || !binder_.bind(call, Defaults::fill, bound)) return false;
  const Arguments arguments = [this, &bound](std::string_view name) {
    const auto index = binder_.index_of(name);
    return index ? bound.values[*index] : ValueView();
  };
  for (const Waiver& waiver : spec_.waivers) {
    if (!covers(waiver, *verdict.divergence)) continue;
    // A clause allows what it does not speak of; a waiver is for what it speaks of only.
    const bool holds =
        std::all_of(waiver.conditions.begin(), waiver.conditions.end(),
                    [&](const Clause& c) { return speaks_of(c, arguments) && c.holds(arguments); });
    if (!holds) continue;
    if (is_expired(waiver, context_.today)) {
      verdict.reason = "the waiver of this (" + waiver.reason + ") has expired on " +
                       waiver.expires + ": mend the port, or give it another day in the spec";
      continue;
    }
    verdict.kind = VerdictKind::waived;
    verdict.reason = waiver.reason + " (until " + waiver.expires + ")";
    return true;
  }
  return false;
}

Verdict Judge::no_answer(std::string reason) {
  return make(VerdictKind::inconclusive, "the original could not be asked: " + std::move(reason));
}

Verdict Judge::disagreement() {
  return make(VerdictKind::inconclusive,
              "the recording holds two outcomes of this call: the original disagrees with itself");
}

Verdict Judge::effect(const Call& call, const std::string& text) const {
  Verdict verdict = make(VerdictKind::rejected, "effect: " + text);
  verdict.where = where(call, &verdict.clause);
  return verdict;
}

Verdict Judge::unsupported(const Call& call, const Outcome& expected, std::string reason) const {
  Verdict verdict = make(VerdictKind::unsupported, std::move(reason));
  verdict.where = where(call, &verdict.clause);
  const Refusal refusal = this->refusal(expected);
  const bool beyond = refusal == Refusal::refused && verdict.where != Where::inside;
  if (beyond || refusal == Refusal::listed || refusal == Refusal::exhausted) {
    verdict.kind = VerdictKind::rejected;
    verdict.reason = "the original refuses with " + raised_type(expected);
  }
  return verdict;
}

}  // namespace portproof
