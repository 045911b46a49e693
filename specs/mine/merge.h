// Brings a spec up to date with what was mined anew, keeping what people wrote.
#pragma once

#include <string>
#include <vector>

#include "specs/spec.h"

namespace portproof {

/// `existing` with the mined parts of `mined`. Kept are confirmed clauses and exceptions, reasons,
/// comparison, waivers, gate, `refuses`, what was struck (its clauses do not come back, whatever
/// their constants), and kinds added to Domains. Appends to `changes` what became different, in
/// words ("n: largest seen 40 -> 90; abs(n) <= 1000 -> abs(n) <= 1440").
/// Throws SpecError where the specs are of different functions, or where a parameter is gone that
/// people wrote about.
Spec merge_spec(const Spec& existing, const Spec& mined, std::vector<std::string>& changes);

}  // namespace portproof
