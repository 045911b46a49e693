// Says whether two floats are the same by a policy.
#include "specs/compare_floats.h"

#include <algorithm>
#include <cmath>

namespace portproof {
namespace {

std::uint64_t ulps_apart(double a, double b) {
  // -0.0 and 0.0 are one place on this scale.
  const auto place = [](double value) {
    const std::int64_t bits = ordered_bits(value);
    return bits < 0 ? bits + 1 : bits;
  };
  const std::int64_t low = std::min(place(a), place(b));
  const std::int64_t high = std::max(place(a), place(b));
  return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
}

}  // namespace

bool same_float(double a, double b, const FloatPolicy& policy) {
  if (std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b)) return true;
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (a == b) return !policy.zero_sign;  // other bits, so that one of them is -0.0
  switch (policy.mode) {
    case FloatPolicy::Mode::exact:
      return false;
    case FloatPolicy::Mode::ulps:
      return std::isfinite(a) && std::isfinite(b) && ulps_apart(a, b) <= policy.ulps;
    case FloatPolicy::Mode::tolerance:
      break;
  }
  if (std::isinf(a) || std::isinf(b)) return false;
  const double largest = std::max(std::fabs(a), std::fabs(b));
  return std::fabs(a - b) <= std::max(policy.rel * largest, policy.abs);
}

}  // namespace portproof
