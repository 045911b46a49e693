// Tests the comparison of values and outcomes: each kind of difference, each policy.
#include <catch2/catch.hpp>
#include <optional>

#include "specs/compare.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

/// "kind path: expected / observed", or "same".
std::string said(const std::optional<Divergence>& difference) {
  if (!difference) return "same";
  return difference->kind + " " + difference->path + ": " + difference->expected + " / " +
         difference->observed;
}

std::string compared(const Value& expected, const Value& observed,
                     const ComparePolicy& policy = {}) {
  return said(compare_values(expected, observed, policy));
}

std::string compared(std::string_view expected, std::string_view observed,
                     const ComparePolicy& policy = {}) {
  return compared(v(expected), v(observed), policy);
}

ComparePolicy with_floats(FloatPolicy::Mode mode, std::uint64_t ulps, double rel, double abs) {
  ComparePolicy policy;
  policy.floats = {mode, ulps, rel, abs, true};
  return policy;
}

ComparePolicy with_rule(PathPolicy rule) {
  ComparePolicy policy;
  policy.paths.push_back(std::move(rule));
  return policy;
}

PathPolicy rule(std::string path) {
  PathPolicy result;
  result.path = std::move(path);
  return result;
}

}  // namespace

TEST_CASE("types are compared") {
  CHECK(compared("1", "1") == "same");
  CHECK(compared("1", "2") == "value : 1 / 2");
  CHECK(compared("1", "1.0") == "type : 1 / 1.0");
  CHECK(compared("1", "true") == "type : 1 / True");
  CHECK(compared("null", "-1") == "type : None / -1");
  CHECK(compared("1", R"({"int":"0x8000000000000000"})") == "value : 1 / 9223372036854775808");
  CHECK(compared(R"("a")", R"({"bytes":"YQ=="})") == "type : 'a' / b'a'");
  CHECK(compared(R"({"bytes":"YQ=="})", R"({"bytearray":"YQ=="})") ==
        "type : b'a' / bytearray(b'a')");
  CHECK(compared("[]", R"({"tuple":[]})") == "type : [] / ()");
  CHECK(compared(R"({"set":[]})", R"({"frozenset":[]})") == "type : set() / frozenset()");
  CHECK(compared(R"({"opaque":"m:A"})", R"({"opaque":"m:B"})") == "type : <m:A> / <m:B>");
}

TEST_CASE("floats are compared by their bits, and NaN equals NaN") {
  CHECK(compared("0.0", "-0.0") == "value : 0.0 / -0.0");
  CHECK(compared(R"({"float":"nan"})", R"({"float":"nan:fff8000000000001"})") == "same");
  CHECK(compared(R"({"float":"nan"})", "1.0") == "value : float('nan') / 1.0");
  CHECK(compared("0.1", "0.10000000000000002") == "value : 0.1 / 0.10000000000000002");
  CHECK(compared(R"({"complex":[1.0,0.0]})", R"({"complex":[1.0,-0.0]})") ==
        "value : complex(1.0, 0.0) / complex(1.0, -0.0)");
}

TEST_CASE("floats are compared by the policy") {
  using Mode = FloatPolicy::Mode;
  const auto one_ulp = with_floats(Mode::ulps, 1, 0, 0);
  CHECK(compared("1.0", "1.0000000000000002", one_ulp) == "same");
  CHECK(compared("1.0", "1.0000000000000004", one_ulp) != "same");
  CHECK(compared("5e-324", "0.0", one_ulp) == "same");
  CHECK(compared("5e-324", "-5e-324", one_ulp) != "same");
  CHECK(compared("5e-324", "-5e-324", with_floats(Mode::ulps, 2, 0, 0)) == "same");
  CHECK(compared("0.0", "-0.0", one_ulp) != "same");
  CHECK(compared("1.7976931348623157e308", R"({"float":"inf"})", one_ulp) != "same");
  CHECK(compared("1.0", "-1.0", with_floats(Mode::ulps, UINT64_MAX, 0, 0)) == "same");
  const auto near = with_floats(Mode::tolerance, 0, 1e-9, 1e-12);
  CHECK(compared("1.0", "1.0000000001", near) == "same");
  CHECK(compared("1.0", "1.00000001", near) != "same");
  CHECK(compared("1e-13", "0.0", near) == "same");
  CHECK(compared(R"({"float":"inf"})", "1e308", near) != "same");
  CHECK(compared("1", "1.0", near) == "type : 1 / 1.0");
  ComparePolicy no_sign;
  no_sign.floats.zero_sign = false;
  CHECK(compared("[0.0]", "[-0.0]", no_sign) == "same");
  CHECK(compared(R"({"set":[0.0]})", R"({"set":[-0.0]})", no_sign) == "same");
}

