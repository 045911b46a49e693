// Tests the names of verdicts: reports and specs are written with them.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "specs/verdict.h"

using namespace portproof;

TEST_CASE("verdicts have their names") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kVerdictKinds; ++i) {
    names.emplace(verdict_name(static_cast<VerdictKind>(i)));
  }
  CHECK(names == std::set<std::string>{"match", "diverged", "undecided", "beyond", "waived",
                                       "rejected", "unsupported", "inconclusive"});
  CHECK(where_name(Where::inside) == "inside");
  CHECK(where_name(Where::mined) == "mined");
  CHECK(where_name(Where::confirmed) == "confirmed");
}
