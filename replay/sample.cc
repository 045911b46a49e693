// Picks, by seed, the calls that are asked again: the same ones whatever the number of jobs.
#include "replay/sample.h"

#include <algorithm>

#include "specs/split_mix.h"

namespace portproof {
namespace {

std::uint64_t mixed(std::uint64_t word) { return split_mix(word); }

}  // namespace

void Sample::add(const BlockReport& report) {
  const std::uint64_t first = 2 + report.block * kBlockLines;
  for (std::size_t i = 0; i < report.verdicts.size(); ++i) {
    if (report.verdicts[i] == '.' || (live_ && is_stopped(report.verdicts[i]))) continue;
    const std::uint64_t index = CallIndex{report.file, first + i}.packed();
    offer(mixed(mixed(seed_) ^ index), {index, kind_of(report.verdicts[i])});
  }
}

void Sample::offer(std::uint64_t hash, const SampledCall& call) {
  const auto smaller = [](const Entry& a, const Entry& b) { return a.first < b.first; };
  if (heap_.size() == size_) {
    if (size_ == 0 || hash >= heap_.front().first) return;
    std::pop_heap(heap_.begin(), heap_.end(), smaller);
    heap_.pop_back();
  }
  heap_.emplace_back(hash, call);
  std::push_heap(heap_.begin(), heap_.end(), smaller);
}

std::vector<SampledCall> Sample::take() {
  std::vector<SampledCall> calls;
  calls.reserve(heap_.size());
  for (const Entry& entry : heap_) calls.push_back(entry.second);
  heap_.clear();
  std::sort(calls.begin(), calls.end(),
            [](const SampledCall& a, const SampledCall& b) { return a.index < b.index; });
  return calls;
}

}  // namespace portproof
