// Remembers equal pairs of shared parts, and keeps the memory of walks within bounds.
#include <algorithm>

#include "specs/compare_walk.h"

namespace portproof::detail {
namespace {

constexpr std::size_t kKeep = std::size_t{1} << 16;

template <class T>
void shrink_vector(std::vector<T>& items) {
  if (items.capacity() > kKeep) std::vector<T>().swap(items);
}

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 32) * 0xd6e8feb86659fd93U;
  return x ^ x >> 32;
}

}  // namespace

void EqualPairs::reset() {
  used_ = 0;
  if (++generation_ == 0) {
    slots_.clear();
    generation_ = 1;
  }
}

EqualPairs::Slot EqualPairs::key(const WalkFrame& pair) const {
  const Place& place = pair.place;
  return {pair.expected, pair.observed, place.alive,    place.depth,
          place.floats,  generation_,   place.unordered};
}

/// Where the pair stands, or the free slot where it would.
std::size_t EqualPairs::find(const Slot& wanted) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = mix(mix(std::uint64_t{wanted.expected} << 32 | wanted.observed) + wanted.alive +
                      wanted.depth) &
                  mask;
  for (; slots_[i].generation == generation_; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.expected == wanted.expected && slot.observed == wanted.observed &&
        slot.alive == wanted.alive && slot.depth == wanted.depth && slot.floats == wanted.floats &&
        slot.unordered == wanted.unordered) {
      break;
    }
  }
  return i;
}

bool EqualPairs::contains(const WalkFrame& pair) const {
  return used_ > 0 && slots_[find(key(pair))].generation == generation_;
}

void EqualPairs::insert(const WalkFrame& pair) {
  if (used_ * 2 >= slots_.size()) {
    std::vector<Slot> old(std::max<std::size_t>(256, slots_.size() * 2));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.generation == generation_) slots_[find(slot)] = slot;
    }
  }
  Slot& slot = slots_[find(key(pair))];
  if (slot.generation != generation_) ++used_;
  slot = key(pair);
}

void EqualPairs::shrink() { shrink_vector(slots_); }

void WalkMemory::shrink() {
  shrink_vector(stack);
  shrink_vector(links);
  equal.shrink();
  pairing.hash().shrink();
}

}  // namespace portproof::detail
