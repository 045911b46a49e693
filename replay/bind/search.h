// Bounds the search for the alternatives of variants, which variants in variants would make
// endless.
#pragma once

#include <cstddef>

#include "specs/value.h"

namespace portproof::bind {

/// How many parts `exact` looks at, in all that is nested; beyond them a value counts as exact by
/// its kind and, as a record, by the names of its fields. Without it each level of variants would
/// look at the same values anew.
class ExactBudget {
 public:
  explicit ExactBudget(int most = kMost) { left_ = most; }
  ~ExactBudget() { left_ = kMost; }
  ExactBudget(const ExactBudget&) = delete;
  ExactBudget& operator=(const ExactBudget&) = delete;
  static bool spend() { return left_ > 0 && left_-- > 0; }

 private:
  static constexpr int kMost = 64;
  static thread_local int left_;
};

/// How many variants may refuse what they are given while one value is loaded: each refusal makes
/// the variant around it try its next alternative, with all that is inside.
class RefusalBudget {
 public:
  explicit RefusalBudget(ValueView view);
  ~RefusalBudget() { --depth_; }
  RefusalBudget(const RefusalBudget&) = delete;
  RefusalBudget& operator=(const RefusalBudget&) = delete;
  bool spent() const { return left_ == 0; }
  void refuse() { left_ -= left_ > 0 ? 1 : 0; }

 private:
  static thread_local int depth_;
  static thread_local std::size_t left_;
};

}  // namespace portproof::bind
