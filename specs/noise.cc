// What the original's answers depend on besides the arguments, found before anything is judged.
#include "specs/noise.h"

#include <algorithm>

namespace portproof {

std::string noise_words(const NoiseEntry& entry) {
  std::string words = entry.factor + " in " + std::to_string(entry.traces) +
                      (entry.traces == 1 ? " trace" : " traces");
  if (!entry.example.empty()) words += ", as " + entry.example;
  return words;
}

std::string noise_remedy(const NoiseEntry& entry) {
  const std::string relate = " or name a relation (compare.relation); then mine again";
  if (entry.factor == kDriftFactor) return "record again, then mine again";
  if (entry.factor == kClockFactor) {
    return "record again with --freeze-time and --freeze-random," + relate;
  }
  if (entry.factor == kHashFactor) {
    return "declare the path unordered (compare.paths), sort in the original and record again," +
           relate;
  }
  if (entry.factor == kStateFactor) {
    return "reset the state between the recorded calls and record again," + relate;
  }
  return "set it in the original and record again," + relate;
}

NoiseIndex::NoiseIndex(const Spec& spec) : spec_(spec) {
  const auto commonest = std::max_element(
      spec.noise.begin(), spec.noise.end(),
      [](const NoiseEntry& a, const NoiseEntry& b) { return a.traces < b.traces; });
  if (commonest == spec.noise.end()) return;
  const bool cut = std::any_of(spec.noise.begin(), spec.noise.end(), [](const NoiseEntry& entry) {
    return entry.traces > entry.ids.size();
  });
  if (cut || spec.evidence.traces > kMostAskedAgain) unlisted_ = commonest->factor;
  // Who throws dice may have thrown the same each time that a trace was asked about.
  for (const NoiseEntry& entry : spec.noise) {
    if (entry.factor == kClockFactor) unlisted_ = entry.factor;
  }
}

std::string_view NoiseIndex::factor_of(std::string_view id) const {
  for (const NoiseEntry& entry : spec_.noise) {
    if (std::binary_search(entry.ids.begin(), entry.ids.end(), id)) return entry.factor;
  }
  return {};
}

Verdict NoiseIndex::judge(const Judge& judge, const Trace& trace, const Outcome& expected,
                          const Outcome& observed, std::optional<bool> relation) const {
  const std::string_view factor = factor_of(trace.id);
  if (!factor.empty()) {
    return judge.judge(trace.call, expected, observed, false, relation, factor);
  }
  Verdict verdict = judge.judge(trace.call, expected, observed, true, relation);
  const bool differs = verdict.divergence && verdict.kind != VerdictKind::waived;
  if (!differs || unlisted_.empty()) return verdict;
  return judge.judge(trace.call, expected, observed, false, relation, unlisted_);
}

}  // namespace portproof
