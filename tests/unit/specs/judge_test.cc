// Tests the judge: every cell of the table of meanings, and what stands around it.
#include <catch2/catch.hpp>

#include "specs/judge.h"
#include "tests/unit/allocations.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

SpecClause clause(const char* text, By by) {
  SpecClause result;
  result.clause = Clause::parse(text);
  result.by = by;
  return result;
}

/// total(n): ints; up to 100 by evidence, up to 1000 by a person.
Spec total_spec() {
  Spec spec;
  spec.function = "m:total";
  Parameter n;
  n.name = "n";
  n.domain.alternatives.push_back({Kind::integer, false, "", {}, {}});
  n.clauses = {clause("n <= 100", By::mined), clause("n <= 1000", By::confirmed)};
  spec.parameters.push_back(std::move(n));
  spec.raises.push_back({"LookupError", By::mined, {3, false, ""}, "no"});
  spec.refuses = {"KeyError"};
  return spec;
}

const char* const kInside = "[1]";
const char* const kMined = "[500]";
const char* const kConfirmed = "[5000]";

Verdict judged(const Spec& spec, std::string_view args, const Outcome& expected,
               const Outcome& observed, bool agrees = true, std::optional<bool> relation = {}) {
  return Judge(spec, {"2026-11-24"}).judge(made_call(args), expected, observed, agrees, relation);
}

struct Row {
  const char* name;
  MadeOutcome expected;
  MadeOutcome observed;
  bool agrees;
  VerdictKind inside, mined, confirmed;
};

std::vector<Row> table() {
  using enum VerdictKind;
  const auto answer = returned("1");
  const auto other = returned("2");
  const auto refuses = raised("IndexError");
  const auto listed = raised("KeyError");
  const auto meant = raised("ValueError", "no", true);
  MadeOutcome exits;
  exits.outcome.result = Faulted{0, 0, ""};
  return {
      {"answers, the same", answer, answer, true, match, match, match},
      {"answers, otherwise", answer, other, true, diverged, undecided, beyond},
      {"answers, raises", answer, refuses, true, diverged, undecided, beyond},
      {"means its exception, the same", meant, raised("ValueError"), true, match, match, match},
      {"means its exception, otherwise", meant, other, true, diverged, undecided, beyond},
      {"means what is recorded, otherwise", raised("LookupError"), other, true, diverged, undecided,
       beyond},
      {"refuses, the same", refuses, refuses, true, match, rejected, rejected},
      {"refuses, otherwise", refuses, answer, true, undecided, rejected, rejected},
      {"refuses, raises otherwise", refuses, meant, true, undecided, rejected, rejected},
      {"refuses as listed, the same", listed, listed, true, rejected, rejected, rejected},
      {"refuses as listed, otherwise", listed, answer, true, rejected, rejected, rejected},
      {"answers, crashes", answer, faulted(), true, diverged, undecided, beyond},
      {"answers, exits", answer, exits, true, diverged, undecided, beyond},
      {"answers, hangs", answer, timed_out(), true, diverged, undecided, beyond},
      {"refuses, crashes", refuses, faulted(), true, diverged, undecided, beyond},
      {"refuses as listed, crashes", listed, faulted(), true, beyond, beyond, beyond},
      {"disagrees with itself, crashes", answer, faulted(), false, diverged, undecided, beyond},
      {"times out, crashes", timed_out(), faulted(), true, diverged, undecided, beyond},
      {"disagrees with itself, the same", answer, answer, false, inconclusive, inconclusive,
       inconclusive},
      {"disagrees with itself, otherwise", answer, other, false, inconclusive, inconclusive,
       inconclusive},
      {"times out, answers", timed_out(), answer, true, inconclusive, inconclusive, inconclusive},
      {"times out, hangs", timed_out(), timed_out(), true, inconclusive, inconclusive,
       inconclusive},
      {"crashes, answers", faulted(), answer, true, inconclusive, inconclusive, inconclusive},
      {"crashes, crashes", faulted(), faulted(), true, diverged, undecided, beyond},
      {"runs out of a resource, the same", raised("RecursionError"), raised("RecursionError"), true,
       rejected, rejected, rejected},
      {"runs out of a resource, otherwise", raised("MemoryError"), answer, true, rejected, rejected,
       rejected},
      {"runs out of a resource, crashes", raised("RecursionError"), faulted(), true, rejected,
       rejected, rejected},
      {"runs out of digits, otherwise",
       raised("ValueError", "Exceeds the limit (4300 digits) for integer string conversion"),
       answer, true, rejected, rejected, rejected},
  };
}

}  // namespace

TEST_CASE("every cell of the table") {
  const Spec spec = total_spec();
  for (const Row& row : table()) {
    INFO(row.name);
    const auto kind = [&](const char* args) {
      return std::string(
          verdict_name(judged(spec, args, row.expected, row.observed, row.agrees).kind));
    };
    CHECK(kind(kInside) == verdict_name(row.inside));
    CHECK(kind(kMined) == verdict_name(row.mined));
    CHECK(kind(kConfirmed) == verdict_name(row.confirmed));
  }
}

