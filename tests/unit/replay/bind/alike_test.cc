// Tests what the gate finds, before anything runs, that a port's types cannot tell apart or hold.
#include <any>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "replay/files.h"
#include "replay/fit.h"
#include "specs/compare.h"
#include "tests/unit/replay/bind/conversions.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

Domain domain_of_all(std::initializer_list<const char*> values) {
  Domain domain;
  for (const char* const json : values) merge(domain, domain_of(v(json)));
  return domain;
}

Parameter parameter(std::string name, std::initializer_list<const char*> values) {
  Parameter made;
  made.name = std::move(name);
  made.domain = domain_of_all(values);
  return made;
}

template <class F>
Fit fitted(F callable, const Spec& spec) {
  return fit(bind::Port<F>("m:f", "port.cc", 7, std::move(callable)), spec);
}

template <class R>
Fit returning(std::initializer_list<const char*> values) {
  Spec spec;
  spec.returns = domain_of_all(values);
  return fitted([] { return R(); }, spec);
}

bool same_by(const ComparePolicy& policy, const char* one, const char* other) {
  return !compare_values(v(one), v(other), policy);
}

using Ints = std::vector<int>;
const char* const kList = "[1]";
const char* const kTuple = R"({"tuple":[1]})";
const char* const kSet = R"({"set":[1]})";
const char* const kFrozen = R"({"frozenset":[1]})";
const char* const kBytes = R"({"bytes":"YQ=="})";
const char* const kArray = R"({"bytearray":"YQ=="})";

}  // namespace

TEST_CASE("kinds that the result's type stands for are alike where the spec knows both", "[bind]") {
  CHECK(returning<Ints>({kList, kTuple}).alike.list_is_tuple);
  CHECK_FALSE(returning<Ints>({kTuple}).alike.list_is_tuple);
  CHECK(returning<std::set<int>>({kSet, kFrozen}).alike.set_is_frozenset);
  CHECK_FALSE(returning<std::set<int>>({kFrozen}).alike.set_is_frozenset);
  CHECK(returning<std::vector<std::uint8_t>>({kBytes, kArray}).alike.bytes_is_bytearray);
  CHECK_FALSE(returning<std::vector<std::uint8_t>>({kBytes}).alike.bytes_is_bytearray);
  CHECK(returning<std::vector<Ints>>({"[[1]]", R"([{"tuple":[1]}])"}).alike.list_is_tuple);
  CHECK_FALSE(returning<Value>({kList, kTuple}).alike.list_is_tuple);
}

TEST_CASE("the order of dicts is not compared where the type keeps none", "[bind]") {
  const char* const dict = R"({"a":1,"b":2})";
  const Fit map = returning<std::map<std::string, int>>({dict});
  CHECK(map.alike.dict_is_unordered);
  CHECK(map.assumptions == std::vector<std::string>{"result: the order of dicts is not compared, "
                                                    "std::map<std::string, int32_t> keeps none"});
  CHECK(returning<std::vector<std::any>>({R"([[{"a":1,"b":2}]])"}).alike.dict_is_unordered);
  CHECK_FALSE(returning<Value>({dict}).alike.dict_is_unordered);
  Spec spec;
  spec.parameters = {parameter("counts", {dict})};
  using Map = std::map<std::string, int>;
  CHECK(fitted([](Map&) {}, spec).alike.dict_is_unordered);
  CHECK_FALSE(fitted([](const Map&) {}, spec).alike.dict_is_unordered);
}

TEST_CASE("an in-out argument keeps its own kind, not those of its parts", "[bind]") {
  Spec spec;
  spec.parameters = {parameter("xs", {kList, kTuple})};
  CHECK_FALSE(fitted([](Ints&) {}, spec).alike.list_is_tuple);
  spec.parameters = {parameter("xs", {"[[1]]", R"([{"tuple":[1]}])"})};
  CHECK(fitted([](std::vector<Ints>&) {}, spec).alike.list_is_tuple);
}

TEST_CASE("what is alike compares the same", "[bind]") {
  ComparePolicy policy;
  CHECK_FALSE(same_by(policy, kSet, kFrozen));
  CHECK_FALSE(same_by(policy, kBytes, kArray));
  policy.set_is_frozenset = policy.bytes_is_bytearray = true;
  CHECK(same_by(policy, kSet, kFrozen));
  CHECK(same_by(policy, kBytes, kArray));
  CHECK(same_by(policy, R"({"set":[{"frozenset":[1]},{"frozenset":[2]}]})",
                R"({"frozenset":[{"set":[2]},{"set":[1]}]})"));
  CHECK_FALSE(same_by(policy, kSet, R"({"frozenset":[2]})"));
  CHECK_FALSE(same_by(policy, kSet, kList));
  CHECK_FALSE(same_by(policy, kBytes, "\"a\""));
}

