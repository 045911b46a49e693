// Domains: what observed values make of them, what they hold, their union and their words.
#include "specs/domain/domain.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "specs/codec.h"
#include "specs/domain/observe.h"
#include "specs/domain/same.h"
#include "tests/unit/specs/arbitrary_value.h"

using namespace portproof;
using portproof::tests::arbitrary_value;

namespace {

Value value(std::string_view json) { return JsonReader().read_value(json); }

Observation observed(std::initializer_list<std::string_view> values) {
  Observation observation;
  for (const std::string_view json : values) observation.add(value(json));
  return observation;
}

std::string words(std::initializer_list<std::string_view> values) {
  return to_words(observed(values).domain());
}

}  // namespace

TEST_CASE("recorded values make a Domain in words", "[domain]") {
  CHECK(to_words(Domain()) == "anything");
  CHECK(words({"null", "\"a\""}) == "str or None");
  CHECK(words({"[1,2]", "[]"}) == "list of int");
  CHECK(words({"[1,\"a\",{\"int\":\"0x10000000000000000\"}]"}) == "list of (int or str)");
  CHECK(words({"[]"}) == "list");
  CHECK(words({R"({"tuple":[1.0,2.0,3.5]})"}) == "tuple of (float, float, float)");
  CHECK(words({R"({"tuple":[1.0]})"}) == "tuple of (float,)");
  CHECK(words({R"({"tuple":[]})", R"({"tuple":[1,2.0]})"}) ==
        "empty tuple or tuple of (int, float)");
  CHECK(words({R"({"tuple":[]})", R"({"tuple":[1]})", R"({"tuple":[1,2]})",
               R"({"tuple":[1,2,3]})"}) == "tuple of int");
  CHECK(words({R"({"a":1,"b":2})", R"({"dict":[[1,2]]})"}) == "dict of (int or str) to int");
  CHECK(words({R"({"record":["m:P",{"x":1,"y":2.0}]})",
               R"({"record":["m:P",{"x":null,"y":2.0}]})"}) == "m:P (x: int or None, y: float)");
  CHECK(words({R"({"record":["m:L",{},[1]]})"}) == "m:L (a list of int)");
  CHECK(words({R"({"enum":["m:Color","RED",1]})", "true", "1", "1.5", R"({"decimal":"1.1"})"}) ==
        "bool or int or float or enum m:Color or decimal");
}

TEST_CASE("a Domain holds its kinds and no others", "[domain]") {
  const Domain ints = observed({"[1]"}).domain();
  CHECK(ints.contains(value("[]")));
  CHECK(ints.contains(value(R"([-5,{"int":"0x10000000000000000"}])")));
  CHECK_FALSE(ints.contains(value("[1,true]")));
  CHECK_FALSE(ints.contains(value("[1.0]")));
  CHECK_FALSE(ints.contains(value(R"({"tuple":[1]})")));
  CHECK(Domain().contains(value("[1.0]")));
  const Domain pair = observed({R"({"tuple":[1,"a"]})"}).domain();
  CHECK(pair.contains(value(R"({"tuple":[7,""]})")));
  CHECK_FALSE(pair.contains(value(R"({"tuple":["",7]})")));
  CHECK_FALSE(pair.contains(value(R"({"tuple":[7]})")));
  const Domain record = observed({R"({"record":["m:P",{"x":1}]})"}).domain();
  CHECK(record.contains(value(R"({"record":["m:P",{"x":2}]})")));
  CHECK_FALSE(record.contains(value(R"({"record":["m:Q",{"x":2}]})")));
  CHECK_FALSE(record.contains(value(R"({"record":["m:P",{"x":2.0}]})")));
  CHECK_FALSE(record.contains(value(R"({"record":["m:P",{"x":2,"y":1}]})")));
  CHECK_FALSE(observed({R"({"opaque":"m:T"})"}).domain().contains(value(R"({"opaque":"m:U"})")));
}

TEST_CASE("annotations name kinds", "[domain]") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"int", "int"},
      {"Optional[str]", "str or None"},
      {"str | None", "str or None"},
      {"'str | None'", "str or None"},
      {"typing.List[int]", "list of int"},
      {"list[int] | tuple[int, ...]", "list of int or tuple of int"},
      {"tuple[int, str]", "tuple of (int, str)"},
      {"tuple[()]", "empty tuple"},
      {"Dict[str, Union[int, float]]", "dict of str to (int or float)"},
      {"dict[str, list[Optional[float]]]", "dict of str to list of (float or None)"},
      {"collections.abc.Sequence[bytes]", "list of bytes"},
      {"datetime.date", "date"},
      {"Foo", "anything"},
      {"int | Foo", "int"},
      {"list[Foo]", "list"},
      {"Callable[[int], str]", "anything"},
      {"Literal['a', 'b']", "anything"},
      {"", "anything"},
      {"int]", "anything"},
  };
  for (const auto& [annotation, expected] : cases) {
    CAPTURE(annotation);
    CHECK(to_words(domain_of_annotation(annotation)) == expected);
  }
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "list[";
  CHECK(to_words(domain_of_annotation(deep)).starts_with("list of list of"));
}

