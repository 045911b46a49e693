// Finds, before anything runs, what the port's types cannot hold of what the spec says goes in.
#pragma once

#include <string>
#include <vector>

#include "replay/alike.h"
#include "replay/bind/port.h"
#include "specs/domain/gaps.h"
#include "specs/spec.h"

namespace portproof {

/// What a port's types mean for its spec.
struct Fit {
  /// The recording shows as an argument what the types cannot hold: blocks.
  std::vector<std::string> unsupported;
  /// The recording never shows it: assumed not to happen, printed with every verdict.
  std::vector<std::string> assumptions;
  /// The same, for whoever generates arguments.
  Gaps gaps;
  /// What the types of the result and of in-out arguments cannot tell apart.
  Alike alike;
};

/// Throws UsageError where arity or names cannot fit the spec.
Fit fit(const PortFunction& port, const Spec& spec);

}  // namespace portproof