TEST_CASE("a resource that ran out is rejected also where it is listed") {
  Spec spec = total_spec();
  spec.raises.push_back({"RecursionError", By::mined, {3, false, ""}, ""});
  spec.refuses.push_back("MemoryError");
  CHECK(judged(spec, kInside, raised("RecursionError"), returned("1")).kind ==
        VerdictKind::rejected);
  CHECK(judged(spec, kInside, raised("MemoryError"), faulted()).kind == VerdictKind::rejected);
}

TEST_CASE("a person's refusal outweighs the recording") {
  Spec spec = total_spec();
  spec.refuses.push_back("LookupError");
  const auto verdict = judged(spec, kInside, raised("LookupError", "no", true), returned("1"));
  CHECK(verdict.kind == VerdictKind::rejected);
  CHECK(verdict.reason == "the original refuses with LookupError");
}

TEST_CASE("a verdict names the clause that it is about") {
  const Spec spec = total_spec();
  const auto answer = returned("1");
  const auto other = returned("2");
  auto verdict = judged(spec, kInside, answer, other);
  CHECK(verdict.where == Where::inside);
  CHECK(verdict.clause.empty());
  REQUIRE(verdict.divergence);
  CHECK(verdict.divergence->kind == "value");
  verdict = judged(spec, kMined, answer, other);
  CHECK(verdict.where == Where::mined);
  CHECK(verdict.clause == "n <= 100");
  verdict = judged(spec, kConfirmed, answer, other);
  CHECK(verdict.where == Where::confirmed);
  CHECK(verdict.clause == "n <= 1000");
  verdict = judged(spec, kInside, raised("IndexError"), other);
  CHECK(verdict.clause == "raises IndexError");
  verdict = judged(spec, kMined, raised("IndexError"), other);
  CHECK(verdict.clause == "n <= 100");
  verdict = judged(spec, kMined, answer, faulted());
  CHECK(verdict.clause == "n <= 100");
  CHECK(verdict.divergence->kind == "fault");
}

TEST_CASE("where a call stands") {
  Spec spec = total_spec();
  spec.relations.push_back(clause("n >= -5", By::mined));
  const Judge judge(spec, {"2026-11-24"});
  const auto where = [&](std::string_view args, std::string_view kwargs = "[]") {
    std::string text;
    const Where place = judge.where(made_call(args, kwargs), &text);
    return std::string(where_name(place)) + " " + text;
  };
  CHECK(where("[1]") == "inside ");
  CHECK(where("[]", R"([["n",101]])") == "mined n <= 100");
  CHECK(where("[-6]") == "mined n >= -5");
  CHECK(where("[1001]") == "confirmed n <= 1000");
  CHECK(where(R"(["x"])") == "mined kinds of n");
  CHECK(where(R"([{"int":"0x8000000000000000"}])") == "confirmed n <= 1000");
  // A call that does not fit the parameters: no clause speaks of it.
  CHECK(where("[1,2]") == "inside ");
  CHECK(judge.where(made_call("[101]"), nullptr) == Where::mined);
}

TEST_CASE("a call that has an effect is rejected wherever it stands") {
  const Spec spec = total_spec();
  const Judge judge(spec, {"2026-11-24"});
  for (const char* args : {kInside, kMined, kConfirmed}) {
    const Verdict verdict = judge.effect(made_call(args), "opens 'x.txt' for writing");
    CHECK(verdict.kind == VerdictKind::rejected);
    CHECK(verdict.reason == "effect: opens 'x.txt' for writing");
    CHECK_FALSE(verdict.divergence);
  }
  CHECK(judge.effect(made_call(kMined), "forks its process").clause == "n <= 100");
}

TEST_CASE("unsupported calls say where they stand") {
  const Spec spec = total_spec();
  const Judge judge(spec, {"2026-11-24"});
  const auto verdict =
      judge.unsupported(made_call(kMined), returned("1"), "2**40 does not fit int32_t");
  CHECK(verdict.kind == VerdictKind::unsupported);
  CHECK(verdict.where == Where::mined);
  CHECK(verdict.reason == "2**40 does not fit int32_t");
  const auto kind = [&](const char* args, const Outcome& expected) {
    return judge.unsupported(made_call(args), expected, "no").kind;
  };
  CHECK(kind(kInside, raised("IndexError")) == VerdictKind::unsupported);
  CHECK(kind(kMined, raised("IndexError")) == VerdictKind::rejected);
  CHECK(kind(kInside, raised("KeyError")) == VerdictKind::rejected);
  CHECK(kind(kInside, raised("MemoryError")) == VerdictKind::rejected);
}

TEST_CASE("changed arguments are judged, of refusals too") {
  const Spec spec = total_spec();
  const auto answer = returned("1");
  CHECK(judged(spec, kInside, answer.after("[2]"), answer).kind == VerdictKind::diverged);
  const auto refuses = raised("IndexError");
  CHECK(judged(spec, kInside, refuses.after("[2]"), refuses).kind == VerdictKind::undecided);
}

