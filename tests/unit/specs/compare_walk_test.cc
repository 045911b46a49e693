// Tests that comparing copes with depth and sharing, and holds for arbitrary values.
#include <catch2/catch.hpp>
#include <optional>

#include "specs/compare.h"
#include "tests/unit/allocations.h"
#include "tests/unit/specs/arbitrary_value.h"
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

namespace {

NodeId nested(Arena& arena, Kind kind, int depth, NodeId inner) {
  for (int i = 0; i < depth; ++i) inner = arena.container(kind, {&inner, 1});
  return inner;
}

NodeId doubled(Arena& arena, Kind kind, int depth, NodeId inner) {
  for (int i = 0; i < depth; ++i) {
    const NodeId twice[] = {inner, inner};
    inner = arena.container(kind, twice);
  }
  return inner;
}

}  // namespace

TEST_CASE("values a million deep are compared") {
  constexpr int kDepth = 1'000'000;
  Arena a, b;
  const NodeId mine = nested(a, Kind::list, kDepth, a.integer(1));
  const NodeId same = nested(b, Kind::list, kDepth, b.integer(1));
  CHECK_FALSE(compare_values(a.view(mine), b.view(same), {}));
  const NodeId other = nested(b, Kind::list, kDepth, b.integer(2));
  const auto difference = compare_values(a.view(mine), b.view(other), {});
  REQUIRE(difference);
  CHECK(difference->path.starts_with("[0][0]"));
  CHECK(difference->path.size() < 1000);
}

TEST_CASE("sets and keys a hundred thousand deep are compared") {
  constexpr int kDepth = 100'000;
  const auto build = [](Arena& arena) {
    NodeId inner = arena.integer(1);
    for (int i = 0; i < kDepth; ++i) {
      const NodeId pair[] = {inner, arena.none()};
      inner = arena.container(Kind::dict, pair);
    }
    return arena.view(inner);
  };
  Arena a, b;
  CHECK_FALSE(compare_values(build(a), build(b), {}));
  const NodeId mine = nested(a, Kind::frozenset, kDepth, a.integer(1));
  const NodeId same = nested(b, Kind::frozenset, kDepth, b.integer(1));
  CHECK_FALSE(compare_values(a.view(mine), b.view(same), {}));
  const NodeId other = nested(b, Kind::frozenset, kDepth, b.integer(2));
  CHECK(compare_values(a.view(mine), b.view(other), {}));
}

TEST_CASE("shared parts are compared once") {
  auto bag = rule("[*][*]");
  bag.unordered = true;
  for (const Kind kind : {Kind::list, Kind::tuple}) {
    Arena a, b;
    const NodeId mine = doubled(a, kind, 200, a.integer(1));
    const NodeId same = doubled(b, kind, 200, b.integer(1));
    CHECK_FALSE(compare_values(a.view(mine), b.view(same), {}));
    CHECK_FALSE(compare_values(a.view(mine), b.view(same), with_rule(bag)));
    const NodeId other = doubled(b, kind, 200, b.integer(2));
    CHECK(compare_values(a.view(mine), b.view(other), {}));
    const NodeId in_set = a.container(Kind::set, {&mine, 1});
    const NodeId in_other = b.container(Kind::set, {&same, 1});
    CHECK_FALSE(compare_values(a.view(in_set), b.view(in_other), {}));
  }
}

TEST_CASE("sharing itself is not compared") {
  Arena a, b;
  const NodeId one = a.container(Kind::list);
  const NodeId twice[] = {one, one};
  const NodeId apart[] = {b.container(Kind::list), b.container(Kind::list)};
  CHECK_FALSE(compare_values(a.view(a.container(Kind::list, twice)),
                             b.view(b.container(Kind::list, apart)), {}));
}

TEST_CASE("property: every value is the same as itself, and as its copy") {
  REQUIRE(rc::check([](const Value& value) {
    RC_ASSERT(compared(value, value) == "same");
    RC_ASSERT(compared(value, Value(value.view())) == "same");
  }));
}

