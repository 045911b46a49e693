// Notices calls that occur again with another outcome, in bounded memory.
#include "specs/mine/repeats.h"

#include <utility>

namespace portproof {

Repeats::Slot& Repeats::slot(std::uint64_t call) {
  std::size_t at = call & (slots_.size() - 1);
  while (slots_[at].call != 0 && slots_[at].call != call) at = (at + 1) & (slots_.size() - 1);
  return slots_[at];
}

void Repeats::grow() {
  std::vector<Slot> old =
      std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 64 : 2 * slots_.size()));
  for (const Slot& each : old) {
    if (each.call != 0) slot(each.call) = each;
  }
}

Repeats::Met Repeats::meet(std::uint64_t call, std::uint64_t outcome) {
  if (call == 0) call = 1;
  if (2 * used_ >= slots_.size() && used_ < kMost) grow();
  Slot& found = slot(call);
  if (found.call == call) return found.outcome == outcome ? Met::same : Met::other;
  if (used_ >= kMost) return Met::forgotten;
  found = {call, outcome};
  ++used_;
  return Met::first;
}

}  // namespace portproof
