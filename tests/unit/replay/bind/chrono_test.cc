// Tests the conversion of durations, points of the system clock, and days.
#include <catch2/catch.hpp>
#include <chrono>

#include "tests/unit/replay/bind/conversions.h"

using namespace portproof;
using namespace portproof::tests;
using namespace std::chrono;

namespace {
using Moment = sys_time<microseconds>;
const char* const kDelta = R"({"timedelta":[-1,86399,500000]})";
const char* const kMoment = R"({"datetime":"2024-02-29T23:59:58.000007"})";
const char* const kDay = R"({"date":"2024-02-29"})";
}  // namespace

TEST_CASE("durations", "[bind]") {
  CHECK(loaded<microseconds>(kDelta) == microseconds(-500000));
  CHECK(loaded<duration<double>>(kDelta) == duration<double>(-0.5));
  CHECK(loaded<hours>(R"({"timedelta":[1,3600,0]})") == hours(25));
  CHECK(stored(milliseconds(-500)) == kDelta);
  CHECK(stored(hours(25)) == R"({"timedelta":[1,3600,0]})");
  CHECK(stored(duration<double>(-0.5)) == kDelta);
}

TEST_CASE("no microsecond is lost in nanoseconds or in floating units", "[bind]") {
  using Nanos = sys_time<nanoseconds>;
  const char* const json = R"({"datetime":"2024-12-29T11:25:18.216178"})";
  CHECK(stored(loaded<Nanos>(json)) == json);
  const auto again = [](std::int64_t micros, auto duration) {
    std::string why;
    std::int64_t back = 0;
    REQUIRE(bind::from_micros(micros, duration, why));
    REQUIRE(bind::to_micros(duration, back));
    return back == micros;
  };
  std::int64_t lost = 0;
  for (std::int64_t micros = -1'800'000'000'000'001; micros < 1'800'000'000'000'000;
       micros += 17'999'999'991) {
    lost += again(micros, nanoseconds()) && again(micros, duration<double>()) ? 0 : 1;
    lost += again(micros / 1000, duration<double, std::milli>()) ? 0 : 1;
    lost += again(micros / 1000, duration<double, std::nano>()) ? 0 : 1;
    lost += again(micros, duration<double, std::ratio<86'400>>()) ? 0 : 1;
  }
  CHECK(lost == 0);
}

TEST_CASE("what is finer than a microsecond is rounded as Python does", "[bind]") {
  const auto micros = [](auto duration) {
    std::int64_t result = 0;
    REQUIRE(bind::to_micros(duration, result));
    return result;
  };
  CHECK(micros(duration<double>(0.009)) == 9000);
  CHECK(micros(duration<double>(3.5e-6)) == 4);  // below 3.5 as a real number, not for Python
  CHECK(micros(duration<double>(2.5e-6)) == 2);
  CHECK(micros(duration<double>(-2.5e-6)) == -2);
  CHECK(micros(duration<double, std::micro>(-1.5)) == -2);
  CHECK(micros(duration<double, std::nano>(1500)) == 2);
  CHECK(micros(nanoseconds(1500)) == 2);
  CHECK(micros(nanoseconds(2500)) == 2);
  CHECK(micros(nanoseconds(-2501)) == -3);
  CHECK(micros(duration<int, std::ratio<1, 3>>(1)) == 333333);
}

TEST_CASE("floating units are those of total_seconds()", "[bind]") {
  CHECK(loaded<duration<double>>(R"({"timedelta":[106751,14454,775807]})").count() ==
        9223300854.775807);
  CHECK(loaded<duration<double, std::nano>>(R"({"timedelta":[0,0,7]})").count() == 7000);
  CHECK(loaded<duration<float>>(R"({"timedelta":[0,0,100000]})").count() == 0.1F);
  CHECK(refused<duration<unsigned>>(kDelta) != "held");
  CHECK(refused<duration<unsigned>>(R"({"timedelta":[-1,0,0]})") ==
        "-86400000000 µs do not fit the duration");
}

TEST_CASE("times that Python has none for show, and do not overflow", "[bind]") {
  const std::string beyond = R"({"opaque":"C++:a time beyond Python's"})";
  CHECK(stored(hours::max()) == beyond);
  CHECK(stored(duration<double>(1e300)) == beyond);
  CHECK(stored(sys_seconds(seconds::max())) == beyond);
  CHECK(stored(sys_days(year{10'000} / 1 / 1)) == beyond);
}

TEST_CASE("durations refuse what their unit would round, or cannot hold", "[bind]") {
  CHECK(refused<seconds>(kDelta) == "-500000 µs is no whole number of the duration's units");
  CHECK(refused<microseconds>(R"({"timedelta":[999999999,0,0]})") ==
        "999999999 days do not fit 64 bits of microseconds");
  CHECK(refused<nanoseconds>(R"({"timedelta":[999999,0,0]})") ==
        "86399913600000000 µs do not fit the duration");
  CHECK(refused<seconds>("1") == "std::chrono::duration holds no int (1)");
  CHECK(refused<seconds>(kDay) != "held");
}

TEST_CASE("points of the system clock", "[bind]") {
  const Moment moment = sys_days(2024y / 2 / 29) + 23h + 59min + 58s + 7us;
  CHECK(loaded<Moment>(kMoment) == moment);
  CHECK(stored(moment) == kMoment);
  CHECK(stored(sys_seconds(seconds(-1))) == R"({"datetime":"1969-12-31T23:59:59"})");
  CHECK(refused<sys_seconds>(kMoment) != "held");
  CHECK(refused<Moment>(R"({"datetime":"2024-02-29T23:59:58+01:00"})") ==
        "a datetime with a time zone is no point of the system clock's UTC");
  CHECK(refused<Moment>(kDay) != "held");
  CHECK(refused<Moment>("\"2024\"") == "std::chrono::time_point holds no str ('2024')");
}

TEST_CASE("days", "[bind]") {
  CHECK(loaded<sys_days>(kDay) == sys_days(2024y / 2 / 29));
  CHECK(stored(sys_days(2024y / 2 / 29)) == kDay);
  CHECK(refused<sys_days>(kMoment) != "held");
}
