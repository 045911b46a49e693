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

TEST_CASE("in a variant the alternative says which number it is", "[bind]") {
  using Rows = std::variant<std::vector<long>, std::vector<double>>;
  CHECK(stored_over(Rows(std::vector<double>{1}), "[1]") == "[1.0]");
  CHECK(stored_over(Rows(std::vector<double>{1}), R"({"tuple":[1]})") == R"({"tuple":[1.0]})");
  CHECK(stored_over(std::variant<bool, int>(1), "true") == "1");
  CHECK(stored_over(std::variant<int, double>(1.0), "1") == "1.0");
  // Where no alternative could have told it apart it is what it was.
  using Number = std::variant<double, std::string>;
  CHECK(stored_over(std::vector<Number>{3.5, 2.0}, "[1,2]") == "[3.5,2]");
  CHECK(stored_over(std::variant<std::vector<std::uint8_t>, int>(std::vector<std::uint8_t>{97}),
                    R"({"bytearray":"YQ=="})") == R"({"bytearray":"YQ=="})");
  using Text = std::variant<std::string, std::vector<std::uint8_t>>;
  CHECK(stored_over(Text("a"), R"({"bytes":"YQ=="})") == "\"a\"");
}

namespace {
struct Left;
struct Right;
using Branch = std::variant<long, Left, Right>;
struct Left {
  std::vector<Branch> kids;
};
struct Right {
  std::vector<Branch> kids;
};
}  // namespace

PORTPROOF_STRUCT(Left, kids)
PORTPROOF_STRUCT(Right, kids)

namespace {
std::string tree_of(std::string leaf) {
  for (int i = 0; i < 150; ++i) {
    const char* const name = i % 2 == 0 ? "m:Left" : "m:Right";
    leaf = std::string(R"({"record":[")") + name + R"(",{"kids":[)" + leaf + "]}]}";
  }
  return leaf;
}
}  // namespace

TEST_CASE("variants in variants are chosen in time", "[bind]") {
  const std::string tree = tree_of("true");  // of no alternative's own kind
  const auto branch = loaded<Branch>(tree);
  CHECK(branch.index() == 2);
  CHECK(std::get<Right>(branch).kids[0].index() == 1);
  CHECK(stored_over(branch, tree) == tree);
  CHECK(refused<Branch>(tree_of("\"a\"")) != "held");
  std::string many = "1";
  for (int i = 0; i < 5000; ++i) many += i % 2 == 0 ? ",true" : ",2";
  using Rows = std::variant<std::vector<std::variant<std::string>>, std::vector<Branch>>;
  CHECK(loaded<std::vector<Rows>>("[[" + many + "],[" + many + "]]")[1].index() == 1);
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
  using Items = std::vector<TestType>;
  CHECK(stored_over(Items{TestType(1)}, "[true]") == "[1]");
  CHECK(stored_over(Items{TestType(1.0)}, "[1]") == "[1.0]");
  CHECK(stored_over(std::map<std::string, TestType>{{"k", TestType(1.0)}},
                    R"({"dict":[["k",1]]})") == R"({"dict":[["k",1.0]]})");
  CHECK(stored_over(TestType(Items{TestType(Items{})}), R"([{"tuple":[]}])") ==
        R"([{"tuple":[]}])");
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
