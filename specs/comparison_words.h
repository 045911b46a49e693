// Tells in words how a spec compares outcomes, where that is not exactly.
#pragma once

#include <string>
#include <vector>

#include "specs/spec.h"

namespace portproof {

/// "floats within 2 ulps (another libm)", "exceptions by type, not by message": one entry a rule.
/// Empty where everything is compared exactly.
std::vector<std::string> comparison_words(const Spec& spec);

}  // namespace portproof
