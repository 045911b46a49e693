// Mining: Domains, bounds, outcomes and evidence from traces.
#include "specs/mine/miner.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "specs/bind_arguments.h"
#include "specs/mine/show.h"
#include "specs/spec_json.h"
#include "tests/unit/specs/arbitrary_value.h"
#include "tests/unit/specs/mine/recording.h"

using namespace portproof;
using namespace portproof::tests;
using Texts = std::vector<std::string>;

namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("parameters, Domains and everyday bounds", "[mine]") {
  Recording recording({parameter("n"), parameter("s"), parameter("x")});
  recording.call("5,\"abc\",1.5").call("-90,\"\",null").call("1,\"a b\",1e300");
  const Spec spec = recording.mine();
  CHECK(spec.function == "m:f");
  REQUIRE(spec.parameters.size() == 3);
  CHECK(to_words(spec.parameters[0].domain) == "int");
  CHECK(to_words(spec.parameters[2].domain) == "float or None");
  CHECK(texts(spec.parameters[0].clauses) == Texts{"abs(n) <= 1440"});
  CHECK(spec.parameters[0].clauses[0].evidence.note == "largest seen -90");
  CHECK(spec.parameters[0].clauses[0].evidence.traces == 3);
  CHECK(spec.parameters[0].clauses[0].evidence.thin);
  CHECK(texts(spec.parameters[1].clauses) == Texts{"len(s) <= 100", "ascii(s)", "no_nul(s)"});
  CHECK(texts(spec.parameters[2].clauses) ==
        Texts{"abs(x) <= 1.6e+301", "finite(x)", "normal(x)", "no_negative_zero(x)"});
}

TEST_CASE("bounds are lifted where the recording goes beyond them", "[mine]") {
  Recording recording({parameter("s"), parameter("x"), parameter("n")});
  recording.call(R"("\u00e9\u0000",{"float":"inf"},{"int":"0x10000000000000000"})");
  recording.call(R"(")" + repeated("ab", 10) + R"(",-0.0,1)").call(R"("",5e-324,1)");
  const Spec spec = recording.mine();
  CHECK(texts(spec.parameters[0].clauses) == Texts{"len(s) <= 320"});
  CHECK(texts(spec.parameters[1].clauses).empty());
  CHECK(texts(spec.parameters[2].clauses) == Texts{"abs(n) <= 2**69"});
  Recording huge({parameter("x")});
  CHECK(texts(huge.call("1e308").mine().parameters[0].clauses)[0] == "finite(x)");
}

TEST_CASE("bounds reach into elements, fields and positions", "[mine]") {
  Recording recording({parameter("rows"), parameter("p"), parameter("d"), parameter("t")});
  recording.call(R"([["a"],["bc"]],{"record":["m:P",{"x":100,"y":[1]}]},{"dict":[["k",1.5]]},)"
                 R"({"tuple":[1,-500]})");
  const Spec spec = recording.mine();
  CHECK(texts(spec.parameters[0].clauses) == Texts{"len(rows) <= 100", "len(rows[*]) <= 100",
                                                   "len(rows[*][*]) <= 100", "ascii(rows[*][*])",
                                                   "no_nul(rows[*][*])"});
  CHECK(texts(spec.parameters[1].clauses) ==
        Texts{"abs(p.x) <= 1600", "len(p.y) <= 100", "abs(p.y[*]) <= 1000"});
  CHECK(texts(spec.parameters[2].clauses) ==
        Texts{"len(d) <= 100", "len(d[key]) <= 100", "ascii(d[key])", "no_nul(d[key])",
              "abs(d[value]) <= 1000", "finite(d[value])", "normal(d[value])",
              "no_negative_zero(d[value])"});
  CHECK(texts(spec.parameters[3].clauses) == Texts{"abs(t[*]) <= 8000"});
  CHECK(spec.record_types == Texts{"m:P"});
}

