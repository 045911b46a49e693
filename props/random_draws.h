// Draws of case i of stream s under a seed: RapidCheck's generator picks where a fast one starts.
#pragma once

#include <rapidcheck/Random.h>

#include <cstdint>

#include "specs/domain/draws.h"
#include "specs/split_mix.h"

namespace portproof {

/// Which cases: those of one kind do not change when another kind draws more.
enum class Stream : std::uint64_t { calls = 1, control = 2 };

/// SplitMix64 from a state that RapidCheck's generator draws: that one is made to be split, and
/// takes a block cipher for every four numbers.
class RandomDraws : public Draws {
 public:
  RandomDraws(std::uint64_t seed, Stream stream, std::uint64_t index)
      : state_(start({seed, static_cast<std::uint64_t>(stream), index, 0})) {}
  std::uint64_t next() override { return split_mix(state_); }

 private:
  static std::uint64_t start(const rc::Random::Key& key) { return rc::Random(key).next(); }

  std::uint64_t state_;
};

}  // namespace portproof