TEST_CASE("lists differ where they part") {
  CHECK(compared("[1,2,3]", "[1,9,3]") == "value [1]: 2 / 9");
  CHECK(compared("[1,2,3]", "[1,2]") == "length [2]: 3 / (absent)");
  CHECK(compared("[1]", "[1,[2]]") == "length [1]: (absent) / [2]");
  CHECK(compared("[1,2,3]", "[2,3]") == "value [0]: 1 / 2");
  CHECK(compared("[[1],[[2]]]", "[[1],[[3]]]") == "value [1][0][0]: 2 / 3");
  CHECK(compared("[]", "[1]") == "length [0]: (absent) / 1");
  CHECK(compared(R"({"tuple":["a",1]})", R"({"tuple":["a",2]})") == "value [1]: 1 / 2");
}

TEST_CASE("a list may stand for a tuple where the policy says so") {
  ComparePolicy alike;
  alike.list_is_tuple = true;
  CHECK(compared("[1,[2]]", R"({"tuple":[1,{"tuple":[2]}]})", alike) == "same");
  CHECK(compared("[1]", R"({"tuple":[2]})", alike) == "value [0]: 1 / 2");
  CHECK(compared(R"({"set":[{"tuple":[1]}]})", R"({"set":[[1]]})", alike) == "same");
  CHECK(compared("[1]", R"({"set":[1]})", alike) == "type : [1] / {1}");
}

TEST_CASE("dicts are compared by key") {
  CHECK(compared(R"({"a":1,"b":2})", R"({"a":1,"b":3})") == "value ['b']: 2 / 3");
  CHECK(compared(R"({"a":1,"b":2})", R"({"dict":[["a",1]]})") == "missing ['b']: 2 / (absent)");
  CHECK(compared(R"({"dict":[["b",1]]})", R"({"a":1,"b":1})") == "extra ['a']: (absent) / 1");
  CHECK(compared(R"({"a":1,"b":2,"c":3})", R"({"c":4,"a":1,"b":2})") == "value ['c']: 3 / 4");
  CHECK(compared(R"({"dict":[[1,"x"]]})", R"({"dict":[[true,"x"]]})") == "type [1]: 1 / True");
  CHECK(compared(R"({"dict":[[{"tuple":[1,2]},0]]})", R"({"dict":[[{"tuple":[1,2]},1]]})") ==
        "value [(1, 2)]: 0 / 1");
  CHECK(compared(R"({"dict":[[{"tuple":[1]},0]]})", R"({"dict":[[{"tuple":[1.0]},0]]})") ==
        "value [(1,)]: (1,) / (1.0,)");
  CHECK(compared("{}", R"({"dict":[[{"float":"nan"},1]]})") ==
        "extra [float('nan')]: (absent) / 1");
}

TEST_CASE("the order of a dict is a difference of its own") {
  const char* forth = R"([{"a":1,"b":{"tuple":[2]}}])";
  const char* back = R"([{"b":{"tuple":[2]},"a":1}])";
  CHECK(compared(forth, back) == "order [0]: {'a': 1, 'b': (2,)} / {'b': (2,), 'a': 1}");
  ComparePolicy any_order;
  any_order.dict_order = false;
  CHECK(compared(forth, back, any_order) == "same");
  CHECK(compared(R"({"dict":[[{"tuple":[1]},0],[2,0]]})", R"({"dict":[[2,0],[{"tuple":[1]},0]]})",
                 any_order) == "same");
}

TEST_CASE("sets have no order") {
  // Elements out of order, as a careless writer may leave them.
  Arena arena;
  const NodeId parts[] = {arena.integer(1), arena.integer(2), arena.integer(3)};
  const NodeId turned[] = {parts[2], parts[0], parts[1]};
  const Value forth(arena.view(arena.container(Kind::set, parts)));
  const Value back(arena.view(arena.container(Kind::set, turned)));
  CHECK(compared(forth, back) == "same");
  CHECK(compared(R"({"set":[1,2]})", R"({"set":[1,3]})") == "missing {2}: 2 / (absent)");
  CHECK(compared(R"({"set":[1]})", R"({"set":[0,1]})") == "extra {0}: (absent) / 0");
  CHECK(compared(R"({"set":[1]})", R"({"set":[1.0]})") == "type {1}: 1 / 1.0");
  CHECK(compared(R"({"frozenset":[0.0]})", R"({"frozenset":[-0.0]})") == "value {0.0}: 0.0 / -0.0");
  CHECK(compared(R"({"set":[{"frozenset":["a","b"]}]})", R"({"set":[{"frozenset":["a","c"]}]})") ==
        "missing {frozenset({'a', 'b'})}: frozenset({'a', 'b'}) / (absent)");
}

