// Nearest words: what a mistyped one probably meant.
#include "specs/nearest.h"

#include <catch2/catch.hpp>

using namespace portproof;

TEST_CASE("the nearest known word", "[nearest]") {
  const std::vector<std::string> known{"clauses", "name", "domain", "len"};
  CHECK(nearest("clauzes", known) == "clauses");
  CHECK(nearest("cluases", known) == "clauses");
  CHECK(nearest("Name", known) == "name");
  CHECK(nearest("lenght", known) == "len");
  CHECK(nearest("xyzzy", known).empty());
  CHECK(nearest("", known).empty());
  CHECK(nearest(std::string(100000, 'x'), known).empty());
  CHECK(did_you_mean("domian", known) == "; did you mean domain?");
  CHECK(did_you_mean("zzzzzzz", known).empty());
  CHECK(listed({}) == "none");
  CHECK(listed({"a", "b"}) == "a, b");
}
