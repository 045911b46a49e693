// Believes a divergence that comes back alone; finds the calls that another one depends on.
#pragma once

#include "replay/fault.h"
#include "replay/supervisor.h"

namespace portproof {

/// Asks the example of every diverged class again, alone in a fresh process. Where it matches
/// there, the class becomes one of kind "state", and its example's reason holds the shortest
/// sequence of calls that shows it. Throws Interrupted.
void set_apart_state(RunTotals& totals, const WorkerConfig& config, const Spec& spec,
                     const Patience& patience);

}  // namespace portproof
