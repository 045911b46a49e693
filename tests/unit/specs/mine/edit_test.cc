// What a person says to a spec: confirm and widen.
#include "specs/mine/edit.h"

#include <catch2/catch.hpp>

#include "specs/spec_json.h"
#include "tests/unit/specs/mine/recording.h"

using namespace portproof;
using portproof::tests::texts;
using Texts = std::vector<std::string>;

namespace {

Spec sample() {
  return parse_spec(R"json({"function": "m:f", "parameters": [
    {"name": "n", "clauses": [
      {"clause": "abs(n) <= 1000", "by": "mined", "evidence": {"traces": 3}}]},
    {"name": "xs", "clauses": [
      {"clause": "len(xs) <= 100", "by": "mined"}, {"clause": "nonempty(xs)"}]}],
    "relations": [{"clause": "n == len(xs)", "by": "mined"}],
    "raises": [{"type": "ValueError", "by": "mined"}]})json");
}

}  // namespace

TEST_CASE("confirming accepts a mined clause or adds one", "[edit]") {
  Spec spec = sample();
  confirm(spec, " 1000 >= abs(n)  ");
  CHECK(spec.parameters[0].clauses[0].by == By::confirmed);
  CHECK(spec.parameters[0].clauses[0].evidence.traces == 3);
  confirm(spec, "n >= 0");
  confirm(spec, "n <= len(xs)");
  confirm(spec, "n == len(xs)");
  CHECK(texts(spec.parameters[0].clauses) == Texts{"abs(n) <= 1000", "n >= 0"});
  CHECK(texts(spec.relations) == Texts{"n == len(xs)", "n <= len(xs)"});
  for (const SpecClause& each : spec.relations) CHECK(each.by == By::confirmed);
  confirm(spec, "n >= 0");
  CHECK(spec.parameters[0].clauses.size() == 2);
  CHECK_THROWS_WITH(confirm(spec, "m >= 0"),
                    Catch::Contains("speaks of 'm', which is no parameter (there are: n, xs)"));
  CHECK_THROWS_WITH(confirm(spec, "n => 0"), Catch::Contains("'=>' is written '>='"));
  CHECK_THROWS_WITH(confirm(spec, "kinds of m"), Catch::Contains("'m' is no parameter"));
  CHECK_THROWS_AS(confirm(spec, ""), SpecError);
}

TEST_CASE("the kinds of a parameter are confirmed, and given free again", "[edit]") {
  Spec spec = sample();
  CHECK_THROWS_WITH(widen(spec, "kinds of n"), Catch::Contains("add the kind to the domain of n"));
  confirm(spec, "kinds of n");
  CHECK(spec.parameters[0].domain_by == By::confirmed);
  widen(spec, "kinds of n");
  CHECK(spec.parameters[0].domain_by == By::mined);
}

TEST_CASE("exceptions are confirmed as answers or as refusals", "[edit]") {
  Spec spec = sample();
  confirm(spec, "raises ValueError");
  CHECK(spec.raises[0].by == By::confirmed);
  confirm(spec, "refuses IndexError");
  confirm(spec, "refuses IndexError");
  CHECK(spec.refuses == Texts{"IndexError"});
  CHECK_THROWS_WITH(confirm(spec, "raises IndexError"), Catch::Contains("widen 'refuses"));
  widen(spec, "refuses IndexError");
  confirm(spec, "raises IndexError");
  CHECK(spec.refuses.empty());
  REQUIRE(spec.raises.size() == 2);
  CHECK(spec.raises[1].by == By::confirmed);
  CHECK_THROWS_WITH(confirm(spec, "refuses IndexError"), Catch::Contains("is confirmed"));
  widen(spec, "raises IndexError");
  CHECK(spec.raises.size() == 1);
  CHECK_THROWS_AS(widen(spec, "raises KeyError"), SpecError);
  CHECK_THROWS_WITH(confirm(spec, "raises ValuError"), Catch::Contains("did you mean ValueError"));
  CHECK_THROWS_WITH(confirm(spec, "refuses Valueerror"),
                    Catch::Contains("did you mean ValueError"));
  CHECK_THROWS_WITH(widen(spec, "refuses KeyError"), Catch::Contains("it refuses: none"));
}

TEST_CASE("widening strikes a clause, or all mined ones of a parameter", "[edit]") {
  Spec spec = sample();
  widen(spec, "abs(n)<=1000");
  CHECK(spec.parameters[0].clauses.empty());
  CHECK(spec.widened == Texts{"abs(n) <= 1000"});
  widen(spec, "xs");
  CHECK(texts(spec.parameters[1].clauses) == Texts{"nonempty(xs)"});
  CHECK(spec.relations.empty());
  CHECK(spec.widened == Texts{"abs(n) <= 1000", "len(xs) <= 100", "n == len(xs)"});
  CHECK_THROWS_WITH(widen(spec, "xs"),
                    "no mined clause speaks of 'xs'; the spec's clauses are: nonempty(xs)");
  CHECK_THROWS_WITH(widen(spec, "nonemty(xs)"), Catch::Contains("did you mean nonempty?"));
  CHECK_THROWS_WITH(widen(spec, "len(xs) <= 101"),
                    "the spec has no clause 'len(xs) <= 101'; its clauses are: nonempty(xs)");
  CHECK_THROWS_WITH(widen(spec, "xz"), Catch::Contains("did you mean xs?"));
  confirm(spec, "n == len(xs)");
  CHECK(spec.widened == Texts{"abs(n) <= 1000", "len(xs) <= 100"});
}

TEST_CASE("shapes forget constants only", "[edit]") {
  CHECK(clause_shape(Clause::parse("abs(n) <= 1000")) ==
        clause_shape(Clause::parse("abs(n) <= 7")));
  CHECK(clause_shape(Clause::parse("n <= 7")) != clause_shape(Clause::parse("n < 7")));
  CHECK(clause_shape(Clause::parse("0 <= i < len(xs)")) == "_ <= i < len(xs)");
  CHECK(clause_shape(Clause::parse("ascii(s)")) == "ascii(s)");
}
