// Tests when a waiver has expired, and the words for it.
#include "specs/waivers.h"

#include <catch2/catch.hpp>

using namespace portproof;

namespace {

Waiver waiver(const char* kind, const char* expires) {
  Waiver result;
  result.kind = kind;
  result.reason = "ticket 12";
  result.expires = expires;
  return result;
}

}  // namespace

TEST_CASE("a waiver holds to the end of its day", "[waivers]") {
  CHECK_FALSE(is_expired(waiver("", "2027-01-31"), "2027-01-30"));
  CHECK_FALSE(is_expired(waiver("", "2027-01-31"), "2027-01-31"));
  CHECK(is_expired(waiver("", "2027-01-31"), "2027-02-01"));
}

TEST_CASE("all expired waivers of a spec are named, and no other", "[waivers]") {
  Spec spec;
  CHECK(expired_waivers(spec, "2027-01-31").empty());
  Waiver narrow = waiver("value", "2026-12-31");
  narrow.conditions = {Clause::parse("n <= 0")};
  narrow.path = "[*]";
  spec.waivers = {narrow, waiver("order", "2027-01-31"), waiver("", "2020-01-01")};
  CHECK(expired_waivers(spec, "2027-01-31") ==
        std::vector<std::string>{
            "where n <= 0 and they differ by value and they differ at [*], until 2026-12-31: "
            "ticket 12",
            "where they differ, until 2020-01-01: ticket 12"});
}
