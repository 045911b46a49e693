// Where random choices come from: RapidCheck's generator, the fuzzer's bytes, a test's list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace portproof {

/// A stream of choices. What is generated is a pure function of it. No `std::` distributions, which
/// differ among libraries.
class Draws {
 public:
  virtual ~Draws() = default;
  /// 64 uniform bits.
  virtual std::uint64_t next() = 0;

  /// 0 <= result < bound; 0 where `bound` is 0.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
  /// low <= result <= high, which must be in this order.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t offset = width == UINT64_MAX ? next() : below(width + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  /// An element; `from` must have one.
  template <class T>
  T& pick(std::span<T> from) {
    return from[below(from.size())];
  }
  template <class Container>
  const auto& pick(const Container& from) {
    return from[static_cast<std::size_t>(below(from.size()))];
  }
};

}  // namespace portproof
