// Tests the conversion of structs that PORTPROOF_STRUCT describes.
#include <catch2/catch.hpp>

#include "tests/unit/replay/bind/conversions.h"

namespace shop {
struct Item {
  std::string name;
  std::vector<int> prices;
};
}  // namespace shop

PORTPROOF_STRUCT(shop::Item, name, prices)

using namespace portproof;
using namespace portproof::tests;
using shop::Item;

TEST_CASE("a struct is a record, its fields found by name", "[bind]") {
  const auto item = loaded<Item>(R"({"record":["m:Item",{"prices":[1],"extra":null,"name":"a"}]})");
  CHECK(item.name == "a");
  CHECK(item.prices == std::vector<int>{1});
}

TEST_CASE("a struct goes out with the type that the hint names", "[bind]") {
  const Item item{"a", {1}};
  CHECK(stored(item) == R"({"record":["C++:shop::Item",{"name":"a","prices":[1]}]})");
  const char* const like = R"({"record":["m:Item",{"name":"b","prices":{"tuple":[2]}}]})";
  const char* const want = R"({"record":["m:Item",{"name":"a","prices":{"tuple":[1]}}]})";
  CHECK(stored_like(item, like) == want);
  CHECK(stored_over(item, like) == want);
}

TEST_CASE("a struct refuses what is no record of its fields", "[bind]") {
  CHECK(refused<Item>("1") == "shop::Item holds no int (1)");
  CHECK(refused<Item>(R"({"record":["m:Item",{"name":"a"}]})") == "the record has no field prices");
  CHECK(refused<Item>(R"({"record":["m:Item",{"name":1,"prices":[]}]})") ==
        ".name: std::string holds no int (1)");
}

TEST_CASE("a struct's fields are known by name", "[bind]") {
  const TypeInfo info = bind::Convert<Item>::info();
  CHECK(info.fields == std::vector<std::string>{"name", "prices"});
  CHECK(info.parts[1].name == "std::vector<int32_t>");
}
