// Finds what an answer depends on besides the arguments, by changing one thing at a time.
#include "replay/noise_factor.h"

#include "specs/noise.h"

namespace portproof {
namespace {

// Two texts in a set stand in the same order under every other seed.
constexpr const char* kSeeds[] = {"4242", "2", "3", "5", "7", "11"};
// A coin falls alike as often as this once in 65,536 times.
constexpr int kConfirmed = 16;

}  // namespace

std::string_view FactorFinder::find(const NoisyTrace& trace) const {
  const Call& call = trace.recorded.call;
  const Reply usual = alone(call, kUsual);
  if (!same(usual, alone(call, kUsual))) return kClockFactor;
  if (const std::string_view setting = find_setting(call, usual); !setting.empty()) return setting;
  if (!again_and_again(call, usual, kUsual, kConfirmed)) return kClockFactor;
  const bool agree =
      trace.first && trace.second && same(*trace.first, *trace.second) && same(*trace.first, usual);
  if (!agree) return kStateFactor;
  if (thrown_away_ && same(trace.recorded, alone(call, kUsual, false))) return kFolderFactor;
  return kDriftFactor;
}

/// The one setting that alone makes another answer; empty: none does.
std::string_view FactorFinder::find_setting(const Call& call, const Reply& usual) const {
  struct Change {
    std::string_view factor;
    Settings settings;
  };
  std::vector<Change> changes;
  for (const char* seed : kSeeds) {
    changes.push_back({kHashFactor, {seed, kUsual.zone, kUsual.locale}});
  }
  changes.push_back({kZoneFactor, {kUsual.hash_seed, kOther.zone, kUsual.locale}});
  changes.push_back({kLocaleFactor, {kUsual.hash_seed, kUsual.zone, kOther.locale}});
  for (const auto& [factor, settings] : changes) {
    const Reply changed = alone(call, settings);
    if (same(usual, changed)) continue;
    // What is thrown like a coin differs by chance.
    const bool caused = again_and_again(call, usual, kUsual, kConfirmed / 2) &&
                        again_and_again(call, changed, settings, kConfirmed / 2);
    return caused ? factor : kClockFactor;
  }
  return {};
}

bool FactorFinder::again_and_again(const Call& call, const Reply& reply, const Settings& settings,
                                   int times) const {
  while (times > 0 && same(reply, alone(call, settings))) --times;
  return times == 0;
}

Reply FactorFinder::alone(const Call& call, const Settings& settings, bool thrown_away) const {
  Interview interview(spec_, config_, settings, thrown_away);
  const auto arena = std::make_shared<Arena>();
  Answer answer = std::move(interview.ask({&call, 1}, *arena).front());
  // It was asked before; an answer that cannot be carried now is another one.
  if (answer.asked != Asked::answered) answer.outcome.result = Faulted{0, 0, answer.reason};
  return {arena, call, answer.outcome};
}

bool FactorFinder::same(const Reply& left, const Reply& right) const {
  const Comparer comparer(spec_.compare);
  const bool crashed = std::holds_alternative<Faulted>(left.outcome.result);
  if (crashed && std::holds_alternative<Faulted>(right.outcome.result)) return true;
  return !comparer.outcomes(left.call, left.outcome, right.outcome);
}

}  // namespace portproof
