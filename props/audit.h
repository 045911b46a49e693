// The stage `audit`: mutants of the original in the port's place, on the inputs of replay and
// props.
#pragma once

#include "replay/gate_run.h"
#include "replay/result.h"

namespace portproof {

inline constexpr const char* kAuditStage = "audit";

/// Shows how much of a wrong port the inputs would notice: the port itself is not asked. Throws as
/// run_props does.
Result run_audit(const GateOptions& options);

}  // namespace portproof
