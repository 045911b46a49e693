// Draws from RapidCheck's splittable generator: the choices of case i of stream s, under a seed.
#pragma once

#include <rapidcheck/Random.h>

#include <cstdint>

#include "specs/domain/draws.h"

namespace portproof {

/// Which cases: those of one kind do not change when another kind draws more.
enum class Stream : std::uint64_t { calls = 1, control = 2 };

class RandomDraws : public Draws {
 public:
  RandomDraws(std::uint64_t seed, Stream stream, std::uint64_t index)
      : random_(rc::Random::Key{seed, static_cast<std::uint64_t>(stream), index, 0}) {}
  std::uint64_t next() override { return random_.next(); }

 private:
  rc::Random random_;
};

}  // namespace portproof
