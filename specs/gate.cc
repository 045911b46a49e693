// Counts verdicts against a spec's policy and decides: passed, diverged, undecided, inconclusive.
#include "specs/gate.h"

#include <numeric>

#include "specs/noise.h"

namespace portproof {
namespace {

constexpr double kNoiseElsewhere = 0.01;
constexpr std::size_t kShapesNamed = 8;

std::string calls(std::uint64_t count, std::string_view adjective = "") {
  std::string text = std::to_string(count) + " ";
  if (!adjective.empty()) text.append(adjective).append(" ");
  return text + (count == 1 ? "call" : "calls");
}

void give(GateResult& result, GateVerdict verdict, std::string reason) {
  result.verdict = worse(result.verdict, verdict);
  result.reasons.push_back(std::move(reason));
}

int badness(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::diverged:
      return 3;
    case GateVerdict::undecided:
      return 2;
    case GateVerdict::inconclusive:
      return 1;
    case GateVerdict::passed:
      return 0;
  }
  return 3;
}

/// "parameter s: str" -> "call with s as str"; "returns list" -> "call that returns list".
std::string phrase(std::string_view shape) {
  constexpr std::string_view kParameter = "parameter ";
  if (!shape.starts_with(kParameter)) return "call that " + std::string(shape);
  shape.remove_prefix(kParameter.size());
  const std::size_t colon = shape.find(": ");
  return "call with " + std::string(shape.substr(0, colon)) + " as " +
         std::string(shape.substr(colon + 2));
}

std::string percent(double share) {
  std::string text = std::to_string(share * 100);
  text.erase(text.find('.') + 2);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + " %";
}

}  // namespace

void Tally::add(const Verdict& verdict, bool recorded, bool distinct, std::uint64_t shapes) {
  ++counts[static_cast<std::size_t>(verdict.kind)];
  if (verdict.kind == VerdictKind::match) {
    if (distinct) ++distinct_matches;
    for (std::size_t i = 0; shapes != 0; ++i, shapes >>= 1) matched_shapes[i] += shapes & 1U;
  } else if (verdict.kind == VerdictKind::unsupported) {
    if (recorded || verdict.where == Where::inside) ++blocking_unsupported;
  }
}

void Tally::merge(const Tally& other) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
  distinct_matches += other.distinct_matches;
  blocking_unsupported += other.blocking_unsupported;
  for (std::size_t i = 0; i < kMostShapes; ++i) matched_shapes[i] += other.matched_shapes[i];
}

std::uint64_t Tally::tried() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::uint64_t Tally::compared() const {
  return of(VerdictKind::match) + of(VerdictKind::diverged) + of(VerdictKind::undecided) +
         of(VerdictKind::beyond) + of(VerdictKind::waived);
}

std::string_view gate_verdict_name(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::passed:
      return "passed";
    case GateVerdict::diverged:
      return "diverged";
    case GateVerdict::undecided:
      return "undecided";
    case GateVerdict::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

int exit_code(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::passed:
      return 0;
    case GateVerdict::diverged:
      return 1;
    case GateVerdict::undecided:
    case GateVerdict::inconclusive:
      return 3;
  }
  return 3;
}

GateVerdict worse(GateVerdict a, GateVerdict b) { return badness(a) < badness(b) ? b : a; }

GateResult Gate::decide(std::uint64_t assumptions) const {
  GateResult result;
  decide_blocking(result);
  decide_open(result, assumptions);
  decide_floors(result);
  decide_noise(result);
  return result;
}

void Gate::decide_blocking(GateResult& result) const {
  if (const auto count = tally_.of(VerdictKind::diverged); count > 0) {
    give(result, GateVerdict::diverged, calls(count) + " diverged");
  }
  if (const auto count = tally_.blocking_unsupported; count > 0) {
    give(result, GateVerdict::diverged,
         calls(count) + " cannot be given to the port: its types do not hold the arguments");
  }
  const auto beyond = tally_.of(VerdictKind::beyond);
  if (spec_.gate.beyond_blocks && beyond > 0) {
    give(result, GateVerdict::diverged,
         calls(beyond) + " differed beyond the confirmed clauses, which this spec lets block");
  }
}

void Gate::decide_open(GateResult& result, std::uint64_t assumptions) const {
  if (const auto count = tally_.of(VerdictKind::undecided); count > 0) {
    give(result, GateVerdict::undecided, calls(count) + " left a question for a person");
  }
  if (spec_.gate.confirm_assumptions && assumptions > 0) {
    give(result, GateVerdict::undecided,
         std::to_string(assumptions) + (assumptions == 1 ? " assumption" : " assumptions") +
             " of the port's types, which this spec wants confirmed");
  }
}

void Gate::decide_floors(GateResult& result) const {
  if (tally_.compared() == 0) {
    const auto tried = tally_.tried();
    give(result, GateVerdict::inconclusive,
         tried == 0 ? "nothing was compared: there were no calls"
                    : "nothing was compared: none of " + calls(tried) + " could be");
    return;
  }
  // What the recording shows, and how much of it, is for the replay to match; other stages try what
  // they like.
  if (stage_ != "replay") return;
  if (tally_.distinct_matches < spec_.gate.min_matches) {
    give(result, GateVerdict::inconclusive,
         "only " + calls(tally_.distinct_matches, "distinct") + " matched, the spec asks for " +
             std::to_string(spec_.gate.min_matches) + ": record more");
  }
  std::size_t missed = 0;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    if (tally_.matched_shapes[i] > 0 || ++missed > kShapesNamed) continue;
    give(result, GateVerdict::inconclusive,
         "no " + phrase(shapes_.name(i)) +
             " matched, though the spec knows it: record more of them, or mine the spec again");
  }
  if (missed > kShapesNamed) {
    give(result, GateVerdict::inconclusive,
         "and " + std::to_string(missed - kShapesNamed) + " further kinds of calls did not match");
  }
}

void Gate::decide_noise(GateResult& result) const {
  const auto count = tally_.of(VerdictKind::inconclusive);
  if (count == 0) return;
  const double limit =
      spec_.gate.max_inconclusive.value_or(stage_ == "replay" ? 0.0 : kNoiseElsewhere);
  const double share = static_cast<double>(count) / static_cast<double>(tally_.tried());
  if (share <= limit) return;
  give(result, GateVerdict::inconclusive,
       calls(count) + (count == 1 ? " was" : " were") + " inconclusive, more than the " +
           percent(limit) + " that the spec allows");
  for (const NoiseEntry& entry : spec_.noise) {
    give(result, GateVerdict::inconclusive,
         "the original disagrees with itself (" + entry.factor + "): " + noise_remedy(entry));
  }
}

}  // namespace portproof
