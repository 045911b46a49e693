// Runs a gate that is an executable of its own, and reads its result.
#pragma once

#include <string>

#include "replay/commands/common.h"

namespace portproof {

/// `stage` of `gate` with the spec, corpus and other options of this run; `check` for all stages.
/// `name`: what the verdict is called, empty: as the gate has it. Throws WorkerError where the gate
/// comes to no result: with its own exit code and no text where it has said why.
Result run_other_gate(const std::string& gate, const std::string& stage, const std::string& name,
                      const RunOptions& options, Output output);

}  // namespace portproof
