// Shrinks what diverged, sets apart what is noise, and unites what turns out to be the same.
#pragma once

#include "oracle/worker.h"
#include "replay/gate_run.h"
#include "replay/supervisor.h"

namespace portproof {

/// Each class of `totals` that diverges or asks a question gets the smallest example that is found;
/// classes with the same one are one. A class whose original, asked in another process under other
/// settings, says something else becomes Inconclusive. `config` is that of the run, `oracle` that
/// of `original`. Throws OracleError.
void shrink_classes(RunTotals& totals, const GateOptions& options, const SupervisorConfig& config,
                    const Spec& spec, const OracleConfig& oracle, WorkerOracle& original);

}  // namespace portproof
