// What the generator draws from besides the spec: recorded calls, and what the original speaks of.
#pragma once

#include <string>
#include <vector>

#include "oracle/worker.h"
#include "specs/domain/make_value.h"
#include "specs/kept_trace.h"

namespace portproof {

/// Recorded calls from all over the corpus, a few hundred: always the same ones. Throws
/// CorpusError.
std::vector<KeptTrace> sample_recorded(const std::vector<std::string>& files);

Constants constants_of(const Literals& literals);

}  // namespace portproof