TEST_CASE("what was seen", "[domain][seen]") {
  const Seen ints = observed({"3", "-7", "0", "3", "3"}).seen();
  CHECK(ints.count == 5);
  CHECK(ints.kinds.at("int") == 5);
  CHECK(ints.least->view().integer() == -7);
  CHECK(ints.greatest->view().integer() == 3);
  CHECK(ints.values.empty());  // three different ones in five: not closed

  const Seen floats = observed({"1.5", R"({"float":"nan"})", "-0.0", "5e-324",
                                R"({"float":"-inf"})", R"({"int":"0x10000000000000000"})"})
                          .seen();
  CHECK((floats.nan && floats.infinite && floats.subnormal && floats.negative_zero));
  CHECK(floats.greatest->view().is(Kind::big_integer));
  CHECK(floats.least->view().number() == 0);

  const Seen texts = observed({R"("foo/a")", R"("foo/\u00e9\u0000")", R"("foo/")"}).seen();
  CHECK(texts.prefix == "foo/");
  CHECK(texts.length == std::pair<std::uint64_t, std::uint64_t>(4, 6));
  CHECK(texts.classes == std::vector<std::string>{"lower", "punctuation", "nul", "latin1"});
  CHECK(texts.alphabet == std::string("\0/afo\xc3\xa9", 7));
  CHECK(observed({R"("\u00e9")", R"("\u00ea")"}).seen().prefix.empty());

  Observation modes;
  for (int i = 0; i < 9; ++i) modes.add(value(i % 3 == 0 ? "\"strict\"" : "\"ignore\""));
  CHECK(modes.seen().values.size() == 2);
}

TEST_CASE("elements are seen by their step", "[domain][seen]") {
  const Seen seen = observed({R"([[1,2],{"k":5,"l":6}])", R"({"tuple":[9]})", R"([])"}).seen();
  REQUIRE(seen.part("[*]") != nullptr);
  CHECK(seen.part("[*]")->kinds.at("list") == 1);
  CHECK(seen.part("[*]")->traces == 1);
  CHECK(seen.part("[*]")->part("[*]")->count == 2);
  CHECK(seen.part("[*]")->part("[value]")->greatest->view().integer() == 6);
  CHECK(seen.part("[0]")->count == 1);
  const Seen record = observed({R"({"record":["m:P",{"x":[1]}]})"}).seen();
  CHECK(record.part(".x")->part("[*]")->count == 1);
}

TEST_CASE("Domains of deep and shared values stay small", "[domain]") {
  Arena arena;
  NodeId deep = arena.integer(1), shared = arena.integer(1);
  for (int i = 0; i < 300000; ++i) deep = arena.container(Kind::list, std::vector{deep});
  for (int i = 0; i < 100; ++i) shared = arena.container(Kind::list, std::vector{shared, shared});
  Observation observation;
  observation.add(arena.view(deep));
  observation.add(arena.view(shared));
  const Domain domain = observation.domain();
  CHECK(domain.contains(arena.view(deep)));
  CHECK(domain.contains(arena.view(shared)));
  CHECK(observation.seen().count == 2);
}

TEST_CASE("a Domain holds what was observed, and a union both sides", "[domain]") {
  REQUIRE(rc::check("contains", [] {
    const Value a = *arbitrary_value(), b = *arbitrary_value();
    Observation observation;
    observation.add(a);
    observation.add(b);
    const Domain both = observation.domain();
    RC_ASSERT(both.contains(a));
    RC_ASSERT(both.contains(b));
    Domain left = domain_of(a), right = domain_of(b);
    merge(left, domain_of(b));
    merge(right, domain_of(a));
    RC_ASSERT(left.contains(a));
    RC_ASSERT(left.contains(b));
    RC_ASSERT(to_words(left) == to_words(right));
    Domain again = left;
    merge(again, left);
    RC_ASSERT(again == left);
  }));
}

TEST_CASE("merging what was seen adds up", "[domain][seen]") {
  Seen left = observed({R"("abc")", R"("abd")"}).seen();
  merge(left, observed({R"("ab\u00e9")", "5"}).seen());
  CHECK(left.count == 4);
  CHECK(left.prefix == "ab");
  CHECK(left.alphabet == "abcd\xc3\xa9");
  CHECK(left.kinds.at("str") == 3);
  CHECK(left.greatest->view().integer() == 5);
  CHECK(left.classes == std::vector<std::string>{"lower", "latin1"});
}
