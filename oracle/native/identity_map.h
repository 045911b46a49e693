// Remembers which node stands for which Python object, and forgets all of them in no time.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "oracle/native/python.h"
#include "specs/value.h"

namespace portproof {

/// Open addressing; never shrinks, so that a loop over calls stops allocating.
class IdentityMap {
 public:
  void clear() {
    size_ = 0;
    if (++epoch_ == 0) {
      entries_.assign(entries_.size(), {});
      epoch_ = 1;
    }
  }

  /// The node of an object, and whether it was not known, and is now as `node`.
  std::pair<NodeId, bool> insert(PyObject* object, NodeId node) {
    if (2 * (size_ + 1) > entries_.size()) grow();
    Entry& entry = slot(object);
    if (entry.epoch == epoch_) return {entry.node, false};
    entry = {object, node, epoch_};
    ++size_;
    return {node, true};
  }
  /// Of an object that is known.
  NodeId& operator[](PyObject* object) { return slot(object).node; }

 private:
  struct Entry {
    PyObject* object = nullptr;
    NodeId node = 0;
    std::uint32_t epoch = 0;  // entries of other epochs are free
  };

  Entry& slot(PyObject* object) {
    const auto address = reinterpret_cast<std::uintptr_t>(object);
    const std::size_t mask = entries_.size() - 1;
    std::size_t at = (((address >> 4) * 0x9e3779b97f4a7c15) >> 20) & mask;
    while (entries_[at].epoch == epoch_ && entries_[at].object != object) at = (at + 1) & mask;
    return entries_[at];
  }

  void grow() {
    std::vector<Entry> old(entries_.empty() ? 64 : 2 * entries_.size());
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (entry.epoch == epoch_) slot(entry.object) = entry;
    }
  }

  std::vector<Entry> entries_;
  std::size_t size_ = 0;
  std::uint32_t epoch_ = 1;
};

}  // namespace portproof
