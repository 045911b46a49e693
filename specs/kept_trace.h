// A trace that owns its values: for whoever needs it longer than its reader does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "specs/outcome.h"
#include "specs/trace.h"

namespace portproof {

/// The views of the result point into `arena`. What both arguments share stays shared.
Call copy(const Call& call, Arena& arena);
Outcome copy(const Outcome& outcome, Arena& arena);

struct KeptTrace {
  std::unique_ptr<Arena> arena = std::make_unique<Arena>();
  std::string id;
  Call call;
  Outcome outcome;
};

KeptTrace keep(const Trace& trace);
/// From a line of a recording, whose id is not checked. Nothing where it is a note. Throws
/// CodecError.
std::optional<KeptTrace> read_trace(std::string_view line);

}  // namespace portproof
