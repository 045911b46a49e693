// Merging: what people wrote stays, what was mined is renewed, and changes are told.
#include "specs/mine/merge.h"

#include <catch2/catch.hpp>

#include "specs/mine/edit.h"
#include "specs/spec_json.h"
#include "tests/unit/specs/mine/recording.h"

using namespace portproof;
using namespace portproof::tests;
using Texts = std::vector<std::string>;

namespace {

Spec mined(const std::string& args) {
  Recording recording({parameter("n"), parameter("xs")});
  return recording.call(args).mine();
}

}  // namespace

TEST_CASE("mining the same again changes nothing", "[merge]") {
  const Spec spec = mined("40,[1]");
  Texts changes;
  CHECK(write_spec(merge_spec(spec, spec, changes)) == write_spec(spec));
  CHECK(changes.empty());
}

TEST_CASE("what is frozen is as it was recorded, and a change of it is told", "[merge]") {
  Spec spec = mined("40,[1]");
  Spec frozen = spec;
  frozen.freeze.random = 3;
  Texts changes;
  CHECK(merge_spec(spec, frozen, changes).freeze == frozen.freeze);
  CHECK(changes == Texts{"frozen: no --freeze-time or --freeze-random -> --freeze-random 3"});
}

TEST_CASE("what people wrote is kept", "[merge]") {
  Spec spec = mined("40,[1]");
  confirm(spec, "abs(n) <= 1000");
  confirm(spec, "n <= len(xs)");
  confirm(spec, "raises KeyError");
  confirm(spec, "refuses IndexError");
  widen(spec, "len(xs) <= 100");
  spec.parameters[0].clauses[0].reason = "they never come larger";
  spec.compare.floats = {FloatPolicy::Mode::ulps, 4, 0, 0, true};
  spec.compare.reason = "another libm";
  spec.gate.min_matches = 99;
  spec.kept.emplace_back("properties", "[1]");
  spec.waivers.push_back({{}, {}, "value", "", "ticket", "2027-01-31"});
  Texts changes;
  const Spec merged = merge_spec(spec, mined("90,[1,2]"), changes);
  CHECK(texts(merged.parameters[0].clauses) == Texts{"abs(n) <= 1000", "abs(n) <= 1440"});
  CHECK(merged.parameters[0].clauses[0].by == By::confirmed);
  CHECK(merged.parameters[0].clauses[0].reason == "they never come larger");
  CHECK(texts(merged.parameters[1].clauses) == Texts{"abs(xs[*]) <= 1000"});
  CHECK(texts(merged.relations) == Texts{"n <= len(xs)"});
  CHECK(merged.raises.at(0).type == "KeyError");
  CHECK(merged.refuses == Texts{"IndexError"});
  CHECK(merged.widened == Texts{"len(xs) <= 100"});
  CHECK(merged.compare.floats.ulps == 4);
  CHECK(merged.gate.min_matches == 99);
  CHECK(merged.kept.size() == 1);
  CHECK(merged.waivers.size() == 1);
  CHECK(write_spec(parse_spec(write_spec(merged))) == write_spec(merged));
}

TEST_CASE("confirmed kinds are all there are", "[merge]") {
  Spec spec = mined("40,[1]");
  confirm(spec, "kinds of n");
  Texts changes;
  const Spec merged = merge_spec(spec, mined("null,[1]"), changes);
  CHECK(to_words(merged.parameters[0].domain) == "int");
  CHECK(changes.at(0).starts_with("n: recorded as None, confirmed as int"));
  CHECK(write_spec(parse_spec(write_spec(merged))) == write_spec(merged));
}

TEST_CASE("a struck bound does not come back with another constant", "[merge]") {
  Spec spec = mined("40,[1]");
  widen(spec, "abs(n) <= 1000");
  Texts changes;
  CHECK(merge_spec(spec, mined("90,[1]"), changes).parameters[0].clauses.empty());
  CHECK(changes.empty());
}

TEST_CASE("changes are told in words", "[merge]") {
  Texts changes;
  Recording more({parameter("n"), parameter("xs")});
  more.call("90,[1]")
      .call("null,[1.5]")
      .call("1,[]", R"("raised":{"type":"ValueError","message":"x","deliberate":true})");
  const Spec merged = merge_spec(mined("40,[1]"), more.mine(), changes);
  CHECK(changes == Texts{"traces: 1 -> 3",
                         "n: int -> int or None; largest seen 40 -> 90; "
                         "abs(n) <= 1000 -> abs(n) <= 1440",
                         "xs: list of int -> list of (int or float); largest seen 1 -> 1.5; "
                         "new: finite(xs[*]); new: normal(xs[*]); new: no_negative_zero(xs[*])",
                         "raises: new: ValueError"});
  changes.clear();
  const Spec back = merge_spec(merged, mined("40,[1]"), changes);
  CHECK(to_words(back.parameters[0].domain) == "int or None");
  CHECK(changes.back() == "raises: no longer recorded: ValueError");
}

TEST_CASE("a confirmed clause that is mined too keeps one entry", "[merge]") {
  Spec spec = mined("40,[1]");
  confirm(spec, "abs(n) <= 1000");
  Texts changes;
  const Spec merged = merge_spec(spec, mined("41,[1]"), changes);
  CHECK(texts(merged.parameters[0].clauses) == Texts{"abs(n) <= 1000"});
  CHECK(merged.parameters[0].clauses[0].by == By::confirmed);
  CHECK(merged.parameters[0].clauses[0].evidence.note == "largest seen 41");
  // A relation that a person put among the clauses of a parameter.
  Spec moved = mined("1,[1]");
  moved.parameters[0].clauses.push_back({Clause::parse("n == len(xs)"), By::confirmed, {}, {}});
  Recording recording({parameter("n"), parameter("xs")});
  std::string elements = "1";
  for (int i = 1; i < 20; ++i) {
    recording.call(std::to_string(i) + ",[" + elements + "]");
    elements += ",1";
  }
  const Spec related = recording.mine();
  REQUIRE(texts(related.relations).at(0) == "n == len(xs)");
  CHECK(merge_spec(moved, related, changes).relations.empty());
}

TEST_CASE("parameters that are gone", "[merge]") {
  Recording other({parameter("m")});
  const Spec now = other.call("1").mine();
  Texts changes;
  CHECK(merge_spec(mined("40,[1]"), now, changes).parameters.size() == 1);
  CHECK(std::find(changes.begin(), changes.end(), "n: parameter is gone") != changes.end());
  Spec spec = mined("40,[1]");
  confirm(spec, "n <= 50");
  CHECK_THROWS_WITH(merge_spec(spec, now, changes),
                    Catch::Contains("no parameter 'n' (it has: m)") && Catch::Contains("n <= 50"));
  Spec foreign = now;
  foreign.function = "m:g";
  CHECK_THROWS_WITH(merge_spec(foreign, now, changes), "the spec is of m:g, the recording of m:f");
}
