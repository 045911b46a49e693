// Tests that the steps down from a call lead to the smallest one that still shows a thing.
#include "specs/domain/simplify.h"

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

using Shows = std::function<bool(const Call&)>;

struct Least {
  std::string call;
  std::uint64_t tried = 0;
};

/// The first step that still shows it, again and again.
Least least_of(const MadeCall& from, const Shows& shows, Spec spec = {}) {
  if (spec.parameters.empty()) spec.parameters.resize(from.call.args.size());
  OwnedCall call = own(from.call);
  Least least;
  for (bool changed = true; changed;) {
    changed = false;
    const Simplifications steps(call, spec);
    for (std::size_t i = 0; i < steps.size() && !changed; ++i) {
      OwnedCall next = steps[i];
      ++least.tried;
      if (!shows(next.view())) continue;
      call = std::move(next);
      changed = true;
    }
  }
  least.call = to_python("m:f", call.view());
  return least;
}

std::string list_of(int length) {
  std::string json = "[[";
  for (int i = 0; i < length; ++i) json += (i == 0 ? "" : ",") + std::to_string(i * 37 % 211);
  return json + "]]";
}

bool holds(ValueView list, std::int64_t value) {
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (list[i].is(Kind::integer) && list[i].integer() == value) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("an int comes to the edge") {
  const auto beyond = [](const Call& call) { return call.args[0].integer() > 46340; };
  CHECK(least_of(made_call("[2000000000]"), beyond).call == "f(46341)");
  const auto odd_negative = [](const Call& call) {
    return call.args[0].integer() < 0 && call.args[0].integer() % 2 != 0;
  };
  CHECK(least_of(made_call("[-977]"), odd_negative).call == "f(-1)");
}

TEST_CASE("a list of 200 comes to the two elements that matter, in at most 2,000 steps") {
  const auto both = [](const Call& call) {
    return holds(call.args[0], 74) && holds(call.args[0], 148);
  };
  const Least least = least_of(made_call(list_of(200)), both);
  CHECK(least.call == "f([74, 148])");
  CHECK(least.tried <= 2000);
}

TEST_CASE("a text keeps the character that matters") {
  const auto dotted = [](const Call& call) {
    return call.args[0].text().find("\xc4\xb0") != std::string::npos;
  };
  CHECK(least_of(made_call("[\"Long before İ and after\"]"), dotted).call == "f('İ')");
}

TEST_CASE("arguments with defaults are left out where they do not matter") {
  Spec spec;
  spec.parameters.resize(2);
  spec.parameters[0].name = "s";
  spec.parameters[1].name = "sep";
  spec.parameters[1].has_default = true;
  const auto always = [](const Call& call) { return call.args.size() > 0; };
  CHECK(least_of(made_call("[\"abc\",\"x\"]"), always, spec).call == "f('')");
  CHECK(least_of(made_call("[\"abc\"]", "[[\"sep\",\"x\"]]"), always, spec).call == "f('')");
}

TEST_CASE("floats come to whole ones, and nested values are simplified in place") {
  const auto big = [](const Call& call) { return call.args[0].number() > 2.5; };
  CHECK(least_of(made_call("[1234.5678]"), big).call == "f(3.0)");
  const auto nested = [](const Call& call) {
    const ValueView outer = call.args[0];
    return outer.size() > 0 && outer[0].is(Kind::list) && outer[0].size() > 0;
  };
  CHECK(least_of(made_call("[[[5,6],[7]]]"), nested).call == "f([[0]])");
}

TEST_CASE("one object in two places stays one object") {
  const OwnedCall call = own(made_call("[[1,2]]").call);
  const auto arena = std::make_shared<Arena>();
  const NodeId list = copy(call.args.view()[0], *arena);
  const NodeId args = arena->container(Kind::tuple, std::vector<NodeId>{list, list});
  const OwnedCall twice{Value(arena, args), Value(arena, arena->container(Kind::dict))};
  Spec spec;
  spec.parameters.resize(2);
  const Simplifications steps(twice, spec);
  REQUIRE(steps.size() > 0);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const OwnedCall next = steps[i];
    const ValueView changed = next.args;
    REQUIRE(changed.size() == 2);
    CHECK(changed[0].id() == changed[1].id());
  }
}

TEST_CASE("what is nested deeply stays as it is") {
  std::string json = "[";
  for (int i = 0; i < 5000; ++i) json += '[';
  for (int i = 0; i < 5000; ++i) json += ']';
  CHECK(Simplifications(own(made_call(json + "]").call), {}).size() == 0);
}
