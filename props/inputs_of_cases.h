// What the generator draws from besides the spec: recorded calls, and what the original speaks of.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oracle/worker.h"
#include "specs/domain/make_value.h"
#include "specs/domain/value_plan.h"
#include "specs/spec.h"

namespace portproof {

/// Calls that own their values.
struct RecordedCalls {
  std::vector<std::unique_ptr<Arena>> arenas;
  std::vector<Call> calls;
};

/// Recorded calls from all over the corpus, a few hundred: always the same ones. Throws
/// CorpusError.
RecordedCalls sample_recorded(const std::vector<std::string>& files);

Constants constants_of(const Literals& literals);

}  // namespace portproof
