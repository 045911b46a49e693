// Tests which shapes of calls a spec knows, and that calls are told apart by them.
#include <catch2/catch.hpp>

#include "specs/shapes.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

Parameter parameter(std::string name, std::map<std::string, std::uint64_t> kinds) {
  Parameter result;
  result.name = std::move(name);
  result.seen.kinds = std::move(kinds);
  return result;
}

std::vector<std::string> names(const ShapeTable& table, std::uint64_t mask) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if ((mask >> i & 1U) != 0) result.push_back(table.name(i));
  }
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a spec knows the shapes that were recorded") {
  Spec spec;
  spec.returns_seen.kinds = {{"list", 5}, {"none", 0}, {"int", 2}};
  spec.raises = {{"ValueError", By::mined, {3, false, ""}, ""},
                 {"TypeError", By::confirmed, {0, false, ""}, ""},
                 {"KeyError", By::mined, {2, false, ""}, ""},
                 {"RecursionError", By::mined, {2, false, ""}, ""}};
  spec.refuses = {"KeyError"};
  spec.parameters = {parameter("s", {{"str", 4}, {"bytes", 1}}), parameter("n", {{"int", 5}})};
  const ShapeTable table(spec);
  CHECK(names(table, ~std::uint64_t{0}) == Names{"returns int", "returns list", "raises ValueError",
                                                 "parameter s: str", "parameter s: bytes",
                                                 "parameter n: int"});

  const Value text = v("\"x\"");
  const Value big = v(R"({"int":"0x8000000000000000"})");
  const ValueView arguments[] = {text, big};
  CHECK(names(table, table.mask_of(arguments, returned("[1]"))) ==
        Names{"returns list", "parameter s: str", "parameter n: int"});
  CHECK(names(table, table.mask_of({}, returned(R"({"int":"0x8000000000000000"})"))) ==
        Names{"returns int"});
  CHECK(names(table, table.mask_of({}, raised("ValueError"))) == Names{"raises ValueError"});
  CHECK(table.mask_of({}, raised("TypeError")) == 0);
  const ValueView absent[] = {ValueView(), ValueView()};
  CHECK(table.mask_of(absent, returned("null")) == 0);
}

TEST_CASE("shapes without a number are counted") {
  Spec spec;
  for (int i = 0; i < 70; ++i) {
    spec.parameters.push_back(parameter("p" + std::to_string(i), {{"int", 1}}));
  }
  const ShapeTable table(spec);
  CHECK(table.size() == 64);
  CHECK(table.unwatched() == 6);
}

TEST_CASE("outcomes have shapes") {
  CHECK(shape_of(returned("[1]")) == "returns list");
  CHECK(shape_of(raised("m:Odd")) == "raises m:Odd");
  CHECK(shape_of(faulted()) == "crashes with SIGSEGV");
  CHECK(shape_of(timed_out()) == "does not end");
}
