// Tests that an enumeration gives every small call once.
#include "specs/domain/enumerate.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "specs/codec.h"
#include "specs/spec_json.h"

using namespace portproof;

namespace {

CallPlan plan_of(const char* parameters) {
  const Spec spec =
      parse_spec(std::string(R"({"function": "m:f", "parameters": [)") + parameters + "]}");
  return plan_calls(spec, {}, {});
}

std::set<std::string> all_of(const Enumeration& enumeration) {
  std::set<std::string> calls;
  Arena arena;
  for (std::uint64_t i = 0; i < enumeration.count().value_or(0); ++i) {
    calls.insert(to_python("m:f", enumeration.call(i, arena)));
  }
  return calls;
}

}  // namespace

TEST_CASE("all texts up to a length over an alphabet, each once") {
  const Enumeration texts(plan_of(R"({"name": "s", "domain": ["str"]})"), 6, U"/.a");
  REQUIRE(texts.count() == (2187 - 1) / 2);  // 1 + 3 + 9 + … + 729
  const std::set<std::string> calls = all_of(texts);
  CHECK(calls.size() == *texts.count());
  CHECK(calls.count("f('')") == 1);
  CHECK(calls.count("f('/../.a')") == 1);
  CHECK(calls.count("f('aaaaaa')") == 1);
}

TEST_CASE("lists over boundary values, and pairs of arguments") {
  const Enumeration lists(
      plan_of(
          R"({"name": "xs", "domain": [{"list": ["int"]}]}, {"name": "b", "domain": ["bool"]})"),
      2, U"a");
  REQUIRE(lists.count() == (1 + 6 + 36) * 2);
  const std::set<std::string> calls = all_of(lists);
  CHECK(calls.size() == *lists.count());
  CHECK(calls.count("f([-1, 2], True)") == 1);
  CHECK(calls.count("f([], False)") == 1);
}

TEST_CASE("arguments with a default are left out, and what cannot be enumerated says so") {
  const Enumeration text(plan_of(R"({"name": "s", "domain": ["str"]},
                                    {"name": "n", "domain": ["int"], "default": 1})"),
                         1, U"ab");
  CHECK(all_of(text) == std::set<std::string>{"f('')", "f('a')", "f('b')"});
  CHECK_FALSE(
      Enumeration(plan_of(R"({"name": "o", "domain": [{"dict": [["str"], ["int"]]}]})"), 3, U"a")
          .count());
  CHECK_FALSE(Enumeration(plan_of(R"({"name": "s", "domain": ["str"]})"), 40, U"abc").count());
}

TEST_CASE("what the port's types hold bounds lengths and letters, and kinds left out are told") {
  const Spec spec = parse_spec(R"({"function": "m:f", "parameters": [
      {"name": "c", "domain": ["str", "bytes"]}]})");
  Gaps gaps;
  gaps.clauses = {"len(c) == 1", "ascii(c)"};
  const Enumeration one(plan_calls(spec, gaps, {}), 3, U"ab\u00e9a");
  CHECK(all_of(one) == std::set<std::string>{"f('a')", "f('b')"});
  CHECK(one.left_out() == "; not c as bytes");
}

TEST_CASE("a call that must name an argument cannot be enumerated") {
  CHECK_FALSE(Enumeration(plan_of(R"({"name": "s", "domain": ["str"]},
                                     {"name": "k", "passing": "keyword_only", "domain": ["int"]})"),
                          2, U"a")
                  .count());
}
