// Asks a sample of calls again in sealed processes, judges the answers here, and compares.
#pragma once

#include "replay/supervisor.h"

namespace portproof {

/// Bytes of a call or an outcome in a finding of those that are asked again.
inline constexpr std::size_t kShownText = 2000;

/// What was asked again, for the verdict.
struct SealReport {
  std::uint64_t calls = 0;
  std::string missing;  // why nothing was, or what the seal does not keep away; empty: sealed
  double seconds = 0;
};

/// Adds a finding of kind "integrity" (or "state") for each class of answers that differ from those
/// of the fast path. `spec` compares as the port's types ask for.
SealReport ask_again_sealed(RunTotals& totals, const SupervisorConfig& config, const Spec& spec);

}  // namespace portproof