TEST_CASE("annotations and defaults add kinds, defaults widen bounds", "[mine]") {
  Recording recording({parameter("a", Passing::positional_or_keyword, "Optional[list[int]]"),
                       with_default("b", "-2000"), with_default("c", R"({"float":"nan"})"),
                       parameter("rest", Passing::var_positional, "str"),
                       parameter("options", Passing::var_keyword)});
  recording.header().return_annotation = "int | None";
  recording.call("[1.5]", "\"returned\":1")
      .call("[],7,0.5,\"u\"", "\"returned\":2", "\"z\":true,\"y\":1");
  const Spec spec = recording.mine();
  CHECK(to_words(spec.parameters[0].domain) == "list of (int or float) or None");
  CHECK(to_words(spec.parameters[1].domain) == "int");
  CHECK(texts(spec.parameters[1].clauses) == Texts{"abs(b) <= 32000"});
  CHECK(to_words(spec.parameters[3].domain) == "tuple of str");
  CHECK(to_words(spec.parameters[4].domain) == "dict of str to (bool or int)");
  CHECK(to_words(spec.returns) == "int or None");
  CHECK(spec.parameters[1].has_default);
  CHECK(spec.parameters[1].seen.count == 2);
  CHECK(spec.parameters[2].seen.nan);
  CHECK(texts(spec.parameters[2].clauses) ==
        Texts{"abs(c) <= 1000", "normal(c)", "no_negative_zero(c)"});
}

TEST_CASE("without a signature parameters are found by position and keyword", "[mine]") {
  Recording recording;
  recording.call("1").call("2,\"x\"", "\"returned\":null", "\"key\":[]").call("3,\"y\",null");
  const Spec spec = recording.mine();
  REQUIRE(spec.parameters.size() == 4);
  CHECK(spec.parameters[0].name == "arg0");
  CHECK_FALSE(spec.parameters[0].has_default);
  CHECK(spec.parameters[1].has_default);
  CHECK(spec.parameters[2].name == "arg2");
  CHECK(spec.parameters[3].name == "key");
  CHECK(spec.parameters[3].passing == Passing::keyword_only);
  CHECK(to_words(spec.parameters[1].domain) == "str");
}

TEST_CASE("outcomes: answers, refusals, changes and agreement", "[mine]") {
  Recording recording({parameter("xs")});
  const auto raised = [](const std::string& type, const std::string& message, bool deliberate) {
    return "\"raised\":{\"type\":\"" + type + "\",\"message\":" + message +
           ",\"deliberate\":" + (deliberate ? "true" : "false") + "}";
  };
  recording.call("[1]", raised("ValueError", "\"bad\"", true))
      .call("[2]", raised("ValueError", "\"worse\"", true))
      .call("[3]", raised("ValueError", "\"worse\"", true))
      .call("[]", raised("IndexError", "\"list index\"", false))
      .call("[4]", raised("RecursionError", "null", true))
      .call("[6,5]", "\"returned\":null", "", "[5,6]")
      .call("[7]", "\"returned\":1")
      .call("[7]", "\"returned\":2")
      .call("[7]", "\"returned\":1");
  recording.header().lines_all = {10, 11, 12};
  recording.header().lines_reached = {10, 12};
  recording.header().unrecorded = {{"a generator as argument", 3}};
  const Spec spec = recording.mine();
  REQUIRE(spec.raises.size() == 1);
  CHECK(spec.raises[0].type == "ValueError");
  CHECK(spec.raises[0].example == "worse");
  CHECK(spec.raises[0].evidence.traces == 3);
  CHECK(spec.evidence.refused ==
        std::map<std::string, std::uint64_t>{{"IndexError", 1}, {"RecursionError", 1}});
  CHECK(spec.mutates == Texts{"xs"});
  CHECK(spec.evidence.mutated.at("xs") == 1);
  CHECK(spec.deterministic == "disagreed in 1 call");
  CHECK(spec.evidence.traces == 8);
  CHECK(spec.evidence.returned == 3);
  CHECK(spec.evidence.calls == 9);
  CHECK(spec.evidence.lines_missed == std::vector<int>{11});
  CHECK(spec.evidence.unrecorded.at("a generator as argument") == 3);

  Recording agreeing({parameter("n")});
  agreeing.call("1").header().again = {{"0000000000000000", 41}};
  CHECK(agreeing.mine().deterministic == "agreed in 41 repeated calls");
}

