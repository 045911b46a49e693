// Runs a stage over inputs that must not change meanwhile, and tells their hashes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "replay/gate_run.h"
#include "replay/input_watch.h"
#include "replay/result.h"

namespace portproof {

using StageBody = std::function<Result(
    const GateOptions& options, const std::vector<std::string>& files, const InputWatch& watch)>;

/// `body` is given the recordings of the corpus, and what watches them. Throws what it throws, and
/// CorpusError where the spec or a recording is no longer what it was.
Result watched(const GateOptions& options, const StageBody& body);

}  // namespace portproof
