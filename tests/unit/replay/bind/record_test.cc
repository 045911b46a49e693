// Tests the conversion of structs that PORTPROOF_STRUCT describes.
#include <catch2/catch.hpp>
#include <set>
#include <variant>

#include "tests/unit/replay/bind/conversions.h"

namespace shop {
struct Item {
  std::string name;
  std::vector<int> prices;
};
struct Flat {
  int x, y;
};
struct Deep {
  int x, y, z;
};
struct Cat {
  std::string name;
};
struct Dog {
  std::string name;
};
struct Tree {
  int weight;
  std::vector<Tree> kids;
};
struct Part {
  long price;
  bool operator<(const Part& other) const { return price < other.price; }
};
struct Base {
  double x;
};
struct Derived {
  double x;
};
}  // namespace shop

PORTPROOF_STRUCT(shop::Item, name, prices)
PORTPROOF_STRUCT(shop::Flat, x, y)
PORTPROOF_STRUCT(shop::Deep, x, y, z)
PORTPROOF_STRUCT(shop::Cat, name)
PORTPROOF_STRUCT(shop::Dog, name)
PORTPROOF_STRUCT(shop::Tree, weight, kids)
PORTPROOF_STRUCT(shop::Part, price)
PORTPROOF_STRUCT(shop::Base, x)
PORTPROOF_STRUCT(shop::Derived, x)

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

TEST_CASE("of several structs the one with the record's fields is meant, then its name", "[bind]") {
  using Point = std::variant<shop::Flat, shop::Deep>;
  CHECK(loaded<Point>(R"({"record":["m:P",{"x":1,"y":2}]})").index() == 0);
  CHECK(loaded<Point>(R"({"record":["m:P",{"x":1,"y":2,"z":3}]})").index() == 1);
  using Pet = std::variant<shop::Cat, shop::Dog>;
  CHECK(loaded<Pet>(R"({"record":["m:Cat",{"name":"a"}]})").index() == 0);
  CHECK(loaded<Pet>(R"({"record":["m:Dog",{"name":"a"}]})").index() == 1);
  CHECK(loaded<Pet>(R"({"record":["m:Cow",{"name":"a"}]})").index() == 0);
}

TEST_CASE("of several record types the struct's name or its fields pick one", "[bind]") {
  const char* const pets =
      R"([{"record":["m:Cat",{"name":"a"}]},{"record":["m:Dog",{"name":"b"}]}])";
  using Pet = std::variant<shop::Cat, shop::Dog>;
  CHECK(stored_like(std::vector<Pet>{shop::Dog{"c"}, shop::Cat{"d"}}, pets) ==
        R"([{"record":["m:Dog",{"name":"c"}]},{"record":["m:Cat",{"name":"d"}]}])");
  const char* const points =
      R"([{"record":["m:A",{"z":1,"y":1,"x":1}]},{"record":["m:B",{"y":1,"x":1}]}])";
  CHECK(stored_like(std::vector<shop::Flat>{{1, 2}}, points) ==
        R"([{"record":["m:B",{"y":2,"x":1}]}])");
}

TEST_CASE("an argument keeps the fields that the struct leaves out", "[bind]") {
  CHECK(stored_over(shop::Flat{5, 6}, R"({"record":["m:P",{"y":1,"z":[7],"x":2}]})") ==
        R"({"record":["m:P",{"y":6,"z":[7],"x":5}]})");
}

TEST_CASE("an in-out record keeps its class, whatever others the Domain knows", "[bind]") {
  const char* const base = R"({"record":["m:Base",{"x":1.0}]})";
  const Domain domain =
      domain_of(v(R"([{"record":["m:Base",{"x":1.0}]},{"record":["m:Derived",{"x":1.0}]}])"));
  const Domain& element = domain.alternatives[0].parts[0];
  const Value was = v(base);
  CHECK(stored(shop::Derived{2}, Hint{&element, was}) == R"({"record":["m:Base",{"x":2.0}]})");
  CHECK(stored(shop::Derived{2}, Hint{&element, {}}) == R"({"record":["m:Derived",{"x":2.0}]})");
  // In a variant the alternative says it.
  using Either = std::variant<shop::Base, shop::Derived>;
  CHECK(stored(Either(shop::Derived{2}), Hint{&element, was}) ==
        R"({"record":["m:Derived",{"x":2.0}]})");
  const Value other = v(R"({"record":["m:Other",{"y":1.0}]})");
  CHECK(stored(shop::Derived{2}, Hint{&element, other}) == R"({"record":["m:Derived",{"x":2.0}]})");
}

