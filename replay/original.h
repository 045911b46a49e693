// How the original of a spec is asked, whoever asks it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "oracle/oracle.h"
#include "specs/spec.h"

namespace portproof {

inline OracleConfig original_of(const Spec& spec, const std::string& python,
                                const std::vector<std::string>& pythonpath) {
  OracleConfig config{python, pythonpath, spec.function, spec.block, spec.record_types};
  config.freeze = spec.freeze;
  return config;
}

/// Whether the spec says that calls of the function start processes.
inline bool may_start_processes(const Spec& spec) {
  return std::find(spec.effects.begin(), spec.effects.end(), "process") != spec.effects.end();
}

}  // namespace portproof