TEST_CASE("an enum's member whose name is not known is found by its value", "[bind]") {
  const ComparePolicy policy;
  const char* const named = R"({"enum":["m:Color","RED",1]})";
  CHECK(same_by(policy, named, R"({"enum":["m:Color",null,1]})"));
  CHECK_FALSE(same_by(policy, named, R"({"enum":["m:Color",null,2]})"));
  CHECK_FALSE(same_by(policy, named, R"({"enum":["m:Color","BLUE",1]})"));
  CHECK_FALSE(same_by(policy, named, R"({"enum":["m:Shape",null,1]})"));
  CHECK(same_by(policy, R"({"set":[{"enum":["m:C","A",1]},{"enum":["m:C","B",2]}]})",
                R"({"set":[{"enum":["m:C",null,1]},{"enum":["m:C",null,2]}]})"));
}

TEST_CASE("assumptions and what is unsupported are told by parameter and place", "[bind]") {
  Spec spec;
  spec.parameters = {parameter("n", {"1"}), parameter("x", {"1", "1.5"})};
  const Fit small = fitted([](int, double) {}, spec);
  CHECK(small.assumptions ==
        std::vector<std::string>{"n: ints fit int32_t", "x: ints are exact as double"});
  CHECK(small.unsupported.empty());
  spec.parameters[0].seen.least = v("0");
  spec.parameters[0].seen.greatest = v("1099511627776");
  CHECK(fitted([](int, double) {}, spec).unsupported ==
        std::vector<std::string>{"argument 1 (n): 2**40 does not fit int32_t"});
  CHECK_THROWS_AS(fitted([](int, int, int) {}, spec), UsageError);
  CHECK_THROWS_AS(fitted([](int) {}, spec), UsageError);
  spec.parameters[1].has_default = true;
  CHECK(fitted([](long) {}, spec).assumptions ==
        std::vector<std::string>{"x: always at its default, the port does not take it"});
}

TEST_CASE("what is assumed of several parameters alike is one assumption", "[bind]") {
  Spec spec;
  spec.parameters = {parameter("r", {"1"}), parameter("n", {"1"}), parameter("g", {"1"})};
  const Fit colour = fitted([](double, int, double) {}, spec);
  CHECK(colour.assumptions ==
        std::vector<std::string>{"r, g: ints are exact as double", "n: ints fit int32_t"});
}

TEST_CASE("what the types do not hold is told as clauses and kinds, for generators", "[bind]") {
  Spec spec;
  spec.parameters = {parameter("n", {"1"}), parameter("s", {"\"a\"", "null"}),
                     parameter("xs", {"[1.5]"})};
  const Fit found = fitted([](std::uint8_t, std::string, std::array<double, 2>) {}, spec);
  CHECK(found.gaps.clauses == std::vector<std::string>{"n >= 0", "n <= 255", "len(xs) == 2"});
  CHECK(found.gaps.kinds == std::vector<std::pair<std::string, std::string>>{{"s", "none"}});
  CHECK(found.gaps.texts == std::vector<std::string>{"s"});
  CHECK(found.gaps.untaken.empty());
}

TEST_CASE("lengths that an array or a tuple does not have are found", "[bind]") {
  Spec spec;
  spec.parameters = {parameter("xs", {"[1,2]"})};
  const auto array = [](std::array<int, 2>) {};
  CHECK(fitted(array, spec).assumptions[0] ==
        "xs: no list of another length than 2, which std::array<int32_t, 2> cannot hold");
  spec.parameters[0].seen.length = {2, 3};
  spec.parameters[0].seen.kinds["list"] = 2;
  CHECK(fitted(array, spec).unsupported ==
        std::vector<std::string>{"argument 1 (xs): std::array<int32_t, 2> holds no list of another "
                                 "length than 2, which was recorded"});
  spec.parameters = {parameter("xs", {R"({"tuple":[1,2]})"})};
  CHECK(fitted([](std::pair<long, long>) {}, spec).assumptions.empty());
  spec.parameters[0].seen.kinds["tuple"] = 1;
  CHECK(fitted([](std::tuple<long>) {}, spec).unsupported.size() == 1);
}
