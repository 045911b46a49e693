// Tests the conversion of sequences, arrays, tuples, sets and maps.
#include <array>
#include <catch2/catch.hpp>
#include <deque>
#include <list>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "tests/unit/replay/bind/conversions.h"

using namespace portproof;
using namespace portproof::tests;

namespace {
using Ints = std::vector<int>;
using Pair = std::tuple<int, std::string>;
}  // namespace

TEST_CASE("vector, deque and list", "[bind]") {
  CHECK(loaded<Ints>("[1,2]") == Ints{1, 2});
  CHECK(loaded<Ints>(R"({"tuple":[1,2]})") == Ints{1, 2});
  CHECK(loaded<std::deque<double>>("[1,2.5]") == std::deque<double>{1, 2.5});
  CHECK(loaded<std::list<std::string>>("[\"a\"]") == std::list<std::string>{"a"});
  CHECK(loaded<std::vector<bool>>("[true,false]") == std::vector<bool>{true, false});
  CHECK(loaded<std::vector<Ints>>("[[1],[]]") == std::vector<Ints>{{1}, {}});
  CHECK(stored(Ints{1, 2}) == "[1,2]");
  CHECK(stored(std::vector<bool>{true}) == "[true]");
  CHECK(stored(std::list<Ints>{{1}, {}}) == "[[1],[]]");
  CHECK(refused<Ints>("[1,\"a\"]") == "[1]: int32_t holds no str ('a')");
  CHECK(refused<std::vector<Ints>>("[[],[1099511627776]]") ==
        "[1]: [0]: 2**40 does not fit int32_t");
  CHECK(refused<Ints>(R"({"set":[1]})") == "a sequence holds no set ({1})");
}

TEST_CASE("a vector has no room beyond the argument's size", "[bind]") {
  CHECK(loaded<Ints>("[1,2,3]").capacity() == 3);
  CHECK(loaded<std::vector<std::uint8_t>>(R"({"bytes":"YWJj"})").capacity() == 3);
}

TEST_CASE("the result's Domain picks list or tuple, at each depth", "[bind]") {
  CHECK(stored_like(Ints{1}, R"({"tuple":[1]})") == R"({"tuple":[1]})");
  CHECK(stored_like(std::vector<Ints>{{1}, {2}}, R"([{"tuple":[1]}])") ==
        R"([{"tuple":[1]},{"tuple":[2]}])");
  CHECK(stored_like(Pair(1, "a"), R"([1,"a"])") == R"([1,"a"])");
  CHECK(stored_over(Ints{1}, R"({"tuple":[2]})") == R"({"tuple":[1]})");
}

TEST_CASE("arrays and tuples hold their length only", "[bind]") {
  CHECK(loaded<std::array<int, 2>>("[1,2]") == std::array<int, 2>{1, 2});
  CHECK(loaded<Pair>(R"({"tuple":[1,"a"]})") == Pair(1, "a"));
  CHECK(loaded<std::pair<int, int>>("[1,2]") == std::pair(1, 2));
  CHECK(stored(std::array<int, 2>{1, 2}) == "[1,2]");
  CHECK(stored(Pair(1, "a")) == R"({"tuple":[1,"a"]})");
  CHECK(refused<std::array<int, 2>>("[1]") == "std::array holds 2 elements, not 1");
  CHECK(refused<Pair>(R"({"tuple":[1]})") == "a tuple holds 2 elements, not 1");
  CHECK(refused<Pair>(R"({"tuple":["a",1]})") == "int32_t holds no str ('a')");
  CHECK(refused<Pair>("1") == "a tuple holds no int (1)");
}

TEST_CASE("sets", "[bind]") {
  CHECK(loaded<std::set<int>>(R"({"set":[1,2]})") == std::set<int>{1, 2});
  CHECK(loaded<std::unordered_set<int>>(R"({"frozenset":[1]})").size() == 1);
  CHECK(stored(std::set<int>{10, 9}) == R"({"set":[10,9]})");  // in the order of their text
  CHECK(stored_like(std::set<int>{1}, R"({"frozenset":[1]})") == R"({"frozenset":[1]})");
  CHECK(refused<std::set<int>>("[1]") == "a set holds no list ([1])");
  CHECK(refused<std::set<int>>(R"({"set":["a"]})") == "int32_t holds no str ('a')");
}

TEST_CASE("no element or key is dropped where several are one", "[bind]") {
  const std::string why = "elements or keys that differ in Python are one in ";
  CHECK(refused<std::set<float>>(R"({"set":[0.1,0.10000000001]})") == why + "std::set<float>");
  CHECK(refused<std::set<double>>(R"({"set":[1.5,{"float":"nan"}]})") == why + "std::set<double>");
  CHECK(refused<std::map<float, int>>(R"({"dict":[[0.1,1],[0.10000000001,2]]})") ==
        why + "std::map<float, int32_t>");
}

TEST_CASE("elements and keys that an argument had stay as they were beside new ones", "[bind]") {
  using Prices = std::map<std::string, double>;
  CHECK(stored_over(Prices{{"a", 1}, {"b", 2.5}, {"z", 2}}, R"({"a":1,"z":2})") ==
        R"({"a":1,"b":2.5,"z":2})");
  CHECK(stored_over(Prices{{"b", 1}}, R"({"a":1,"z":2})") == R"({"dict":[["b",1.0]]})");
  CHECK(stored_over(std::set<double>{1, 2, 3.5}, R"({"set":[1,2]})") == R"({"set":[1,2,3.5]})");
  CHECK(stored_over(std::set<double>{4, 2}, R"({"set":[1,2]})") == R"({"set":[2,4.0]})");
  using Points = std::map<std::pair<double, double>, Ints>;
  CHECK(stored_over(Points{{{1, 2}, {1}}, {{0, 5}, {2}}},
                    R"({"dict":[[{"tuple":[1,2]},{"tuple":[]}]]})") ==
        R"({"dict":[[{"tuple":[0.0,5.0]},[2]],[{"tuple":[1,2]},{"tuple":[1]}]]})");
}

TEST_CASE("maps", "[bind]") {
  using Counts = std::map<std::string, int>;
  CHECK(loaded<Counts>(R"({"b":1,"a":2})") == Counts{{"a", 2}, {"b", 1}});
  CHECK(loaded<std::unordered_map<char, int>>(R"({"dict":[["b",1]]})").at('b') == 1);
  CHECK(stored(Counts{{"b", 1}, {"a", 2}}) == R"({"a":2,"b":1})");
  CHECK_FALSE(bind::Convert<Counts>::info().ordered);
  CHECK(bind::Convert<Counts>::info().name == "std::map<std::string, int32_t>");
  CHECK(stored_like(std::map<std::string, Ints>{{"a", {1}}}, R"({"dict":[["b",{"tuple":[2]}]]})") ==
        R"({"dict":[["a",{"tuple":[1]}]]})");
  CHECK(refused<Counts>(R"({"dict":[[1,1]]})") == "std::string holds no int (1)");
  CHECK(refused<Counts>(R"({"dict":[["a","b"]]})") == "int32_t holds no str ('b')");
  CHECK(refused<Counts>("[]") == "a map holds no list ([])");
}
