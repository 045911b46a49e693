// Tests noise: how the judge is asked about noisy traces, and what is said of them.
#include "specs/noise.h"

#include <catch2/catch.hpp>

#include "specs/gate.h"
#include "specs/mine/show.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

constexpr const char* kNoisy = "0011223344556677";
constexpr const char* kQuiet = "8899aabbccddeeff";

Spec noisy_spec(std::uint64_t traces = 1) {
  Spec spec;
  spec.function = "m:f";
  spec.noise = {{"hash order", traces, {kNoisy}, "f(['a'])"}};
  return spec;
}

Verdict judged(const Spec& spec, const char* id, const Outcome& expected, const Outcome& observed) {
  const Judge judge(spec, {"2026-11-24"});
  const auto call = made_call("[1]");
  Trace trace;
  trace.id = id;
  trace.call = call;
  return NoiseIndex(spec).judge(judge, trace, expected, observed);
}

std::string kind_of(const Spec& spec, const char* id, const Outcome& expected,
                    const Outcome& observed) {
  return std::string(verdict_name(judged(spec, id, expected, observed).kind));
}

}  // namespace

TEST_CASE("a noisy trace says nothing, and why", "[noise]") {
  const Spec spec = noisy_spec();
  const auto one = returned("1"), two = returned("2");
  CHECK(kind_of(spec, kNoisy, one, two) == "inconclusive");
  CHECK(kind_of(spec, kNoisy, one, one) == "inconclusive");
  CHECK(judged(spec, kNoisy, one, two).reason == "the original disagrees with itself (hash order)");
  CHECK(kind_of(spec, kNoisy, one, faulted()) == "diverged");
  CHECK(kind_of(spec, kQuiet, one, two) == "diverged");
  CHECK(kind_of(spec, kQuiet, one, one) == "match");
}

TEST_CASE("where noisy traces are not all known, no difference is held against the port",
          "[noise]") {
  Spec sampled = noisy_spec();
  sampled.evidence.traces = kMostAskedAgain + 1;
  for (const Spec& spec : {noisy_spec(2), sampled}) {
    const auto one = returned("1"), two = returned("2");
    CHECK(kind_of(spec, kQuiet, one, two) == "inconclusive");
    CHECK(kind_of(spec, kQuiet, one, one) == "match");
    CHECK(kind_of(spec, kQuiet, one, faulted()) == "diverged");
  }
}

TEST_CASE("the gate names the factor and what to do", "[noise]") {
  const Spec spec = noisy_spec();
  Tally tally;
  Verdict verdict;
  for (int i = 0; i < 20; ++i) tally.add(verdict, true, true, ~std::uint64_t{0});
  verdict.kind = VerdictKind::inconclusive;
  tally.add(verdict, true, true, 0);
  Gate gate(spec, "replay");
  gate.add(tally);
  const GateResult result = gate.decide();
  CHECK(exit_code(result.verdict) == 3);
  REQUIRE(result.reasons.size() == 2);
  CHECK(result.reasons[1].find("disagrees with itself (hash order): ") != std::string::npos);
  CHECK(result.reasons[1].find("compare.relation") != std::string::npos);
}

TEST_CASE("each factor has a remedy that is not to do the same again", "[noise]") {
  const auto remedy = [](std::string_view factor) {
    NoiseEntry entry;
    entry.factor = factor;
    return noise_remedy(entry);
  };
  CHECK(remedy(kClockFactor).starts_with("record again with --freeze-time and --freeze-random"));
  CHECK(remedy(kHashFactor).starts_with("declare the path unordered (compare.paths)"));
  for (const auto factor : {kHashFactor, kZoneFactor, kLocaleFactor, kStateFactor, kDriftFactor}) {
    CHECK(remedy(factor).find("freeze") == std::string::npos);
    CHECK(remedy(factor).find("mine again") != std::string::npos);
  }
}

TEST_CASE("show tells noise in words", "[noise]") {
  CHECK(show_spec(noisy_spec())
            .find("the original disagrees with itself: hash order in 1 trace, "
                  "as f(['a'])") != std::string::npos);
}