TEST_CASE("a tolerance finds partners in sets") {
  const auto near = with_floats(FloatPolicy::Mode::tolerance, 0, 0, 0.11);
  CHECK(compared(R"({"set":[1.0,1.1]})", R"({"set":[1.1,1.2]})", near) == "same");
  CHECK(compared(R"({"set":[{"tuple":[1.0,2.0]},{"tuple":[2.0,1.0]}]})",
                 R"({"set":[{"tuple":[1.01,2.0]},{"tuple":[2.0,0.99]}]})", near) == "same");
  CHECK(compared(R"({"set":[{"tuple":["a",2.0]},{"tuple":["b",1.0]}]})",
                 R"({"set":[{"tuple":["a",1.95]},{"tuple":["b",1.05]}]})", near) == "same");
  CHECK(compared(R"({"set":[1.0,3.0]})", R"({"set":[1.0,3.5]})", near) == "value {3.0}: 3.0 / 3.5");
  CHECK(compared(R"({"dict":[[1.0,"x"]]})", R"({"dict":[[1.1,"x"]]})", near) == "same");
}

TEST_CASE("records are compared by type and fields") {
  const char* point = R"({"record":["m:P",{"x":1,"y":2}]})";
  CHECK(compared(point, R"({"record":["m:P",{"y":2,"x":1}]})") == "same");
  CHECK(compared(point, R"({"record":["m:P",{"x":1,"y":3}]})") == "value .y: 2 / 3");
  CHECK(compared(point, R"({"record":["m:Q",{"x":1,"y":2}]})") ==
        "type : P(x=1, y=2) / Q(x=1, y=2)");
  CHECK(compared(point, R"({"record":["m:P",{"x":1}]})") == "missing .y: 2 / (absent)");
  CHECK(compared(R"({"record":["m:P",{}]})", R"({"record":["m:P",{"z":1}]})") ==
        "extra .z: (absent) / 1");
  CHECK(compared(R"({"record":["m:L",{"t":1},[1,[2]]]})",
                 R"({"record":["m:L",{"t":1},[1,[3]]]})") == "value [1][0]: 2 / 3");
  CHECK(compared(R"({"record":["m:L",{"t":1},[1]]})", R"({"record":["m:L",{"t":2},[1]]})") ==
        "value .t: 1 / 2");
  CHECK(compared(R"([{"record":["m:P",{"x":[1]}]}])", R"([{"record":["m:P",{"x":[2]}]}])") ==
        "value [0].x[0]: 1 / 2");
}

TEST_CASE("enums and extensions are one value") {
  CHECK(compared(R"({"enum":["m:C","RED",1]})", R"({"enum":["m:C","BLUE",2]})") ==
        "value : C.RED / C.BLUE");
  CHECK(compared(R"({"enum":["m:C","RED",1]})", R"({"enum":["m:D","RED",1]})") ==
        "type : C.RED / D.RED");
  CHECK(compared(R"([{"decimal":"1.1"}])", R"([{"decimal":"1.10"}])") ==
        "value [0]: decimal.Decimal('1.1') / decimal.Decimal('1.10')");
  CHECK(compared(R"({"decimal":"1"})", R"({"uuid":"1"})") ==
        "type : decimal.Decimal('1') / uuid.UUID('1')");
  CHECK(compared(R"({"slice":[0,[1,2],null]})", R"({"slice":[0,[1,3],null]})") ==
        "value : slice(0, [1, 2], None) / slice(0, [1, 3], None)");
  CHECK(
      compared(R"({"datetime":["2024-01-01T00:00:00",1]})", R"({"datetime":"2024-01-01T00:00:00"})")
          .starts_with("value :"));
}

TEST_CASE("long texts are shown around their difference") {
  const std::string start(1000, 'x');
  const auto difference = compare_values(str(start + "ä1" + start), str(start + "ä2" + start), {});
  REQUIRE(difference);
  CHECK(difference->expected.starts_with("…'" + std::string(38, 'x') + "ä1"));
  CHECK(difference->observed.starts_with("…'" + std::string(38, 'x') + "ä2"));
  CHECK(difference->expected.size() <= kShownLimit);
  const auto shorter = compare_values(str(start), str(start + "!"), {});
  REQUIRE(shorter);
  CHECK(shorter->observed == "…'" + std::string(40, 'x') + "!'");
}

