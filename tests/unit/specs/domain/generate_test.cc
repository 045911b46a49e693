// Tests that generated calls keep to the Domain, its clauses and relations, and reach its corners.
#include "specs/domain/generate.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "specs/judge.h"
#include "specs/spec_json.h"
#include "tests/unit/specs/domain/draws.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

constexpr std::uint64_t kCases = 3000;

const char* const kSpec = R"spec({
  "function": "m:f",
  "parameters": [
    {"name": "xs", "domain": [{"list": ["int", "float"]}],
     "clauses": [{"clause": "len(xs) <= 100", "by": "mined"},
                 {"clause": "abs(xs[*]) <= 1000", "by": "mined"},
                 {"clause": "finite(xs[*])",
                  "by" : "mined"
}]
},
    {"name": "i", "domain": ["int"]},
    {"name": "s", "domain": ["str"], "default": "",
     "clauses": [{"clause": "ascii(s)", "by": "mined"}, {"clause": "no_nul(s)", "by": "mined"}]}
  ],
  "relations": [{"clause": "0 <= i < len(xs)", "by": "mined"}]
})spec";

/// Everything that a generator of `kSpec` needs.
struct Made {
  explicit Made(const Gaps& gaps = {}, std::span<const Call> recorded = {})
      : plan(plan_calls(spec, gaps, recorded)), generator(plan, constants, spec.relations) {}

  Call call(std::uint64_t i, bool leaves) {
    SplitMix draws(i);
    Effort effort;
    effort.leaves = leaves;
    return generator.generate(draws, effort, arena);
  }

  Spec spec = parse_spec(kSpec);
  CallPlan plan;
  Constants constants;
  Generator generator;
  Arena arena;
};

}  // namespace

TEST_CASE("most generated calls are inside, and those that leave the clauses do leave them") {
  Made made;
  const Judge judge(made.spec, {"2026-11-24"});
  std::uint64_t inside = 0, outside = 0;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    if (judge.where(made.call(i, false), nullptr) == Where::inside) ++inside;
    if (judge.where(made.call(i, true), nullptr) != Where::inside) ++outside;
  }
  // An empty list has no index, whatever is drawn for it.
  CHECK(inside > kCases * 8 / 10);
  CHECK(outside > kCases * 5 / 10);
}

TEST_CASE("kinds are those of the Domain, and the port's types hold what is generated") {
  Gaps gaps;
  gaps.clauses = {"i >= -128", "i <= 127", "no_nul(s)"};
  gaps.kinds = {{"xs[*]", "float"}};
  gaps.texts = {"s"};
  Made made(gaps);
  const ArgumentBinder binder(made.spec);
  BoundArguments bound;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    const Call call = made.call(i, i % 2 == 0);
    REQUIRE(binder.bind(call, Defaults::leave, bound));
    const ValueView index = bound.values[1];
    CHECK((index.is(Kind::integer) && index.integer() >= -128 && index.integer() <= 127));
    for (std::uint32_t k = 0; k < bound.values[0].size(); ++k) {
      const Kind kind = bound.values[0][k].kind();
      CHECK((kind == Kind::integer || kind == Kind::big_integer));
    }
    if (!bound.values[2]) continue;
    const std::u32string text = code_points_of(bound.values[2].text());
    CHECK(text.find(U'\0') == std::u32string::npos);
    for (const char32_t c : text) CHECK_FALSE((c >= 0xd800 && c < 0xe000));
  }
}

TEST_CASE("corners are reached: empty, one, zero, negative, equal neighbours, limits") {
  Made made;
  std::set<std::string> met;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    const Call call = made.call(i, true);
    const ValueView xs = call.args[0];
    if (xs.size() < 2) met.insert("length " + std::to_string(xs.size()));
    for (std::uint32_t k = 0; k < xs.size(); ++k) {
      if (xs[k].is(Kind::floating) && xs[k].number() == 0.5) met.insert("half");
      if (!xs[k].is(Kind::integer)) continue;
      if (xs[k].integer() == 0) met.insert("zero");
      if (xs[k].integer() < 0) met.insert("negative");
      if (xs[k].integer() == INT64_MAX) met.insert("limit");
      if (k > 0 && xs[k - 1].is(Kind::integer) && xs[k].integer() == xs[k - 1].integer()) {
        met.insert("equal");
      }
    }
  }
  CHECK(met == std::set<std::string>{"length 0", "length 1", "half", "zero", "negative", "limit",
                                     "equal"});
}

TEST_CASE("the same draws make the same call") {
  Made one, other;
  for (std::uint64_t i = 0; i < 200; ++i) {
    std::string a, b;
    write_call(a, one.call(i, i % 3 == 0));
    write_call(b, other.call(i, i % 3 == 0));
    CHECK(a == b);
  }
}

TEST_CASE("what the original speaks of, and what was recorded, is generated too") {
  const MadeCall recorded = made_call(R"([[7,8,9],1,"unusual words"])");
  const Call calls[] = {recorded};
  Made made({}, calls);
  made.constants.texts = {"&amp;"};
  bool constant = false, word = false;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    std::string text;
    write_call(text, made.call(i, false));
    constant = constant || text.find("&amp;") != std::string::npos;
    word = word || text.find("usual wor") != std::string::npos;
  }
  CHECK(constant);
  CHECK(word);
}

TEST_CASE("a closed set is kept to, and missed by little on purpose") {
  const Spec spec = parse_spec(R"spec({"function": "m:f", "parameters": [
    {"name": "e", "domain": ["str"],
     "clauses": [{"clause": "one_of(e, 'ascii', 'utf-8')", "by": "confirmed"}]}]})spec");
  const CallPlan plan = plan_calls(spec, {}, {});
  const Constants constants;
  const Generator generator(plan, constants, spec.relations);
  Arena arena;
  std::uint64_t outside = 0;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    SplitMix draws(i);
    Effort effort;
    effort.leaves = i % 2 == 0;
    const std::string text(generator.generate(draws, effort, arena).args[0].text());
    const bool inside = text == "ascii" || text == "utf-8";
    if (!effort.leaves) CHECK(inside);
    if (!inside) ++outside;
  }
  CHECK(outside > kCases / 4);
}

TEST_CASE("a Domain that cannot be generated says why") {
  Spec spec = parse_spec(R"({"function": "m:f", "parameters": [
    {"name": "n", "domain": ["int"], "clauses": [{"clause": "n >= 5", "by": "confirmed"},
                                                 {"clause": "n <= 4", "by": "confirmed"}]},
    {"name": "o", "domain": [{"opaque": "m:Thing"}]}]})");
  const CallPlan plan = plan_calls(spec, {}, {});
  REQUIRE(plan.obstacles.size() == 2);
  CHECK(plan.obstacles[0] == "n: its clauses contradict each other");
  CHECK(plan.obstacles[1] == "o: no value of it can be generated");
}
