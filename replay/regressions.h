// Keeps what generated calls have found: traces in the corpus, which the next replay judges.
#pragma once

#include <string>
#include <vector>

#include "replay/result.h"

namespace portproof {

/// Adds the trace of each finding of a stage that generates calls to `regressions.jsonl`, in the
/// folder that `corpus` names, or beside the file that it names; those that stand there stay once.
/// Returns what was done, in words; empty where nothing was found. Throws CorpusError,
/// std::system_error.
std::string save_regressions(const std::vector<std::string>& corpus, const Result& result);

}  // namespace portproof