TEST_CASE("refused calls show nothing of the Domain", "[mine]") {
  const std::string refusal =
      R"("raised":{"type":"AttributeError","message":"no split","deliberate":false})";
  const auto domain = [](const Spec& spec) { return to_words(spec.parameters[0].domain); };
  Recording recording({parameter("text"), parameter("i")});
  recording.call("\"a\",1").call("\"b\",5000", refusal).call("null,1", refusal);
  const Spec spec = recording.mine();
  CHECK(domain(spec) == "str");
  CHECK(texts(spec.parameters[1].clauses) == Texts{"abs(i) <= 1000"});
  CHECK(spec.evidence.traces == 3);
  Spec known = spec;
  known.raises.push_back({"AttributeError", By::confirmed, {}, {}});
  CHECK(domain(recording.mine(&known)) == "str or None");

  Recording meant({parameter("text")});
  meant.call("\"a\"").call("null", R"("raised":{"type":"E","message":null,"deliberate":true})");
  CHECK(domain(meant.mine()) == "str or None");
  known.refuses = {"E"};
  CHECK(domain(meant.mine(&known)) == "str");
  CHECK(domain(Recording({parameter("text")}).call("null", refusal).mine()) == "None");
}

TEST_CASE("calls that do not fit the parameters are counted", "[mine]") {
  Recording recording({parameter("n")});
  const Spec spec = recording.call("1").call("1,2").mine();
  CHECK(spec.evidence.unbound == 1);
  CHECK(spec.evidence.traces == 2);
  CHECK(spec.parameters[0].seen.count == 1);
}

TEST_CASE("a parameter that clauses cannot name has none", "[mine]") {
  Recording recording({parameter("a b"), parameter("n")});
  const Spec spec = recording.call("1,2").call("2,3").mine();
  CHECK(spec.parameters[0].clauses.empty());
  CHECK(parse_spec(write_spec(spec)).parameters[0].name == "a b");
}

TEST_CASE("what nests deeper than a Domain describes is inside it", "[mine]") {
  const auto nested = [](const std::string& inner) {
    return repeated("[", 11) + inner + repeated("]", 11);
  };
  for (const std::string inner :
       {R"({"tuple":[]},[])", R"({"tuple":[1,2]},[])", R"({"record":["m:P",{"x":1}]},[])"}) {
    Recording recording({parameter("a")});
    const Spec spec = parse_spec(write_spec(recording.call(nested(inner)).mine()));
    const Value value = JsonReader().read_value(nested(inner));
    CHECK(spec.parameters.at(0).domain.contains(value));
    CHECK_FALSE(spec.parameters.at(0).domain.contains(JsonReader().read_value("1")));
  }
}

TEST_CASE("every recorded call is inside what was mined", "[mine]") {
  REQUIRE(rc::check("inside", [] {
    const std::vector<std::string> signature{"a", "b"};
    Miner miner([] {
      TraceHeader header;
      header.function = "m:f";
      header.has_signature = true;
      header.signature = {parameter("a"), parameter("b")};
      return header;
    }());
    std::vector<std::pair<Value, Value>> calls;
    const int count = *rc::gen::inRange(1, 20);
    for (int i = 0; i < count; ++i) calls.emplace_back(*arbitrary_value(), *arbitrary_value());
    std::vector<Arena> arenas(calls.size());
    std::vector<Call> recorded;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      Arena& arena = arenas[i];
      const NodeId args[] = {copy(calls[i].first, arena), copy(calls[i].second, arena)};
      const NodeId tuple = arena.container(Kind::tuple, args);
      const NodeId dict = arena.container(Kind::dict);
      recorded.push_back({arena.view(tuple), arena.view(dict)});
      Trace trace;
      trace.call = recorded.back();
      trace.outcome.result = Returned{calls[i].first};
      miner.add(trace);
    }
    const Spec spec = parse_spec(write_spec(miner.finish()));
    RC_ASSERT(!show_spec(spec).empty());
    const ArgumentBinder binder(spec);
    BoundArguments bound;
    for (const Call& call : recorded) {
      RC_ASSERT(binder.bind(call, Defaults::fill, bound));
      for (std::size_t i = 0; i < spec.parameters.size(); ++i) {
        RC_ASSERT(spec.parameters[i].domain.contains(bound.values[i]));
        for (const SpecClause& each : spec.parameters[i].clauses) {
          RC_ASSERT(each.clause.holds(std::span<const ValueView>(bound.values)));
        }
      }
      for (const SpecClause& each : spec.relations) {
        RC_ASSERT(each.clause.holds(std::span<const ValueView>(bound.values)));
      }
    }
  }));
}