TEST_CASE("rules hold at their paths") {
  auto near = rule("[*].score");
  near.floats = FloatPolicy{FloatPolicy::Mode::tolerance, 0, 0, 0.5, true};
  const char* expected = R"([{"record":["m:R",{"score":1.0,"other":1.0}]}])";
  CHECK(compared(expected, R"([{"record":["m:R",{"score":1.2,"other":1.0}]}])", with_rule(near)) ==
        "same");
  CHECK(compared(expected, R"([{"record":["m:R",{"score":1.2,"other":1.2}]}])", with_rule(near)) ==
        "value [0].other: 1.0 / 1.2");
  near.path = "";
  CHECK(compared("[[1.0]]", "[[1.3]]", with_rule(near)) == "same");
  near.path = "[1]";
  CHECK(compared("[1.0,[2.0]]", "[1.0,[2.3]]", with_rule(near)) == "same");
  CHECK(compared("[1.0,[2.0]]", "[1.1,[2.3]]", with_rule(near)) == "value [0]: 1.0 / 1.1");
  auto policy = with_rule(near);
  policy.paths.push_back(rule("[1][0]"));
  policy.paths.back().floats = FloatPolicy{};
  CHECK(compared("[1.0,[2.0,2.0]]", "[1.0,[2.3,2.0]]", policy) == "value [1][0]: 2.0 / 2.3");
  CHECK(compared("[1.0,[2.0,2.0]]", "[1.0,[2.0,2.3]]", policy) == "same");
}

TEST_CASE("rules ignore what they name") {
  auto ignored = rule("[\"time\"]");
  ignored.ignore = true;
  CHECK(compared(R"({"time":1,"x":2})", R"({"time":[3],"x":2})", with_rule(ignored)) == "same");
  CHECK(compared(R"({"time":1,"x":2})", R"({"dict":[["x",2]]})", with_rule(ignored)) == "same");
  CHECK(compared(R"({"dict":[["x",2]]})", R"({"time":1,"x":2})", with_rule(ignored)) == "same");
  CHECK(compared(R"({"time":1,"x":2})", R"({"time":1,"x":3})", with_rule(ignored)) ==
        "value ['x']: 2 / 3");
  ignored.path = "[*]";
  CHECK(compared("[1,2]", "[3,4]", with_rule(ignored)) == "same");
  CHECK(compared("[1,2]", "[3]", with_rule(ignored)) == "length [1]: 2 / (absent)");
}

TEST_CASE("rules compare lists as multisets") {
  auto bag = rule("");
  bag.unordered = true;
  CHECK(compared("[1,2,2,[3]]", "[2,[3],1,2]", with_rule(bag)) == "same");
  CHECK(compared("[1,2,2]", "[2,1,1]", with_rule(bag)) == "value [2]: 2 / 1");
  CHECK(compared("[1,2]", "[2]", with_rule(bag)) == "length [0]: 1 / (absent)");
  CHECK(compared("[1]", "[2,1]", with_rule(bag)) == "length [0]: (absent) / 2");
  CHECK(compared("[1,true,1.0]", "[1.0,true,1]", with_rule(bag)) == "same");
  CHECK(compared("[0.0,-0.0]", "[-0.0,0.0]", with_rule(bag)) == "same");
  CHECK(compared("[[1,2]]", "[[2,1]]", with_rule(bag)) == "value [0]: [1, 2] / [2, 1]");
  bag.path = "[*]";
  CHECK(compared("[[1,2]]", "[[2,1]]", with_rule(bag)) == "same");
  CHECK(compared("[1,2]", "[2,1]", with_rule(bag)) == "value [0]: 1 / 2");
  auto policy = with_rule(bag);
  policy.floats = {FloatPolicy::Mode::tolerance, 0, 0, 0.11, true};
  CHECK(compared("[[1.1,1.0]]", "[[1.1,1.2]]", policy) == "same");
}

TEST_CASE("more rules than can be followed are refused") {
  ComparePolicy policy;
  policy.paths.assign(PathRules::kMost, rule("[*]"));
  CHECK(compared("[1]", "[1]", policy) == "same");
  policy.paths.push_back(rule("[0]"));
  CHECK_THROWS_AS(Comparer(policy), std::invalid_argument);
}