TEST_CASE("property: the wire form keeps what the comparison sees") {
  REQUIRE(rc::check(
      [](const Value& value) { RC_ASSERT(compared(value, v(to_json(value))) == "same"); }));
}

TEST_CASE("property: whether there is a difference does not depend on the side") {
  REQUIRE(rc::check([](const Value& a, const Value& b) {
    RC_ASSERT((compared(a, b) == "same") == (compared(b, a) == "same"));
  }));
}

TEST_CASE("property: a changed leaf is found") {
  REQUIRE(rc::check([] {
    const auto program = *arbitrary_program();
    ValueMachine machine(std::make_shared<Arena>());
    const Value value = machine.run(program);
    RC_PRE(machine.leaves() > 0U);
    ValueMachine changing(std::make_shared<Arena>());
    changing.change_leaf(*rc::gen::inRange<std::size_t>(0, machine.leaves()));
    const Value changed = changing.run(program);
    RC_ASSERT(compared(value, changed) != "same");
    RC_ASSERT(compared(changed, value) != "same");
    ComparePolicy policy = with_floats(FloatPolicy::Mode::ulps, 4, 0, 0);
    policy.dict_order = false;
    RC_ASSERT(compared(value, changed, policy) != "same");
    RC_ASSERT(compared(value, Value(value.view()), policy) == "same");
  }));
}

TEST_CASE("property: the path of a changed leaf leads to it") {
  REQUIRE(rc::check([] {
    // Trees of lists with one other leaf, and the path that leads there.
    const auto sizes =
        *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 5));
    RC_PRE(sizes.size() <= 100U);  // beyond that, paths are cut
    Arena a, b;
    NodeId mine = a.integer(0);
    NodeId other = b.integer(1);
    std::string path;
    for (const std::uint32_t size : sizes) {
      const auto at = *rc::gen::inRange<std::uint32_t>(0, size);
      std::vector<NodeId> left(size, a.none());
      std::vector<NodeId> right(size, b.none());
      left[at] = mine;
      right[at] = other;
      mine = a.container(Kind::list, left);
      other = b.container(Kind::list, right);
      path = "[" + std::to_string(at) + "]" + path;
    }
    RC_ASSERT(said(compare_values(a.view(mine), b.view(other), {})) == "value " + path + ": 0 / 1");
  }));
}

TEST_CASE("property: shuffled bags are the same") {
  REQUIRE(rc::check([](const std::vector<Value>& values) {
    auto bag = rule("");
    bag.unordered = true;
    Arena a, b;
    std::vector<NodeId> forth, back;
    for (const Value& value : values) {
      forth.push_back(copy(value, a));
      back.insert(back.begin(), copy(value, b));
    }
    const ValueView mine = a.view(a.container(Kind::list, forth));
    const ValueView other = b.view(b.container(Kind::list, back));
    RC_ASSERT(said(compare_values(mine, other, with_rule(bag))) == "same");
    auto blurred = with_rule(bag);
    blurred.floats = {FloatPolicy::Mode::tolerance, 0, 1e-9, 0, true};
    RC_ASSERT(said(compare_values(mine, other, blurred)) == "same");
  }));
}

TEST_CASE("equal values are compared without allocating") {
  const Value a =
      v(R"([{"a":[1,2.5,"text"],"b":{"set":[1,2]}},{"tuple":[null,{"date":"2024-01-01"}]}])");
  const Value b(a.view());
  const ComparePolicy policy;
  const Comparer comparer(policy);
  CHECK_FALSE(comparer.values(a, b));  // takes the memory that is kept
  const std::size_t before = allocations();
  bool same = true;
  for (int i = 0; i < 100; ++i) same = same && !comparer.values(a, b);
  const std::size_t after = allocations();
  CHECK(same);
  CHECK(after == before);
}
