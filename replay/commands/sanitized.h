// The gate with sanitizers, where one stands beside this one, runs the same calls.
#pragma once

#include <string>
#include <vector>

#include "replay/commands/common.h"

namespace portproof {

inline const std::vector<std::string> kSanitizerFlags = {
    "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer"};

/// "total_gate_san": the gate of the same port with sanitizers.
inline std::string sanitized_of(const std::string& gate) { return gate + "_san"; }

/// Adds to `result`, of the stage `stage` of this gate, what the same stage of the other one finds
/// and this one did not; or why there is none. Counts stay this gate's.
void add_sanitized(Result& result, const RunOptions& options, const std::string& name,
                   const std::string& stage);

}  // namespace portproof