namespace {

Waiver waiver(const char* condition, const char* kind, const char* path, const char* expires) {
  Waiver result;
  if (*condition != '\0') result.conditions.push_back(Clause::parse(condition));
  result.kind = kind;
  result.path = path;
  result.reason = "issue 7";
  result.expires = expires;
  return result;
}

VerdictKind waived(const Waiver& waiver, std::string_view args, const Outcome& expected,
                   const Outcome& observed) {
  Spec spec = total_spec();
  spec.waivers.push_back(waiver);
  return judged(spec, args, expected, observed).kind;
}

}  // namespace

TEST_CASE("a waiver covers one narrow class until its date") {
  const auto expected = returned("[1]");
  const auto observed = returned("[2]");
  const auto at_seven = [&](const Waiver& w) { return waived(w, "[7]", expected, observed); };
  CHECK(at_seven(waiver("n == 7", "value", "[*]", "2027-01-31")) == VerdictKind::waived);
  CHECK(at_seven(waiver("n == 7", "", "", "2026-11-24")) == VerdictKind::waived);
  CHECK(at_seven(waiver("n == 7", "", "", "2026-11-23")) == VerdictKind::diverged);
  CHECK(at_seven(waiver("n == 7", "", "", "")) == VerdictKind::diverged);
  CHECK(at_seven(waiver("n == 8", "", "", "2027-01-31")) == VerdictKind::diverged);
  CHECK(at_seven(waiver("n == 7", "type", "", "2027-01-31")) == VerdictKind::diverged);
  CHECK(at_seven(waiver("n == 7", "value", "[1]", "2027-01-31")) == VerdictKind::diverged);
  // What the condition does not speak of is not waived.
  const auto w = waiver("n == 7", "", "", "2027-01-31");
  CHECK(waived(w, R"(["x"])", expected, expected) == VerdictKind::match);
  CHECK(waived(waiver("missing == 7", "", "", "2027-01-31"), "[7]", expected, observed) ==
        VerdictKind::diverged);
  // Questions can be waived; a crash only by its name.
  CHECK(waived(w, "[7]", raised("IndexError"), observed) == VerdictKind::waived);
  CHECK(waived(w, "[7]", expected, faulted()) == VerdictKind::diverged);
  CHECK(waived(waiver("n == 7", "fault", "", "2027-01-31"), "[7]", expected, faulted()) ==
        VerdictKind::waived);
  Spec spec = total_spec();
  spec.waivers.push_back(w);
  const auto verdict = judged(spec, "[7]", expected, observed);
  CHECK(verdict.reason == "issue 7 (until 2027-01-31)");
  CHECK(verdict.divergence);
  // One that has expired says so; one beside it that has not still covers.
  spec.waivers.insert(spec.waivers.begin(), waiver("n == 7", "", "", "2026-11-23"));
  CHECK(judged(spec, "[7]", expected, observed).reason == "issue 7 (until 2027-01-31)");
  spec.waivers.pop_back();
  CHECK(judged(spec, "[7]", expected, observed).reason ==
        "the waiver of this (issue 7) has expired on 2026-11-23: mend the port, or give it another "
        "day in the spec");
}

TEST_CASE("a relation decides where the answers differ") {
  Spec spec = total_spec();
  spec.compare.relation = "m:close";
  const auto one = returned("1");
  const auto two = returned("2");
  const Judge judge(spec, {"2026-11-24"});
  CHECK(judge.needs_relation(made_call(kInside), one, two));
  CHECK_FALSE(judge.needs_relation(made_call(kInside), one, one));
  CHECK_FALSE(judge.needs_relation(made_call(kInside), one, raised("ValueError")));
  CHECK(judged(spec, kInside, one, one).kind == VerdictKind::match);
  CHECK(judged(spec, kInside, one, two, true, true).kind == VerdictKind::match);
  CHECK(judged(spec, kInside, one.after("[3]"), two, true, true).kind == VerdictKind::diverged);
  const auto broken = judged(spec, kInside, one, two, true, false);
  CHECK(broken.kind == VerdictKind::diverged);
  CHECK(broken.divergence->kind == "relation");
  CHECK(judged(spec, kMined, one, two, true, false).kind == VerdictKind::undecided);
  const auto unknown = judged(spec, kInside, one, two);
  CHECK(unknown.kind == VerdictKind::inconclusive);
  CHECK(unknown.reason == "the relation m:close could not be asked");
}

TEST_CASE("a match is judged without allocating") {
  const Spec spec = total_spec();
  const Judge judge(spec, {"2026-11-24"});
  const MadeCall call = made_call(kMined);
  const auto expected = returned(R"([1,{"a":2,"b":"text"}])");
  const auto observed = returned(R"([1,{"a":2,"b":"text"}])");
  CHECK(judge.judge(call, expected, observed).kind == VerdictKind::match);
  const std::size_t before = allocations();
  const Verdict verdict = judge.judge(call, expected, observed);
  const std::size_t after = allocations();
  CHECK(verdict.kind == VerdictKind::match);
  CHECK(after == before);
}
