// Mines everyday bounds: generous on purpose, each lifted where the recording goes beyond it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "specs/domain/domain.h"
#include "specs/spec.h"

namespace portproof {

/// A conclusion that fewer traces carry is marked thin.
inline constexpr std::uint64_t kThinBelow = 10;
inline constexpr std::int64_t kLeastMagnitude = 1000;
inline constexpr std::uint64_t kLeastLength = 100;
inline constexpr std::uint64_t kGenerosity = 16;

/// The bounds of a parameter and its parts: magnitudes of ints and floats up to max(1,000, 16 × the
/// largest seen), lengths up to max(100, 16 × the longest), text in ASCII without NUL, floats
/// finite, not subnormal, not -0.0. `seen` includes what the defaults are.
std::vector<SpecClause> everyday_bounds(const std::string& parameter, const Domain& domain,
                                        const Seen& seen);

/// A number as a person reads it: `40`, `0.25`, `2**70`.
std::string number_text(ValueView number);

}  // namespace portproof
