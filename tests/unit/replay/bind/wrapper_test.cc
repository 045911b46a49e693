// Tests the conversion of optional, variant, monostate and any.
#include <any>
#include <array>
#include <boost/any.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <variant>

#include "tests/unit/replay/bind/conversions.h"

using namespace portproof;
using namespace portproof::tests;

TEST_CASE("optional", "[bind]") {
  using Text = std::optional<std::string>;
  CHECK(loaded<Text>("\"a\"") == Text("a"));
  CHECK(loaded<Text>("null") == std::nullopt);
  CHECK(stored(Text("a")) == "\"a\"");
  CHECK(stored(Text()) == "null");
  CHECK(refused<Text>("1") == "std::string holds no int (1)");
}

TEST_CASE("variant takes the alternative of the value's own kind", "[bind]") {
  using Either = std::variant<std::monostate, double, int, std::string>;
  CHECK(loaded<Either>("null").index() == 0);
  CHECK(loaded<Either>("1.5").index() == 1);
  CHECK(loaded<Either>("1").index() == 2);
  CHECK(loaded<Either>("\"a\"").index() == 3);
  CHECK(loaded<Either>("true").index() == 1);  // no bool there: the first that holds it
  CHECK(loaded<Either>("1099511627776").index() == 1);
  CHECK(stored(Either(1)) == "1");
  CHECK(stored(Either("a")) == "\"a\"");
  CHECK(stored(Either()) == "null");
  CHECK(refused<Either>("[]") != "held");
}

TEST_CASE("variant looks into containers for the own kind", "[bind]") {
  using Pairs = std::variant<std::pair<double, double>, std::pair<int, int>>;
  CHECK(loaded<Pairs>(R"({"tuple":[1,2]})").index() == 1);
  CHECK(loaded<Pairs>(R"({"tuple":[1,2.5]})").index() == 0);
  using Maps = std::variant<std::map<std::string, double>, std::map<std::string, int>>;
  CHECK(loaded<Maps>(R"({"a":1,"b":2})").index() == 1);
  using Arrays = std::variant<std::array<double, 2>, std::array<int, 2>>;
  CHECK(loaded<Arrays>("[1,2]").index() == 1);
}

TEST_CASE("variant says why the alternative of the value's kind refuses it", "[bind]") {
  using Number = std::variant<bool, int>;
  CHECK(refused<Number>("1099511627776") == "2**40 does not fit int32_t");
  CHECK(refused<Number>("\"a\"") == "the variant holds no str ('a')");
}

TEMPLATE_TEST_CASE("any", "[bind]", std::any, boost::any) {
  const auto again = [](const char* json) { return stored(loaded<TestType>(json)); };
  const char* const texts[] = {"null",
                               "true",
                               "1",
                               "1099511627776",
                               "1.5",
                               "\"a\"",
                               "[]",
                               "[1,[null,\"b\"]]",
                               R"({"dict":[["a",[1]]]})"};
  for (const char* const json : texts) CHECK(again(json) == json);
  CHECK(again(R"({"tuple":[1]})") == "[1]");
  CHECK(loaded<TestType>("1").type() == typeid(int));
  CHECK(loaded<TestType>("1099511627776").type() == typeid(long long));
  CHECK(stored(TestType('x')) == "\"x\"");
  CHECK(stored(TestType(2.5F)) == "2.5");
  CHECK(stored(TestType(std::vector<int>{1})) == "[1]");
  struct Unknown {};
  CHECK(stored(TestType(Unknown{})).starts_with(R"({"opaque":"C++:)"));
  CHECK(refused<TestType>(R"({"set":[1]})") == "any holds no set ({1})");
  CHECK(refused<TestType>(R"({"dict":[[1,1]]})") == "std::string holds no int (1)");
  CHECK(refused<TestType>(R"({"int":"0x8000000000000000"})") ==
        "any holds no int (9223372036854775808)");
  const std::string deep = std::string(1001, '[') + std::string(1001, ']');
  CHECK(refused<TestType>(deep) == "nested deeper than an any is built");
}
