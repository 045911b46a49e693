// Draws of case i of stream s under a seed: RapidCheck's generator picks where a fast one starts.
#pragma once

#include <rapidcheck/Random.h>

#include <cstdint>

#include "specs/domain/draws.h"

namespace portproof {

/// Which cases: those of one kind do not change when another kind draws more.
enum class Stream : std::uint64_t { calls = 1, control = 2 };

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014), from a
/// state that RapidCheck's generator draws: that one is made to be split, and takes a block cipher
/// for every four numbers.
class RandomDraws : public Draws {
 public:
  RandomDraws(std::uint64_t seed, Stream stream, std::uint64_t index)
      : state_(start({seed, static_cast<std::uint64_t>(stream), index, 0})) {}
  std::uint64_t next() override {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
  }

 private:
  static std::uint64_t start(const rc::Random::Key& key) { return rc::Random(key).next(); }

  std::uint64_t state_;
};

}  // namespace portproof
