// Asks a port in Python a sample of calls again, and tells where code of the original runs.
#pragma once

#include "replay/sealed.h"

namespace portproof {

/// Adds a finding of kind "integrity" where the port is the original, or runs its code while it
/// answers. The report says how far it was looked at.
SealReport ask_again_shadowed(RunTotals& totals, const SupervisorConfig& config, const Spec& spec);

}  // namespace portproof
