// How the original of a spec is asked, whoever asks it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
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

/// Whether `effects` of a spec allow that calls do what `word` says.
inline bool allows(const std::vector<std::string>& effects, std::string_view word) {
  return std::find(effects.begin(), effects.end(), word) != effects.end();
}

}  // namespace portproof
