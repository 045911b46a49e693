// The sample is that of the seed: not of the order or the number of reports.
#include "replay/sample.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace portproof;

namespace {

BlockReport block(std::uint64_t number, std::string verdicts) {
  BlockReport report;
  report.block = number;
  report.verdicts = std::move(verdicts);
  return report;
}

std::vector<std::uint64_t> indices(std::vector<SampledCall> calls) {
  std::vector<std::uint64_t> result;
  for (const SampledCall& call : calls) result.push_back(call.index);
  return result;
}

std::string all(char letter) { return std::string(kBlockLines, letter); }

}  // namespace

TEST_CASE("a sample is a function of seed and calls", "[sample]") {
  const char match = letter_of(VerdictKind::match);
  Sample one(7, 100), other(7, 100), third(8, 100);
  for (std::uint64_t b = 0; b < 20; ++b) one.add(block(b, all(match)));
  for (std::uint64_t b = 20; b-- > 0;) other.add(block(b, all(match)));
  for (std::uint64_t b = 0; b < 20; ++b) third.add(block(b, all(match)));
  const auto picked = indices(one.take());
  CHECK(picked.size() == 100);
  CHECK(std::is_sorted(picked.begin(), picked.end()));
  CHECK(picked == indices(other.take()));
  CHECK(picked != indices(third.take()));
}

TEST_CASE("lines that are no calls are never picked, verdicts come along", "[sample]") {
  Sample sample(1, 1000);
  sample.add(block(0, std::string(".") + letter_of(VerdictKind::rejected) + ".." +
                          letter_of(VerdictKind::match)));
  const auto calls = sample.take();
  REQUIRE(calls.size() == 2);
  CHECK(CallIndex::unpack(calls[0].index).line == 3);
  CHECK(calls[0].verdict == VerdictKind::rejected);
  CHECK(CallIndex::unpack(calls[1].index).line == 6);
  CHECK(calls[1].verdict == VerdictKind::match);
  CHECK(Sample(1, 0).take().empty());
}

TEST_CASE("every verdict has a letter of its own", "[sample]") {
  for (std::size_t i = 0; i < kVerdictKinds; ++i) {
    const auto kind = static_cast<VerdictKind>(i);
    CHECK(kind_of(letter_of(kind)) == kind);
    CHECK(letter_of(kind) != '.');
  }
}

TEST_CASE("a call that a live original was stopped in has no answer to ask for again", "[sample]") {
  const char stopped = letter_of(VerdictKind::rejected, true);
  CHECK(is_stopped(stopped));
  CHECK_FALSE(is_stopped('.'));
  CHECK(kind_of(stopped) == VerdictKind::rejected);
  Sample live(1, 1000, true), recorded(1, 1000);
  live.add(block(0, all(stopped)));
  recorded.add(block(0, all(stopped)));
  CHECK(live.take().empty());
  CHECK(recorded.take().size() == kBlockLines);  // nobody can have been stopped: it is a lie
}
