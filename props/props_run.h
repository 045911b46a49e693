// The stage `props`: cases of the Domain, asked of the original and of the port, judged, shrunk.
#pragma once

#include "replay/gate_run.h"
#include "replay/result.h"

namespace portproof {

inline constexpr const char* kPropsStage = "props";

/// Throws as run_replay does, and OracleError where the original cannot be asked.
Result run_props(const GateOptions& options);

}  // namespace portproof
