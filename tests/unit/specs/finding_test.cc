// Tests that divergences of one cause have one key.
#include <catch2/catch.hpp>

#include "specs/finding.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

Verdict diverged(const char* kind, const char* path) {
  Verdict verdict;
  verdict.kind = VerdictKind::diverged;
  verdict.divergence = Divergence{kind, path, "1", "2"};
  return verdict;
}

}  // namespace

TEST_CASE("a class is told by kind, general path, shapes and place") {
  const auto list = returned("[1]");
  const auto key = class_key(diverged("value", "[3]"), list, list);
  CHECK(key == "diverged | value | [*] | returns list | returns list | inside");
  CHECK(class_key(diverged("value", "[12]"), list, returned("[2,3]")) == key);
  CHECK(class_key(diverged("length", "[12]"), list, list) != key);
  CHECK(class_key(diverged("value", ""), list, list) != key);
  CHECK(class_key(diverged("value", "[3]"), list, raised("ValueError")) != key);
  Verdict beyond = diverged("value", "[3]");
  beyond.where = Where::mined;
  CHECK(class_key(beyond, list, list) != key);
}

TEST_CASE("a question is told by its clause") {
  Verdict verdict = diverged("value", "");
  verdict.kind = VerdictKind::undecided;
  verdict.clause = "n <= 5";
  const auto one = returned("1");
  const auto key = class_key(verdict, one, one);
  verdict.clause = "n >= 0";
  CHECK(class_key(verdict, one, one) != key);
}

TEST_CASE("what has no divergence is told by its reason, without numbers") {
  Verdict verdict;
  verdict.kind = VerdictKind::unsupported;
  verdict.reason = "1099511627776 does not fit int32_t";
  const auto one = returned("1");
  const auto key = class_key(verdict, one, one);
  verdict.reason = "2199023255552 does not fit int32_t";
  CHECK(class_key(verdict, one, one) == key);
  CHECK(key == "unsupported | # does not fit int#_t");
}

TEST_CASE("an effect is of one class, whatever file it is about") {
  Verdict verdict;
  verdict.kind = VerdictKind::rejected;
  const auto one = returned("1");
  const auto key = [&](const char* reason) {
    verdict.reason = reason;
    return class_key(verdict, one, one);
  };
  CHECK(key("effect: opens 'a.txt' for writing") == "rejected | effect: opens … for writing");
  CHECK(key("effect: opens \"it's\" for writing") == key("effect: opens 'b' for writing"));
  CHECK(key("effect: renames 'a' to 'b'") == key("effect: renames 'c' to 'd'"));
  CHECK(key("effect: opens a socket") == "rejected | effect: opens a socket");
}
