// A source of choices for tests.
#pragma once

#include "specs/domain/draws.h"
#include "specs/split_mix.h"

namespace portproof::tests {

class SplitMix : public Draws {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override { return split_mix(state_); }

 private:
  std::uint64_t state_;
};

}  // namespace portproof::tests
