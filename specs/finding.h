// Names the class of divergences that a verdict belongs to: a thousand of a class are one finding.
#pragma once

#include <string>

#include "specs/outcome.h"
#include "specs/verdict.h"

namespace portproof {

/// The raw key: verdict, kind, generalized path ("[3]" is "[*]"), shapes of both outcomes, where,
/// and the clause that a question is about. Where there is no divergence: verdict and reason,
/// numbers left out.
std::string class_key(const Verdict& verdict, const Outcome& expected, const Outcome& observed);

}  // namespace portproof
