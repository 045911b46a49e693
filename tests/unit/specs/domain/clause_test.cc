// Clauses: what they read, their canonical text, and what they hold of.
#include "specs/domain/clause.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <limits>

#include "specs/domain/number.h"

using namespace portproof;

namespace {

/// Builds values in one arena, for short tests.
struct Build {
  Arena arena;
  ValueView i(std::int64_t v) { return arena.view(arena.integer(v)); }
  ValueView big(std::string_view hex) { return arena.view(arena.big_integer(hex)); }
  ValueView f(double v) { return arena.view(arena.floating(v)); }
  ValueView s(std::string_view v) { return arena.view(arena.str(v)); }
  ValueView b(std::string_view v) { return arena.view(arena.text(Kind::bytes, v)); }
  ValueView none() { return arena.view(arena.none()); }
  ValueView make(Kind kind, std::initializer_list<ValueView> children) {
    std::vector<NodeId> ids;
    for (const ValueView child : children) ids.push_back(child.id());
    return arena.view(arena.container(kind, ids));
  }
  ValueView list(std::initializer_list<ValueView> children) { return make(Kind::list, children); }
};

bool holds(std::string_view text, std::initializer_list<std::pair<std::string, ValueView>> values) {
  Clause clause = Clause::parse(text);
  const bool by_name = clause.holds([&](std::string_view name) {
    for (const auto& [key, value] : values) {
      if (key == name) return value;
    }
    return ValueView();
  });
  std::vector<std::string> names{"unused"};
  std::vector<ValueView> arguments{ValueView()};
  for (const auto& [key, value] : values) {
    names.push_back(key);
    arguments.push_back(value);
  }
  for (const std::string& name : clause.parameters()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
      arguments.emplace_back();
    }
  }
  clause.bind(names);
  const bool by_position = clause.holds(std::span<const ValueView>(arguments));
  REQUIRE(by_name == by_position);
  return by_name;
}