TEST_CASE("a struct with an int in a float's place is found by its name", "[bind]") {
  using Either = std::variant<shop::Base, shop::Derived>;
  CHECK(loaded<Either>(R"({"record":["m:Derived",{"x":1}]})").index() == 1);
  CHECK(loaded<Either>(R"({"record":["m:Base",{"x":1}]})").index() == 0);
}

namespace {

std::string part(int price, const char* name) {
  return R"({"record":["m:Part",{"price":)" + std::to_string(price) + R"(,"name":")" + name +
         "\"}]}";
}
std::string list(const std::string& a, const std::string& b) { return "[" + a + "," + b + "]"; }

}  // namespace

TEST_CASE("the fields that a struct leaves out follow it through a sequence", "[bind]") {
  using Parts = std::vector<shop::Part>;
  const std::string was = list(part(2, "b"), part(1, "a"));
  CHECK(stored_over(Parts{{1}, {2}}, was) == list(part(1, "a"), part(2, "b")));
  CHECK(stored_over(Parts{{1}}, was) == "[" + part(1, "a") + "]");
  // One that is like none is the one that stood there, where nobody else is.
  CHECK(stored_over(Parts{{2}, {7}}, was) == list(part(2, "b"), part(7, "a")));
  CHECK(stored_over(Parts{{7}, {2}}, was).starts_with(R"([{"record":["C++:shop::Part")"));
  // Equal ones keep their order.
  const std::string twins = list(part(1, "a"), part(1, "b"));
  CHECK(stored_over(Parts{{1}, {1}}, twins) == twins);
  using Nested = std::vector<std::pair<double, Parts>>;
  const auto row = [](int n, const std::string& parts) {
    return "{\"tuple\":[" + std::to_string(n) + ",[" + parts + "]]}";
  };
  CHECK(stored_over(Nested{{1, {{1}}}, {2, {{2}}}},
                    list(row(2, part(2, "b")), row(1, part(1, "a")))) ==
        list(row(1, part(1, "a")), row(2, part(2, "b"))));
  CHECK(stored_over(std::set<shop::Part>{{1}, {2}}, "{\"set\":" + was + "}") ==
        "{\"set\":" + list(part(1, "a"), part(2, "b")) + "}");
}

TEST_CASE("long sequences of records are matched in time", "[bind]") {
  constexpr int kMany = 20'000;
  std::string was = "[";
  std::vector<shop::Part> parts;
  for (int i = 0; i < kMany; ++i) {
    was += (i > 0 ? "," : "") + part(i, "x");
    parts.push_back({kMany - 1 - i});
  }
  CHECK(stored_over(parts, was + "]").starts_with("[" + part(kMany - 1, "x")));
}

TEST_CASE("a struct that holds itself", "[bind]") {
  CHECK(bind::Convert<shop::Tree>::info().parts[1].parts[0].any);
  std::string tree = R"({"record":["m:Tree",{"weight":1,"kids":[]}]})";
  const auto grow = [&](int times) {
    for (int i = 0; i < times; ++i) {
      tree = R"({"record":["m:Tree",{"weight":1,"kids":[)" + tree + "]}]}";
    }
  };
  grow(bind::kRecordDepth - 1);
  CHECK(stored_over(loaded<shop::Tree>(tree), tree) == tree);
  grow(1);
  CHECK(refused<shop::Tree>(tree).ends_with("structs nested deeper than 400"));
  grow(20'000);
  CHECK(refused<shop::Tree>(tree).ends_with("structs nested deeper than 400"));
}
