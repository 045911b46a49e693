// Picks, by seed, the calls that are asked again: the same ones whatever the number of jobs.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "replay/protocol.h"

namespace portproof {

/// A call, and what the fast path said of it.
struct SampledCall {
  std::uint64_t index = 0;  // packed
  VerdictKind verdict = VerdictKind::match;
};

/// The `size` calls whose hashes under the seed are the smallest, of all that were reported.
class Sample {
 public:
  /// `live`: calls that the original was stopped in have no answer of the port to ask for again.
  Sample(std::uint64_t seed, std::size_t size, bool live = false)
      : seed_(seed), size_(size), live_(live) {}
  void add(const BlockReport& report);
  /// In the order of the corpus.
  std::vector<SampledCall> take();

 private:
  using Entry = std::pair<std::uint64_t, SampledCall>;  // hash first
  void offer(std::uint64_t hash, const SampledCall& call);

  std::uint64_t seed_;
  std::size_t size_;
  bool live_;
  std::vector<Entry> heap_;  // the largest hash on top
};

}  // namespace portproof
