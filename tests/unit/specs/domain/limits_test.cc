// Tests which bounds clauses put on the values at a place.
#include "specs/domain/limits.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace portproof;

namespace {

Limits limits_of(const char* clause, const char* subject) {
  LimitMap map;
  add_limits(map, Clause::parse(clause));
  return map[subject];
}

}  // namespace

TEST_CASE("comparisons with constants bound ints on the right side") {
  CHECK(limits_of("n <= 46340", "n").greatest == 46340);
  CHECK(limits_of("n < 46340", "n").greatest == 46339);
  CHECK(limits_of("3 <= n", "n").least == 3);
  CHECK(limits_of("n > -2.5", "n").least == -2);
  CHECK(limits_of("n == 7", "n").least == 7);
  CHECK(limits_of("n == 7", "n").greatest == 7);
  CHECK_FALSE(limits_of("n <= 2**70", "n").greatest);
  CHECK(limits_of("n >= 2**70", "n").least == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("a magnitude bounds both sides, a length the length") {
  const Limits magnitude = limits_of("abs(x[*]) <= 1000", "x[*]");
  CHECK(magnitude.least == -1000);
  CHECK(magnitude.greatest == 1000);
  CHECK(magnitude.allows(-1000.0));
  CHECK_FALSE(magnitude.allows(1000.5));
  const Limits length = limits_of("1 <= len(s) < 5", "s");
  CHECK(length.shortest == 1);
  CHECK(length.longest == 4);
  CHECK_FALSE(length.least);
}

TEST_CASE("predicates ban what they name") {
  CHECK_FALSE(limits_of("ascii(s)", "s").allows(U'\xe9'));
  CHECK_FALSE(limits_of("no_nul(s)", "s").allows(U'\0'));
  CHECK_FALSE(limits_of("finite(x)", "x").allows(std::numeric_limits<double>::infinity()));
  CHECK_FALSE(limits_of("normal(x)", "x").allows(5e-324));
  CHECK_FALSE(limits_of("no_negative_zero(x)", "x").allows(-0.0));
  CHECK(limits_of("no_negative_zero(x)", "x").allows(0.0));
  CHECK(limits_of("nonempty(s)", "s").shortest == 1);
}

TEST_CASE("a closed set leaves its texts, two what both have") {
  Limits limits = limits_of("one_of(s, 'a', 'b', 'c')", "s");
  CHECK(limits.choices == std::vector<std::string>{"a", "b", "c"});
  limits.narrow(limits_of("one_of(s, 'b', 'c', 'd')", "s"));
  CHECK(limits.choices == std::vector<std::string>{"b", "c"});
}

TEST_CASE("a relation between arguments bounds by its constants alone") {
  const Limits index = limits_of("0 <= i < len(xs)", "i");
  CHECK(index.least == 0);
  CHECK_FALSE(index.greatest);
}

TEST_CASE("bounds that contradict each other leave nothing") {
  Limits limits = limits_of("n >= 5", "n");
  CHECK_FALSE(limits.is_empty());
  limits.narrow(limits_of("n <= 4", "n"));
  CHECK(limits.is_empty());
}
