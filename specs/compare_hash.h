// Finds partners for values without order: by a hash of their structure, without recursion.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "specs/value.h"

namespace portproof {

/// What a comparison holds equal, as far as a hash is concerned.
struct HashPolicy {
  bool blurred = false;  // a tolerance may hold floats equal
  bool zero_sign = true;
  bool list_is_tuple = false;
  bool set_is_frozenset = false;
  bool bytes_is_bytearray = false;
};

/// Values that compare equal have equal hashes, whatever their sharing. Reuses its memory.
class StructuralHash {
 public:
  struct Digest {
    // Alike also for what differs in type only (1, 1.0, True; a list and a tuple) or in the sign of
    // a zero, so that it finds its partner and the difference has its name. Where floats are
    // blurred, they all hash alike.
    std::uint64_t hash = 0;
    std::uint64_t exact = 0;  // tells all that apart
    double floats = 0;        // their weighted sum: the order in which a tolerance joins partners
  };

  /// Forgets all.
  void reset(const HashPolicy& policy);
  bool blurred() const { return policy_.blurred; }
  Digest of(ValueView value);
  /// Frees what an unusually large value left behind.
  void shrink();

 private:
  struct Frame {
    ValueView value;
    std::uint32_t next = 0;
    Digest sum;
    Digest key;
  };
  struct Slot {
    const Arena* arena = nullptr;
    NodeId node = 0;
    std::uint32_t generation = 0;
    Digest digest;
  };

  Digest leaf(ValueView value) const;
  Digest finish(const Frame& frame) const;
  static void fold(Frame& frame, const Digest& child);
  Slot& slot(ValueView value);
  void grow();

  HashPolicy policy_;
  std::uint32_t generation_ = 1;
  std::size_t used_ = 0;
  std::vector<Slot> slots_;
  std::vector<Frame> stack_;
};

inline constexpr std::uint32_t kNoPartner = UINT32_MAX;

/// Pairs the values of two sides by hash; among equal hashes in the order of their floats.
class Pairing {
 public:
  StructuralHash& hash() { return hash_; }
  void clear();
  void expected(std::uint32_t index, ValueView value) { add(expected_, index, value); }
  void observed(std::uint32_t index, ValueView value) { add(observed_, index, value); }
  /// Writes into `forward[expected index]` and `backward[observed index]` the other's index.
  void pair(std::span<std::uint32_t> forward, std::span<std::uint32_t> backward);

 private:
  struct Entry {
    StructuralHash::Digest digest;
    std::uint32_t index;
  };
  void add(std::vector<Entry>& side, std::uint32_t index, ValueView value);

  StructuralHash hash_;
  std::vector<Entry> expected_;
  std::vector<Entry> observed_;
};

}  // namespace portproof
