// Says whether two floats are the same by a policy.
#pragma once

#include <bit>
#include <cstdint>

#include "specs/spec.h"

namespace portproof {

/// The bits of a float in an order that is its order: -inf … -0.0, 0.0 … inf, so that neighbours
/// differ by 1 (-0.0 and 0.0 too). NaN lies beyond both infinities.
inline std::int64_t ordered_bits(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits < 0 ? std::int64_t{-1} - (bits & INT64_MAX) : bits;
}

/// NaN is the same as any NaN. Symmetric. A tolerance never joins an infinity with anything else.
bool same_float(double a, double b, const FloatPolicy& policy);

}  // namespace portproof
