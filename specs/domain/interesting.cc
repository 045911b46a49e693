// The one table of interesting values: where C++ types, and the habits of ports, part from Python.
#include "specs/domain/interesting.h"

#include <array>
#include <cfloat>
#include <cmath>
#include <limits>

namespace portproof {
namespace {

constexpr std::int64_t kTwo31 = std::int64_t{1} << 31;
constexpr std::int64_t kTwo32 = std::int64_t{1} << 32;
constexpr std::int64_t kTwo53 = std::int64_t{1} << 53;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

constexpr std::int64_t kIntegers[] = {
    0,          1,           -1,         2,         -2,          3,          -3,         4,
    5,          -5,          7,          -7,        8,           9,          10,         -10,
    11,         12,          15,         16,        17,          25,         31,         32,
    33,         59,          60,         61,        63,          64,         65,         99,
    100,        -100,        101,        127,       128,         129,        -127,       -128,
    -129,       255,         256,        257,       -255,        -256,       365,        366,
    400,        999,         1000,       1001,      -1000,       1023,       1024,       1025,
    4095,       4096,        9999,       10000,     32767,       32768,      -32768,     -32769,
    46340,      46341,       -46341,     65535,     65536,       65537,      99999,      1000000,
    -1000000,   16777216,    16777217,   -16777217, 1000000007,  kTwo31 - 1, kTwo31,     kTwo31 + 1,
    -kTwo31,    -kTwo31 - 1, kTwo32 - 1, kTwo32,    kTwo32 + 1,  -kTwo32,    3037000499, 3037000500,
    kTwo53 - 1, kTwo53,      kTwo53 + 1, -kTwo53,   -kTwo53 - 1, kMost - 1,  kMost,      kLeast,
    kLeast + 1,
};

constexpr std::string_view kBigIntegers[] = {
    "0x8000000000000000",
    "0x8000000000000001",
    "-0x8000000000000001",
    "0xffffffffffffffff",
    "0x10000000000000000",
    "0x10000000000000001",
    "-0x10000000000000000",
    "0x7fffffffffffffffffffffffffffffff",
    "0x80000000000000000000000000000000",
    "0x100000000000000000000000000000000",
    "-0x100000000000000000000000000000000",
    "0x4ee2d6d415b85acef8100000000",
    "0x20000000000000000000000000000000000000000000000000000000000000000000000000000000001",
};

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

constexpr double kFloats[] = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    -1.5,
    2.5,
    -2.5,
    3.5,
    0.25,
    0.75,
    2.0,
    3.0,
    10.0,
    100.0,
    0.1,
    0.2,
    0.3,
    -0.1,
    1.1,
    2.675,
    1.005,
    0.7,
    1.0 / 3.0,
    2.0 / 3.0,
    0.49999999999999994,
    0.9999999999999999,
    1.0000000000000002,
    1e-7,
    1e-5,
    1e15,
    1e16,
    1e17,
    1e21,
    1e22,
    1e23,
    123456789.123,
    16777216.0,
    16777217.0,
    2147483647.5,
    4294967296.0,
    9007199254740991.0,
    9007199254740992.0,
    9007199254740993.0,
    9223372036854775807.0,
    18446744073709551616.0,
    3.4028234663852886e38,
    3.5e38,
    1e-45,
    1.1754943508222875e-38,
    1e100,
    -1e100,
    1e-100,
    1e308,
    DBL_MAX,
    -DBL_MAX,
    DBL_MIN,
    DBL_TRUE_MIN,
    -DBL_TRUE_MIN,
    2.225073858507201e-308,
    DBL_EPSILON,
    3.141592653589793,
    kInfinite,
    -kInfinite,
    kNan,
};

constexpr char32_t kCaseLength[] = {0xdf,   0x130,  0x149,  0x1f0,  0x390,  0x3b0,
                                    0x587,  0x1e96, 0x1e9e, 0x1f50, 0x1f80, 0x1fb3,
                                    0x1fb6, 0xfb00, 0xfb01, 0xfb03, 0xfb06, 0xfb13};
constexpr char32_t kCaseOdd[] = {0x131,  0x17f,  0x1c4,  0x1c5,  0x1c6,  0x345,   0x3a3,
                                 0x3c2,  0x3c3,  0x3d1,  0x3f4,  0x1e9b, 0x1fbe,  0x2126,
                                 0x212a, 0x212b, 0x13a0, 0xab70, 0xff21, 0x10400, 0x10428};
constexpr char32_t kCombining[] = {0x300, 0x301, 0x308,  0x327,  0x335,  0x483,  0x5b0,  0x64b,
                                   0x93f, 0xe31, 0x1dc0, 0x20e3, 0x200d, 0xfe0f, 0xfe20, 0x1f3fb};
constexpr char32_t kDigits[] = {0xb2,   0xb9,   0xbc,   0xbd,    0x660,  0x669,  0x6f5,
                                0x967,  0xe51,  0x2070, 0x2155,  0x2167, 0x2460, 0x4e00,
                                0xff10, 0xff15, 0xff19, 0x1d7ce, 0x1d7ff};
constexpr char32_t kSpaces[] = {0x9,    0xa,    0xb,    0xc,    0xd,    0x1c,   0x1d,
                                0x1e,   0x1f,   0x85,   0xa0,   0x1680, 0x2000, 0x2003,
                                0x2007, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
constexpr char32_t kFormats[] = {0xad,   0x5d0,  0x627,  0x61c,  0x180e, 0x200b, 0x200c, 0x200e,
                                 0x200f, 0x202a, 0x202e, 0x2060, 0x2066, 0xfeff, 0xfffc};
constexpr char32_t kEdges[] = {0x7f,    0x80,    0xff,    0x100,   0x7ff,   0x800,    0xfff,
                               0x1000,  0xd7ff,  0xe000,  0xfffd,  0xfffe,  0xffff,   0x10000,
                               0x1f600, 0x20000, 0x2fa1d, 0xe0001, 0xfffff, 0x100000, 0x10ffff};
constexpr char32_t kControls[] = {0x0, 0x1, 0x7, 0x8, 0x1a, 0x1b, 0x7f, 0x80, 0x84, 0x9b, 0x9f};
constexpr char32_t kSurrogates[] = {0xd800, 0xdbff, 0xdc00, 0xdc80, 0xdfff};

constexpr std::string_view kTexts[] = {
    "a",
    "ab",
    "aa",
    "aba",
    "0",
    "-1",
    "+1",
    "00",
    "1.5",
    "1e5",
    "1_000",
    "0x10",
    "1,2",
    " 1 ",
    "nan",
    "inf",
    "None",
    "True",
    "a b",
    " a",
    "a ",
    "a  b",
    "\t",
    "\n",
    "\r\n",
    "a\nb",
    "\r",
    "a\\",
    "\\n",
    "\\",
    "'",
    "\"",
    "''",
    "\"\"",
    "`",
    "/",
    "//",
    "///",
    ".",
    "..",
    "./",
    "../",
    "/.",
    "/..",
    "a/b",
    "a/../b",
    "a//b",
    "~",
    "%",
    "%20",
    "%zz",
    "%s",
    "&",
    "&amp;",
    "<a>",
    "]]>",
    "#",
    "?a=b",
    "a=b",
    "a:b",
    ";",
    ",",
    "[",
    "]",
    "(",
    ")",
    "{}",
    "{0}",
    "$a",
    "|",
    "*",
    "a-b",
    "a_b",
    "_",
    "--",
    "abc",
    "ABC",
    "aBc",
    "A b C",
    "http://a",
    "\xc3\xa9",
    "e\xcc\x81",
    "\xce\xa3\xce\xb1\xcf\x83",
};

constexpr auto kLadder = [] {
  constexpr std::uint32_t kFirst = 4, kLast = 1 << 16;
  std::array<std::uint32_t, 4 + 3 * 15> lengths{0, 1, 2, 3};
  std::size_t i = 4;
  for (std::uint32_t power = kFirst; power <= kLast; power *= 2) {
    lengths[i++] = power - 1;
    lengths[i++] = power;
    lengths[i++] = power + 1;
  }
  return lengths;
}();

}  // namespace

std::span<const std::int64_t> interesting_integers() { return kIntegers; }
std::span<const std::string_view> interesting_big_integers() { return kBigIntegers; }
std::span<const double> interesting_floats() { return kFloats; }

std::span<const char32_t> troubling_characters(Trouble trouble) {
  switch (trouble) {
    case Trouble::case_length:
      return kCaseLength;
    case Trouble::case_odd:
      return kCaseOdd;
    case Trouble::combining:
      return kCombining;
    case Trouble::digit:
      return kDigits;
    case Trouble::space:
      return kSpaces;
    case Trouble::format:
      return kFormats;
    case Trouble::edge:
      return kEdges;
    case Trouble::control:
      return kControls;
    case Trouble::surrogate:
      return kSurrogates;
  }
  return kEdges;
}

std::span<const std::uint32_t> length_ladder() { return kLadder; }
std::span<const std::string_view> interesting_texts() { return kTexts; }

}  // namespace portproof
