// Bounds the search for the alternatives of variants, which variants in variants would make
// endless.
#include "replay/bind/search.h"

namespace portproof::bind {

thread_local int ExactBudget::left_ = ExactBudget::kMost;
thread_local int RefusalBudget::depth_ = 0;
thread_local std::size_t RefusalBudget::left_ = 0;

RefusalBudget::RefusalBudget(ValueView view) {
  constexpr std::size_t kFew = 1000, kPerNode = 16;  // a large value has many that are right
  if (depth_++ == 0) left_ = kFew + kPerNode * view.arena()->size();
}

}  // namespace portproof::bind
