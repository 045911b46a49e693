// Tests what a freeze is: which times there are, and its words.
#include "specs/freeze.h"

#include <catch2/catch.hpp>

using namespace portproof;

TEST_CASE("a time of UTC has its nanoseconds", "[freeze]") {
  constexpr std::int64_t kSecond = 1'000'000'000;
  CHECK(nanoseconds_of("1970-01-01T00:00:00Z") == 0);
  CHECK(nanoseconds_of("2026-01-02T03:04:05Z") == 1'767'323'045 * kSecond);
  CHECK(nanoseconds_of("2026-01-02T03:04:05.25Z") == 1'767'323'045 * kSecond + 250'000'000);
  CHECK(nanoseconds_of("2024-02-29T12:00:00.000001Z") == 1'709'208'000 * kSecond + 1'000);
  CHECK(nanoseconds_of("2199-12-31T23:59:59.999999Z") == 7'258'118'399 * kSecond + 999'999'000);
}

TEST_CASE("what is no such time has none", "[freeze]") {
  for (const char* text : {"",
                           "Z",
                           "now",
                           "2026-01-02",
                           "2026-01-02T03:04:05",
                           "2026-01-02 03:04:05Z",
                           "2026-01-02T03:04:05+00:00",
                           "2026-1-02T03:04:05Z",
                           "2026-00-02T03:04:05Z",
                           "2026-13-02T03:04:05Z",
                           "2026-01-00T03:04:05Z",
                           "2026-02-29T03:04:05Z",
                           "2100-02-29T03:04:05Z",
                           "2026-01-02T24:00:00Z",
                           "2026-01-02T03:60:00Z",
                           "2026-01-02T03:04:60Z",
                           "1969-12-31T23:59:59Z",
                           "2200-01-01T00:00:00Z",
                           "2026-01-02T03:04:05.Z",
                           "2026-01-02T03:04:05.1234567Z",
                           "2026-01-02T03:04:05.1aZ",
                           "2026-01-02T03:04:05,5Z",
                           "2026-01-02T03:04:0Z"}) {
    INFO(text);
    CHECK_FALSE(nanoseconds_of(text));
  }
}

TEST_CASE("its words are the options of record", "[freeze]") {
  CHECK(freeze_words({}) == "no --freeze-time or --freeze-random");
  CHECK(freeze_words({"2026-01-02T03:04:05Z", {}}) == "--freeze-time 2026-01-02T03:04:05Z");
  CHECK(freeze_words({"", 0}) == "--freeze-random 0");
  CHECK(freeze_words({"2026-01-02T03:04:05Z", 7}) ==
        "--freeze-time 2026-01-02T03:04:05Z --freeze-random 7");
}
