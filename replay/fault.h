// Judges a call in which a worker died: asks it again alone, then with the calls before it.
#pragma once

#include "replay/protocol.h"
#include "replay/worker_process.h"
#include "specs/spec.h"

namespace portproof {

class FaultFinder {
 public:
  /// `config` is that of the worker that died.
  FaultFinder(const WorkerConfig& config, const Spec& spec, double timeout_seconds)
      : config_(config), spec_(spec), timeout_(timeout_seconds) {}

  /// A block report that holds this one call's verdict.
  BlockReport judge(CallIndex index, Phase phase, const Death& death) const;

 private:
  struct Rerun {
    bool died = false;
    Death death;
    BlockReport report;  // where it lived
  };
  Rerun run(const WorkerConfig& config, double timeout) const;
  BlockReport fault_report(CallIndex index, Phase phase, const Death& death,
                           const std::string& note) const;

  const WorkerConfig& config_;
  const Spec& spec_;
  double timeout_;
};

}  // namespace portproof
