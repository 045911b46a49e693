// Judges the calls of recordings, of a corpus or made by a stage, and makes a Result of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "replay/gate_run.h"
#include "replay/input_watch.h"
#include "replay/supervisor.h"
#include "specs/spec.h"

namespace portproof {

/// Calls with the outcomes that are expected of them, and what they are judged by.
struct Recording {
  std::vector<std::string> files;
  std::string spec_file;  // as workers read it
  Spec spec;              // the same
  Inputs inputs;
  /// Called once all is judged and asked again, before the Result is made; may be empty.
  std::function<void(RunTotals&, const SupervisorConfig&, const Spec&)> refine;
};

/// What a SealedAsker needs to know of a run: what the port may read, what none may, and patience.
SupervisorConfig sealing_config(const GateOptions& options, const Spec& spec,
                                const std::vector<std::string>& files);

/// `watch`: over `files`. Throws as run_replay does.
Result judge_recording(const GateOptions& options, const Recording& recording,
                       const InputWatch& watch);

}  // namespace portproof
