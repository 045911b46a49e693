// Asks the original in a fresh process under chosen settings, and says whether answers agree.
#include "replay/interview.h"

#include <filesystem>

namespace portproof {

namespace fs = std::filesystem;

Interview::Interview(const Spec& spec, const OracleConfig& config, const Settings& settings,
                     bool thrown_away)
    : spec_(spec), judge_(spec, {}), comparer_(spec.compare) {
  OracleConfig fresh = config;
  fresh.environment = {
      {"PYTHONHASHSEED", settings.hash_seed}, {"TZ", settings.zone}, {"LC_ALL", settings.locale}};
  fresh.prints = false;
  fresh.effects = EffectRules{spec.effects};  // nothing is done to the world a second time
  fresh.folder = fs::current_path().string();
  if (thrown_away) {
    fresh.folder = folder_.emplace().path();
  }
  oracle_ = std::make_unique<WorkerOracle>(fresh);
}

bool Interview::agree(const Call& call, const Outcome& expected, const Outcome& observed) {
  if (std::holds_alternative<Faulted>(expected.result) &&
      std::holds_alternative<Faulted>(observed.result)) {
    return true;
  }
  if (!judge_.needs_relation(call, expected, observed)) {
    return !comparer_.outcomes(call, expected, observed);
  }
  return !comparer_.arguments(call, expected, observed) &&
         oracle_->relation(spec_.compare.relation, call, expected, observed);
}

}  // namespace portproof
