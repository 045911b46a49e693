// Tests the gate: what blocks, what asks, what is too little, and that nothing compared never
// passes.
#include <catch2/catch.hpp>

#include "specs/gate.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

Verdict verdict(VerdictKind kind, Where where = Where::inside) {
  Verdict result;
  result.kind = kind;
  result.where = where;
  return result;
}

Tally matches(std::uint64_t count, std::uint64_t shapes = ~std::uint64_t{0}) {
  Tally tally;
  for (std::uint64_t i = 0; i < count; ++i) {
    tally.add(verdict(VerdictKind::match), true, true, shapes);
  }
  return tally;
}

Tally with(Tally tally, VerdictKind kind, std::uint64_t count = 1, bool recorded = true,
           Where where = Where::inside) {
  for (std::uint64_t i = 0; i < count; ++i) tally.add(verdict(kind, where), recorded, true, 0);
  return tally;
}

GateResult decided(const Spec& spec, const Tally& tally, std::string_view stage = "replay",
                   std::uint64_t assumptions = 0) {
  Gate gate(spec, stage);
  gate.add(tally);
  return gate.decide(assumptions);
}

std::string said(const GateResult& result) {
  std::string text(gate_verdict_name(result.verdict));
  for (const std::string& reason : result.reasons) text += "; " + reason;
  return text;
}

}  // namespace

TEST_CASE("enough matches pass") {
  const Spec spec;
  CHECK(said(decided(spec, matches(10))) == "passed");
  const auto rejected = with(matches(10), VerdictKind::rejected, 100);
  CHECK(said(decided(spec, with(rejected, VerdictKind::waived))) == "passed");
  CHECK(said(decided(spec, with(matches(10), VerdictKind::beyond))) == "passed");
}

TEST_CASE("nothing compared never passes") {
  Spec spec;
  spec.gate.min_matches = 0;
  CHECK(said(decided(spec, {})) == "inconclusive; nothing was compared: there were no calls");
  CHECK(said(decided(spec, with({}, VerdictKind::rejected, 12))) ==
        "inconclusive; nothing was compared: none of 12 calls could be");
}

TEST_CASE("differences block") {
  Spec spec;
  CHECK(said(decided(spec, with(matches(10), VerdictKind::diverged))) ==
        "diverged; 1 call diverged");
  spec.gate.beyond_blocks = true;
  CHECK(said(decided(spec, with(matches(10), VerdictKind::beyond, 2))) ==
        "diverged; 2 calls differed beyond the confirmed clauses, which this spec lets block");
}

TEST_CASE("unsupported calls block where they are recorded or inside") {
  const Spec spec;
  const auto unsupported = VerdictKind::unsupported;
  CHECK(decided(spec, with(matches(10), unsupported, 1, true, Where::confirmed)).verdict ==
        GateVerdict::diverged);
  CHECK(decided(spec, with(matches(10), unsupported, 1, false, Where::inside)).verdict ==
        GateVerdict::diverged);
  CHECK(decided(spec, with(matches(10), unsupported, 1, false, Where::mined)).verdict ==
        GateVerdict::passed);
}

TEST_CASE("questions and assumptions ask") {
  Spec spec;
  CHECK(said(decided(spec, with(matches(10), VerdictKind::undecided, 2))) ==
        "undecided; 2 calls left a question for a person");
  CHECK(said(decided(spec, matches(10), "replay", 1)) == "passed");
  spec.gate.confirm_assumptions = true;
  CHECK(said(decided(spec, matches(10), "replay", 1)) ==
        "undecided; 1 assumption of the port's types, which this spec wants confirmed");
  const auto both = with(with(matches(1), VerdictKind::undecided), VerdictKind::diverged);
  const auto result = decided(spec, both);
  CHECK(result.verdict == GateVerdict::diverged);
  CHECK(result.reasons.size() == 3);
}

TEST_CASE("matches are counted by distinct calls") {
  const Spec spec;
  Tally tally = matches(9);
  for (int i = 0; i < 5; ++i) tally.add(verdict(VerdictKind::match), true, false, 0);
  CHECK(said(decided(spec, tally)) ==
        "inconclusive; only 9 distinct calls matched, the spec asks for 10: record more");
}

TEST_CASE("every shape that was recorded has to match once") {
  Spec spec;
  spec.returns_seen.kinds = {{"list", 5}};
  spec.raises = {{"ValueError", By::mined, {3, false, ""}, ""}};
  Parameter s;
  s.name = "s";
  s.seen.kinds = {{"str", 4}};
  spec.parameters = {s};
  const Gate gate(spec, "replay");
  const Value text = v("\"x\"");
  const ValueView arguments[] = {text};
  const auto returns = gate.shapes().mask_of(arguments, returned("[]"));
  CHECK(said(decided(spec, matches(10, returns))) ==
        "inconclusive; no call that raises ValueError matched, though the spec knows it: record "
        "more of them, or mine the spec again");
  Tally tally = matches(9, returns);
  tally.merge(matches(1, gate.shapes().mask_of({}, raised("ValueError"))));
  CHECK(said(decided(spec, tally)) == "passed");
  const auto nothing = said(decided(spec, matches(10, 0)));
  CHECK(nothing.find("no call with s as str matched") != std::string::npos);
  CHECK(nothing.find("no call that returns list matched") != std::string::npos);
}

TEST_CASE("what was recorded is for the replay to match") {
  Spec spec;
  spec.returns_seen.kinds = {{"list", 5}};
  Gate props(spec, "props");
  props.add(matches(3, 0));
  CHECK(props.decide().verdict == GateVerdict::passed);
  Gate nothing(spec, "props");
  nothing.add({});
  CHECK(nothing.decide().verdict == GateVerdict::inconclusive);
}

TEST_CASE("noise is limited by the stage and by the spec") {
  Spec spec;
  const auto noisy = with(matches(199), VerdictKind::inconclusive);
  CHECK(said(decided(spec, noisy)) ==
        "inconclusive; 1 call was inconclusive, more than the 0 % that the spec allows");
  CHECK(said(decided(spec, noisy, "props")) == "passed");
  CHECK(decided(spec, with(noisy, VerdictKind::inconclusive, 5), "props").verdict ==
        GateVerdict::inconclusive);
  spec.gate.max_inconclusive = 0.5;
  CHECK(said(decided(spec, with(matches(10), VerdictKind::inconclusive, 10))) == "passed");
}

TEST_CASE("tallies add up") {
  Tally tally = with(with(matches(3), VerdictKind::rejected, 2), VerdictKind::unsupported, 1);
  tally.merge(with(matches(1), VerdictKind::diverged));
  CHECK(tally.tried() == 8);
  CHECK(tally.compared() == 5);
  CHECK(tally.distinct_matches == 4);
  CHECK(tally.blocking_unsupported == 1);
  CHECK(tally.matched_shapes[63] == 4);
}

TEST_CASE("verdicts have exit codes, and the worst decides") {
  CHECK(exit_code(GateVerdict::passed) == 0);
  CHECK(exit_code(GateVerdict::diverged) == 1);
  CHECK(exit_code(GateVerdict::undecided) == 3);
  CHECK(exit_code(GateVerdict::inconclusive) == 3);
  CHECK(worse(GateVerdict::passed, GateVerdict::inconclusive) == GateVerdict::inconclusive);
  CHECK(worse(GateVerdict::undecided, GateVerdict::inconclusive) == GateVerdict::undecided);
  CHECK(worse(GateVerdict::undecided, GateVerdict::diverged) == GateVerdict::diverged);
}
