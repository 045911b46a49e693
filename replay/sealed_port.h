// A linked port in sealed processes, asked call by call.
#pragma once

#include <memory>

#include "replay/port_runner.h"
#include "replay/supervisor.h"

namespace portproof {

/// Where a call ends the process, the outcome says so and the next one finds another. `config` must
/// outlive it.
std::unique_ptr<PortRunner> run_sealed(const SupervisorConfig& config, const Spec& spec);

}  // namespace portproof
