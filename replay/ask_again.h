// Asks the original again about recorded calls, and finds those where it disagrees with itself.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/reader.h"
#include "oracle/oracle.h"
#include "specs/spec.h"

namespace portproof {

/// Which traces are asked again: all, or a fixed sample. An id is a hash, so the smallest ones are
/// a sample, whatever the order of the recordings.
class TraceChoice {
 public:
  void offer(std::string_view id);
  bool has(std::string_view id) const;
  std::size_t size() const { return ids_.size(); }

 private:
  std::set<std::uint64_t> ids_;
};

struct AskedAgain {
  std::string missing;  // why the original could not be asked; empty: it was
  std::vector<NoiseEntry> noise;
  std::uint64_t not_rebuilt = 0;  // traces whose arguments could not be given to it
  std::string not_rebuilt_reason;
};

/// Asks in worker processes, under two or more settings of the environment and in as many orders,
/// in empty folders that are thrown away (in ours, where the original reads that). Answers are
/// compared by the spec's policy. `progress`: calls asked so far.
AskedAgain ask_again(const Spec& spec, const std::vector<std::string>& files, Damaged damaged,
                     const TraceChoice& choice, const OracleConfig& config,
                     const std::function<void(std::uint64_t)>& progress);

}  // namespace portproof
