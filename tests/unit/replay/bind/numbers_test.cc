// Tests the conversion of bools, integers, floats, complex numbers and enums.
#include <catch2/catch.hpp>
#include <complex>

#include "tests/unit/replay/bind/conversions.h"

using namespace portproof;
using namespace portproof::tests;

namespace {
enum class Color : std::int8_t { red = 1, green = 2 };
}

TEST_CASE("bool", "[bind]") {
  CHECK(loaded<bool>("true"));
  CHECK(stored(false) == "false");
  CHECK(refused<bool>("1") == "bool holds no int (1)");
}

TEST_CASE("integers", "[bind]") {
  CHECK(loaded<int>("-5") == -5);
  CHECK(loaded<int>("true") == 1);
  CHECK(loaded<std::int8_t>("-128") == -128);
  CHECK(loaded<std::uint64_t>(R"({"int":"0xffffffffffffffff"})") == UINT64_MAX);
  CHECK(stored(-5) == "-5");
  CHECK(stored(UINT64_MAX) == R"({"int":"0xffffffffffffffff"})");
  CHECK(stored(INT64_MIN) == "-9223372036854775808");
}

TEST_CASE("integers refuse what is out of range, and never wrap", "[bind]") {
  CHECK(refused<int>("1099511627776") == "2**40 does not fit int32_t");
  CHECK(refused<int>("-2147483649") == "-2147483649 does not fit int32_t");
  CHECK(refused<std::uint8_t>("256") == "256 does not fit uint8_t");
  CHECK(refused<unsigned>("-1") == "-1 does not fit uint32_t");
  CHECK(refused<long>(R"({"int":"0x8000000000000000"})") ==
        "9223372036854775808 does not fit long");
  CHECK(refused<std::uint64_t>(R"({"int":"0x10000000000000000"})") ==
        "18446744073709551616 does not fit unsigned long");
  CHECK(refused<int>("1.0") == "int32_t holds no float (1.0)");
  CHECK(refused<int>("null") == "int32_t holds no none (None)");
}

TEST_CASE("floats", "[bind]") {
  CHECK(loaded<double>("1.5") == 1.5);
  CHECK(loaded<double>("3") == 3.0);
  CHECK(loaded<double>("true") == 1.0);
  CHECK(loaded<float>("0.1") == 0.1F);
  CHECK(stored(1.5) == "1.5");
  CHECK(stored(0.5F) == "0.5");
  CHECK(stored(-0.0) == "-0.0");
  CHECK(loaded<double>(R"({"int":"-0x100000000000000000000"})") == -0x1p80);
  CHECK(loaded<double>(R"({"int":"0xfffffffffffff80000"})") == 0xfffffffffffff80000p0);
  CHECK(refused<double>(R"({"int":"0x100000000000000000001"})") != "held");
  CHECK(refused<double>("{\"int\":\"0x1" + std::string(256, '0') + "\"}") != "held");  // 2**1024
  CHECK(refused<double>("9007199254740993") == "9007199254740993 does not fit double");
  CHECK(refused<double>("\"1\"") == "double holds no str ('1')");
}

TEST_CASE("numbers that an argument was stay what they were", "[bind]") {
  CHECK(stored_over(3.0, "3") == "3");
  CHECK(stored_over(4.0, "3") == "4.0");
  CHECK(stored_over(1, "true") == "true");
  CHECK(stored_over(0, "true") == "0");
}

TEST_CASE("complex numbers", "[bind]") {
  using Complex = std::complex<double>;
  CHECK(loaded<Complex>(R"({"complex":[1.0,-2.0]})") == Complex(1, -2));
  CHECK(loaded<Complex>("2") == Complex(2, 0));
  CHECK(stored(Complex(1, -2)) == R"({"complex":[1.0,-2.0]})");
  CHECK(refused<Complex>("\"1\"") == "double holds no str ('1')");
}

TEST_CASE("enums travel by their value", "[bind]") {
  CHECK(loaded<Color>(R"({"enum":["m:Color","GREEN",2]})") == Color::green);
  CHECK(loaded<Color>("1") == Color::red);
  CHECK(stored(Color::green) == "2");
  CHECK(stored_over(Color::green, R"({"enum":["m:Color","RED",1]})") ==
        R"({"enum":["m:Color",null,2]})");
  CHECK(refused<Color>(R"({"enum":["m:Color","BIG",300]})") == "300 does not fit int8_t");
  CHECK(refused<Color>("\"red\"") == "int8_t holds no str ('red')");
}

TEST_CASE("a portproof::Value holds everything", "[bind]") {
  CHECK(stored(loaded<Value>(R"({"set":[1,2]})")) == R"({"set":[1,2]})");
  CHECK(bind::Convert<Value>::info().any);
}
