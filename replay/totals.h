// Adds up block reports, so that the sum does not depend on who reported first.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "corpus/reader.h"
#include "replay/supervisor.h"

namespace portproof {

class Totals {
 public:
  void add(const BlockReport& report);
  std::uint64_t calls() const { return calls_; }
  RunTotals& result() { return totals_; }
  const RunTotals& result() const { return totals_; }
  RunTotals take();

 private:
  RunTotals totals_;
  std::uint64_t calls_ = 0;
  std::set<std::uint64_t> matched_;
};

/// Whether each verdict that is counted is told, so that the call may be asked again.
bool adds_up(const BlockReport& report);

/// Whether `one` shows its class better than `other`: it is shorter, or as short and earlier.
bool shows_better(const Example& one, const Example& other);

/// Identifies a Call among the traces of a corpus, whatever its Outcome.
std::uint64_t call_hash(std::string_view call_json);

/// Where one Call stands in the corpus with two Outcomes that the policy tells apart, the original
/// disagrees with itself: such calls are moved from Diverged to Inconclusive, and one of them is
/// shown with both answers. Reads the corpus again, only if a call diverged.
void set_apart_self_disagreement(RunTotals& totals, const std::vector<std::string>& corpus,
                                 const Spec& spec, Damaged damaged = Damaged::refused);

}  // namespace portproof