std::string error_of(std::string_view text) {
  try {
    Clause::parse(text);
  } catch (const ClauseError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a clause has one canonical text", "[clause]") {
  const std::pair<std::string_view, std::string_view> texts[] = {
      {"n<=46340", "n <= 46340"},
      {"  100 >=  n ", "n <= 100"},
      {"n >= 0", "n >= 0"},
      {"0 <= n", "n >= 0"},
      {"len(xs) > i >= 0", "0 <= i < len(xs)"},
      {"len(xs) == n", "n == len(xs)"},
      {"len(b) == len(a)", "len(a) == len(b)"},
      {"b >= a", "a <= b"},
      {"abs( x[ * ])<=1e3", ""},
      {"abs( x[*] )<=1e3", "abs(x[*]) <= 1000"},
      {"x <= 1_000.0", "x <= 1000"},
      {"x < 0.5", "x < 0.5"},
      {"x < 1e300", "x < 1e+300"},
      {"n <= 2**31 - 1", "n <= 2147483647"},
      {"n <= 2**64-1", "n <= 2**64 - 1"},
      {"n <= 18446744073709551615", "n <= 2**64 - 1"},
      {"n < 2**128", "n < 2**128"},
      {"n >= -2**63", "n >= -9223372036854775808"},
      {"n >= -2**63 - 1", "n >= -9223372036854775809"},
      {"n <= 100000000000000000000", "n <= 100000000000000000000"},
      {"permutation(b,a)", "permutation(a, b)"},
      {"needle in haystack", "needle in haystack"},
      {"d[key].x[value][07] in y", "d[key].x[value][7] in y"},
      {"no_negative_zero(x)", "no_negative_zero(x)"},
      {"largo <= 3", "largo <= 3"},
      {"inner <= 3", "inner <= 3"},
  };
  for (const auto& [text, canonical] : texts) {
    CAPTURE(text);
    if (canonical.empty()) {
      CHECK(error_of(text).find("'[ * ]' is not understood") != std::string::npos);
      continue;
    }
    CHECK(Clause::parse(text).text() == canonical);
    CHECK(Clause::parse(canonical).text() == canonical);
  }
}

TEST_CASE("the text of a clause can be read, however large its number is", "[clause]") {
  for (const char* number : {"64**1624", "2**16379", "2**16380 - 1", "4**8189", "999**1000"}) {
    const std::string text = Clause::parse(std::string("n < ") + number).text();
    CHECK(Clause::parse(text).text() == text);
  }
  for (const char* number : {"2**16384", "2**16383", "2**16384 - 1", "16**4096"}) {
    CHECK(error_of(std::string("n < ") + number).find(" too l") != std::string::npos);
  }
}

TEST_CASE("an unreadable clause is answered with the nearest form", "[clause]") {
  const std::pair<std::string_view, std::string_view> errors[] = {
      {"", "it is empty"},
      {"n", "it restricts nothing; write it like n <= 100"},
      {"n = len(xs)", "'=' is written '=='; write it like n == len(xs)"},
      {"n =< 3", "'=<' is written '<='"},
      {"n => 3", "'=>' is written '>='"},
      {"n != 3", "a clause has no '!='"},
      {"n <= 3 and m <= 4", "a clause has no 'and'; write it like two clauses"},
      {"lenght(s) <= 3", "did you mean len?"},
      {"asci(s)", "did you mean ascii?"},
      {"ascii(s) <= 3", "is not understood"},
      {"3 <= ascii(s)", "says yes or no and is not compared; write it like ascii(x)"},
      {"permutation(a)", "permutation takes two parameters; write it like permutation(a, b)"},
      {"sorted(a, b)", "sorted takes one parameter"},
      {"len(xs <= 3", "at column 8 is not understood"},
      {"len(xs", "a '(' is not closed"},
      {"1 <= 2", "it speaks of no parameter"},
      {"a < b > c", "its comparisons point both ways"},
      {"xs[*] <= ys[*]", "only one part may name many values"},
      {"3 in xs", "'in' stands between two parameters"},
      {"n <=", "it ends too early"},
      {"n <= 1e999", "is no number"},
      {"n <= 2**99999", "the power is too large"},
      {"xs[-1] <= 3", "'[-1]' is not understood; write it like xs[*]"},
  };
  for (const auto& [text, message] : errors) {
    CAPTURE(text, error_of(text));
    CHECK(error_of(text).find(message) != std::string::npos);
  }
  CHECK(error_of(std::string(5000, 'a')).size() < 400);
  // Its canonical text would be no clause.
  CHECK(error_of("n <= 9999**1170").find("too long to be written out") != std::string::npos);
  CHECK(error_of("n <= 8002**6459").find("the power is too large") != std::string::npos);
}

TEST_CASE("comparisons are exact, and allow what they do not speak of", "[clause]") {
  Build v;
  CHECK(holds("n <= 46340", {{"n", v.i(46340)}}));
  CHECK_FALSE(holds("n <= 46340", {{"n", v.i(46341)}}));
  CHECK_FALSE(holds("n <= 46340", {{"n", v.f(46340.000001)}}));
  CHECK(holds("n <= 46340", {{"n", v.s("zzz")}}));
  CHECK(holds("n <= 0", {{"n", v.arena.view(v.arena.boolean(true))}}));
  CHECK(holds("n <= 46340", {}));
  CHECK(holds("n <= 1", {{"n", v.f(std::nan(""))}}));
  CHECK_FALSE(holds("n <= 1", {{"n", v.f(HUGE_VAL)}}));
  CHECK_FALSE(holds("abs(n) <= 1000", {{"n", v.i(INT64_MIN)}}));
  CHECK(holds("abs(n) <= 2**63", {{"n", v.i(INT64_MIN)}}));
  CHECK_FALSE(holds("abs(n) < 2**63", {{"n", v.i(INT64_MIN)}}));
  CHECK(holds("n <= 2**64 - 1", {{"n", v.big("0xffffffffffffffff")}}));
  CHECK_FALSE(holds("n <= 2**64 - 1", {{"n", v.big("0x10000000000000000")}}));
  CHECK_FALSE(holds("n <= 9007199254740992", {{"n", v.i(9007199254740993)}}));
  CHECK(holds("n >= -5", {{"n", v.i(-5)}}));
  CHECK_FALSE(holds("n >= -5", {{"n", v.big("-0x10000000000000000")}}));
  CHECK(holds("a == b", {{"a", v.i(3)}, {"b", v.f(3)}}));
  CHECK_FALSE(holds("a == b", {{"a", v.i(9007199254740993)}, {"b", v.f(9007199254740992.0)}}));
}

TEST_CASE("lengths, indices and members", "[clause]") {
  Build v;
  const ValueView xs = v.list({v.i(3), v.i(1), v.i(2)});
  CHECK(holds("len(s) <= 3", {{"s", v.s("a\xc3\xa9\xed\xa0\x80")}}));
  CHECK_FALSE(holds("len(s) <= 3", {{"s", v.b("a\xc3\xa9\xed")}}));
  CHECK(holds("n == len(xs)", {{"n", v.i(3)}, {"xs", xs}}));
  CHECK_FALSE(holds("n == len(xs)", {{"n", v.i(4)}, {"xs", xs}}));
  CHECK(holds("0 <= i < len(xs)", {{"i", v.i(2)}, {"xs", xs}}));
  CHECK_FALSE(holds("0 <= i < len(xs)", {{"i", v.i(3)}, {"xs", xs}}));
  CHECK_FALSE(holds("0 <= i < len(xs)", {{"i", v.i(-1)}, {"xs", xs}}));
  CHECK_FALSE(holds("0 <= i < len(xs)", {{"i", v.i(-1)}}));
  CHECK(holds("0 <= is[*] < len(xs)", {{"is", v.list({v.i(0), v.i(2)})}, {"xs", xs}}));
  CHECK_FALSE(holds("0 <= is[*] < len(xs)", {{"is", v.list({v.i(0), v.i(3)})}, {"xs", xs}}));
  CHECK(holds("a in b", {{"a", v.s("ell")}, {"b", v.s("hello")}}));
  CHECK_FALSE(holds("a in b", {{"a", v.s("el")}, {"b", v.s("hallo")}}));
  CHECK(holds("a in b", {{"a", v.i(104)}, {"b", v.b("hello")}}));
  CHECK(holds("a in b", {{"a", v.i(1)}, {"b", xs}}));
  CHECK_FALSE(holds("a in b", {{"a", v.f(1)}, {"b", xs}}));
  CHECK(holds("a in b", {{"a", v.i(1)}, {"b", v.s("x")}}));
  CHECK(holds("a in b", {{"a", v.s("k")}, {"b", v.make(Kind::dict, {v.s("k"), v.none()})}}));
  CHECK_FALSE(holds("nonempty(x)", {{"x", v.s("")}}));
  CHECK(holds("nonempty(x)", {{"x", v.i(0)}}));
}

TEST_CASE("predicates of texts, floats and sequences", "[clause]") {
  Build v;
  CHECK(holds("ascii(s)", {{"s", v.s("0123456789abcdef")}}));
  CHECK_FALSE(holds("ascii(s)", {{"s", v.s("0123456789abcde\xc3\xa9")}}));
  CHECK_FALSE(holds("ascii(s)", {{"s", v.s("\xc3\xa9 0123456789abcdef")}}));
  CHECK_FALSE(holds("no_nul(s)", {{"s", v.b(std::string_view("a\0b", 3))}}));
  CHECK_FALSE(holds("finite(x)", {{"x", v.f(std::nan(""))}}));
  CHECK_FALSE(holds("normal(x)", {{"x", v.f(5e-324)}}));
  CHECK(holds("normal(x)", {{"x", v.f(0)}}));
  CHECK_FALSE(holds("no_negative_zero(x)", {{"x", v.f(-0.0)}}));
  CHECK_FALSE(holds("finite(x)", {{"x", v.arena.view(v.arena.complex(0, HUGE_VAL))}}));
  CHECK_FALSE(holds("sorted(x)", {{"x", v.list({v.i(3), v.i(1)})}}));
  CHECK(holds("sorted(x)", {{"x", v.list({v.i(1), v.f(1.5), v.i(2), v.i(2)})}}));
  CHECK_FALSE(holds("sorted(x)", {{"x", v.list({v.s("b"), v.s("a")})}}));
  CHECK(holds("sorted(x)", {{"x", v.list({v.s("b"), v.i(1)})}}));
  const ValueView a = v.list({v.i(1), v.i(1), v.s("x")});
  CHECK(holds("permutation(a, b)", {{"a", a}, {"b", v.list({v.s("x"), v.i(1), v.i(1)})}}));
  CHECK_FALSE(holds("permutation(a, b)", {{"a", a}, {"b", v.list({v.s("x"), v.s("x"), v.i(1)})}}));
}

TEST_CASE("a closed set of texts", "[clause]") {
  const Clause clause = Clause::parse("one_of( e , \"utf-8\", 'ascii','utf-8')");
  CHECK(clause.text() == "one_of(e, 'ascii', 'utf-8')");
  CHECK(Clause::parse(clause.text()).text() == clause.text());
  Build v;
  CHECK(holds(clause.text(), {{"e", v.s("ascii")}}));
  CHECK_FALSE(holds(clause.text(), {{"e", v.s("ASCII")}}));
  CHECK_FALSE(holds(clause.text(), {{"e", v.s("")}}));
  CHECK(holds(clause.text(), {{"e", v.none()}}));
  CHECK(holds(clause.text(), {{"e", v.b("other")}}));
  CHECK(holds("one_of(e[*], 'a', 'b')", {{"e", v.list({v.s("a"), v.s("b")})}}));
  CHECK_FALSE(holds("one_of(e[*], 'a', 'b')", {{"e", v.list({v.s("a"), v.s("c")})}}));
  for (const char* const wrong :
       {"one_of(e)", "one_of(e, a)", "one_of(e, 'a'", "one_of(e, 'a',)", "one_of(e, \"it's\")",
        "one_of(e, 'a\\\\')", "one_of(e, 'a\n')"}) {
    CHECK_THROWS_AS(Clause::parse(wrong), ClauseError);
  }
}

TEST_CASE("steps lead into nested values", "[clause]") {
  Build v;
  const ValueView rows =
      v.list({v.list({v.f(1), v.f(2)}), v.list({}), v.i(7), v.list({v.f(3), v.f(4000)})});
  CHECK(holds("abs(rows[*][*]) <= 4000", {{"rows", rows}}));
  CHECK_FALSE(holds("abs(rows[*][*]) <= 1000", {{"rows", rows}}));
  CHECK(holds("rows[0][*] <= 2", {{"rows", rows}}));
  CHECK(holds("rows[9][*] <= 2", {{"rows", rows}}));
  const ValueView dict = v.make(Kind::dict, {v.s("a"), v.i(1), v.s("\xc3\xa9"), v.i(2)});
  CHECK(holds("d[value] <= 2", {{"d", dict}}));
  CHECK_FALSE(holds("d[value] < 2", {{"d", dict}}));
  CHECK_FALSE(holds("ascii(d[key])", {{"d", dict}}));
  const ValueView record =
      v.make(Kind::record, {v.s("m:P"), v.none(), v.s("x"), v.i(5), v.s("tags"), v.list({v.i(9)})});
  CHECK(holds("p.x <= 5", {{"p", record}}));
  CHECK_FALSE(holds("p.x < 5", {{"p", record}}));
  CHECK(holds("p.y < 5", {{"p", record}}));
  CHECK_FALSE(holds("p.tags[*] < 9", {{"p", record}}));
  CHECK_FALSE(holds("ps[*].x < 5", {{"ps", v.list({v.none(), record})}}));
}

TEST_CASE("binding names the nearest parameter", "[clause]") {
  Clause clause = Clause::parse("lenght <= 3");
  const std::vector<std::string> names{"text", "length"};
  CHECK_THROWS_WITH(clause.bind(names),
                    "'lenght <= 3' speaks of 'lenght', which is no parameter (there are: text, "
                    "length); did you mean length?");
}

TEST_CASE("values a million deep are hashed and compared", "[clause]") {
  Build v;
  ValueView a = v.i(1), b = v.i(1), c = v.i(2);
  for (int i = 0; i < 200000; ++i) {
    a = v.list({a});
    b = v.list({b});
    c = v.list({c});
  }
  CHECK(holds("permutation(a, b)", {{"a", v.list({a})}, {"b", v.list({b})}}));
  CHECK_FALSE(holds("a in b", {{"a", c}, {"b", v.list({b})}}));
  ValueView shared = v.i(1), again = v.i(1);
  for (int i = 0; i < 100; ++i) {
    shared = v.list({shared, shared});
    again = v.list({again, again});
  }
  CHECK(holds("a in b", {{"a", shared}, {"b", v.list({again})}}));
}

TEST_CASE("numbers of all forms compare as Python compares them", "[clause][number]") {
  REQUIRE(rc::check("int64 against float", [](std::int64_t n) {
    // long double holds both exactly on x86-64.
    for (const double x :
         {static_cast<double>(n), std::nextafter(static_cast<double>(n), HUGE_VAL),
          std::nextafter(static_cast<double>(n), -HUGE_VAL), static_cast<double>(n) + 0.5}) {
      const auto expected = static_cast<long double>(n) <=> static_cast<long double>(x);
      RC_ASSERT((compare(number_of(n), number_of(x)) == expected));
      RC_ASSERT((compare(number_of(x), number_of(n)) == (0 <=> expected)));
    }
  }));
  REQUIRE(rc::check("big against float", [] {
    const double x = std::ldexp(*rc::gen::inRange(1 << 30, INT32_MAX), *rc::gen::inRange(66, 900));
    char buffer[400];
    std::snprintf(buffer, sizeof buffer, "%.0f", x);
    const std::string hex = *decimal_to_hex(buffer);
    std::string above = hex;
    above.back() = '1';
    RC_ASSERT((compare(number_of_hex(hex), number_of(x)) == 0));
    RC_ASSERT((compare(number_of_hex(above), number_of(x)) > 0));
    RC_ASSERT((compare(number_of_hex("-" + above), number_of(-x)) < 0));
    RC_ASSERT(hex_to_decimal(hex) == buffer);
  }));
  CHECK((compare(number_of_hex("0xffffffffffffffff"), number_of(18446744073709551616.0)) < 0));
  CHECK((compare(number_of_hex("0x10000000000000000"), number_of(HUGE_VAL)) < 0));
  CHECK((compare(number_of_hex("0x10000000000000000"), number_of(0.25)) > 0));
  CHECK((compare(number_of(0.0), number_of(std::int64_t{0})) == 0));
  CHECK((compare(number_of(-0.0), number_of(std::int64_t{0})) == 0));
}

TEST_CASE("decimal and hexadecimal agree", "[clause][number]") {
  REQUIRE(rc::check("int64", [](std::int64_t n) {
    RC_ASSERT(hex_to_decimal(*decimal_to_hex(std::to_string(n))) == std::to_string(n));
  }));
  CHECK(*power_to_hex(2, 100) == "0x10000000000000000000000000");
  CHECK(hex_to_decimal(*power_to_hex(10, 30)) == "1000000000000000000000000000000");
}

TEST_CASE("any text is a clause with one canonical text, or an error", "[clause]") {
  REQUIRE(rc::check("texts", [] {
    static const std::vector<std::string> kWords{"n",
                                                 "xs",
                                                 "len(",
                                                 "abs(",
                                                 "ascii(",
                                                 "permutation(",
                                                 ")",
                                                 ",",
                                                 "[*]",
                                                 "[0]",
                                                 "[key]",
                                                 ".f",
                                                 " ",
                                                 "<",
                                                 "<=",
                                                 "==",
                                                 ">=",
                                                 ">",
                                                 " in ",
                                                 "1",
                                                 "-3",
                                                 "0.5",
                                                 "2**",
                                                 "64",
                                                 "1e300",
                                                 "- 1",
                                                 "\xc3\xa9",
                                                 "]",
                                                 "[",
                                                 "(",
                                                 "9223372036854775808"};
    std::string text;
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) text += *rc::gen::elementOf(kWords);
    try {
      const Clause clause = Clause::parse(text);
      RC_ASSERT(Clause::parse(clause.text()).text() == clause.text());
      RC_ASSERT(clause.holds([](std::string_view) { return ValueView(); }));
    } catch (const ClauseError&) {
    }
  }));
}
