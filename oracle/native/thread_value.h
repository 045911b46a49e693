// A number that each thread has of its own, 0 where it never set one. The GIL protects it.
#pragma once

#include <algorithm>
#include <vector>

#include "oracle/native/python.h"

namespace portproof {

/// Few threads have another number than 0 at the same time: a short list is faster than a table.
class ThreadValue {
 public:
  int get() const {
    if (entries_.empty()) return 0;
    const unsigned long self = PyThread_get_thread_ident();
    for (const Entry& entry : entries_) {
      if (entry.thread == self) return entry.value;
    }
    return 0;
  }
  void set(int value) {
    const unsigned long self = PyThread_get_thread_ident();
    const auto own = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.thread == self; });
    if (own == entries_.end()) {
      if (value != 0) entries_.push_back({self, value});
    } else if (value != 0) {
      own->value = value;
    } else {
      *own = entries_.back();
      entries_.pop_back();
    }
  }
  /// In a forked child: the other threads are not there.
  void forget_others() {
    const int own = get();
    entries_.clear();
    set(own);
  }

 private:
  struct Entry {
    unsigned long thread;
    int value;
  };
  std::vector<Entry> entries_;
};

}  // namespace portproof
