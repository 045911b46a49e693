// Writes a run directory: the result, and each finding with its trace.
#pragma once

#include <string>
#include <vector>

#include "replay/result.h"

namespace portproof {

/// `folder`/run.json and `folder`/findings/ID/{trace.jsonl,finding.txt}. Throws UsageError.
void write_run_directory(const std::string& folder, const std::vector<Result>& results);

}  // namespace portproof