namespace {

std::string outcomes(const Call& call, const Outcome& expected, const Outcome& observed,
                     ExceptionPolicy exceptions = ExceptionPolicy::type) {
  ComparePolicy policy;
  policy.exceptions = exceptions;
  return said(compare_outcomes(call, expected, observed, policy));
}

}  // namespace

TEST_CASE("outcomes: results and exceptions") {
  const MadeCall call = made_call("[[1]]");
  CHECK(outcomes(call, returned("1"), returned("1")) == "same");
  CHECK(outcomes(call, returned("[1]"), returned("[2]")) == "value [0]: 1 / 2");
  CHECK(outcomes(call, returned("1"), raised("ValueError")) ==
        "raised : 1 / raises ValueError('no')");
  CHECK(outcomes(call, raised("ValueError"), returned("1")) ==
        "returned : raises ValueError('no') / 1");
  CHECK(outcomes(call, raised("ValueError"), faulted()) ==
        "fault : raises ValueError('no') / crashes with SIGSEGV");
  CHECK(outcomes(call, returned("1"), timed_out()) == "timeout : 1 / does not end within 1 s");
  MadeOutcome exits;
  exits.outcome.result = Faulted{0, 3, "first line\nsecond"};
  CHECK(outcomes(call, returned("1"), exits) == "fault : 1 / exits with status 3: first line");
}

TEST_CASE("outcomes: exceptions by policy") {
  const MadeCall call = made_call("[]");
  const auto expected = raised("ValueError", "a");
  CHECK(outcomes(call, expected, raised("ValueError", "b")) == "same");
  CHECK(outcomes(call, expected, raised("TypeError", "a")) ==
        "exception : raises ValueError('a') / raises TypeError('a')");
  const auto message = ExceptionPolicy::type_and_message;
  CHECK(outcomes(call, expected, raised("ValueError", "a"), message) == "same");
  CHECK(outcomes(call, expected, raised("ValueError", "b"), message) ==
        "exception : raises ValueError('a') / raises ValueError('b')");
  CHECK(outcomes(call, expected, raised("TypeError", "b"), ExceptionPolicy::any) == "same");
  CHECK(outcomes(call, expected, returned("1"), ExceptionPolicy::any) != "same");
}

TEST_CASE("outcomes: arguments after the call") {
  const MadeCall call = made_call("[[1,3],2]", R"([["k",[1]],["l",0]])");
  const auto plain = returned("null");
  const auto sorted = plain.after("[[1,2,3],2]", R"([["k",[1]],["l",0]])");
  CHECK(outcomes(call, sorted, sorted) == "same");
  CHECK(outcomes(call, sorted, plain) == "argument args[0][1]: 2 / 3");
  CHECK(outcomes(call, plain, sorted) == "argument args[0][1]: 3 / 2");
  CHECK(outcomes(call, sorted, plain.after("[[1,2],2]", R"([["k",[1]],["l",0]])")) ==
        "argument args[0][2]: 3 / (absent)");
  CHECK(outcomes(call, plain, plain.after("[[1,3],2]", R"([["l",0],["k",[1]]])")) == "same");
  CHECK(outcomes(call, plain, plain.after("[[1,3],2]", R"([["k",[2]],["l",0]])")) ==
        "argument kwargs['k'][0]: 1 / 2");
  CHECK(outcomes(call, returned("1").after("[[9],2]"), returned("2")) == "value : 1 / 2");
  const auto failed = raised("ValueError");
  CHECK(outcomes(call, failed.after("[[],2]", R"([["k",[1]],["l",0]])"), failed) ==
        "argument args[0][0]: (absent) / 1");
}

TEST_CASE("rules reach arguments by their names") {
  auto ignored = rule("args[0][*]");
  ignored.ignore = true;
  const MadeCall call = made_call("[[1],[1]]");
  const auto plain = returned("null");
  const auto policy = with_rule(ignored);
  CHECK(said(compare_outcomes(call, plain, plain.after("[[2],[1]]"), policy)) == "same");
  CHECK(said(compare_outcomes(call, plain, plain.after("[[1],[2]]"), policy)) ==
        "argument args[1][0]: 1 / 2");
  // The rule of the whole result does not reach the arguments.
  auto whole = rule("");
  whole.ignore = true;
  CHECK(said(compare_outcomes(call, returned("1"), returned("2"), with_rule(whole))) == "same");
  CHECK(said(compare_outcomes(call, plain, plain.after("[[1],[2]]"), with_rule(whole))) ==
        "argument args[1][0]: 1 / 2");
}
