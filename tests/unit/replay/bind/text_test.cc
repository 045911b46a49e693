// Tests the conversion of strings, single characters and bytes.
#include <array>
#include <catch2/catch.hpp>

#include "tests/unit/replay/bind/conversions.h"

using namespace portproof;
using namespace portproof::tests;

namespace {
const char* const kSurrogate = R"({"str":"a\\ud800"})";
const char* const kAbc = R"({"bytes":"YWJj"})";
}  // namespace

TEST_CASE("std::string and std::u8string are UTF-8", "[bind]") {
  CHECK(loaded<std::string>(R"("a\u0000é")") == std::string("a\0é", 4));
  CHECK(loaded<std::u8string>("\"é\"") == u8"é");
  CHECK(stored(std::string("é")) == stored(std::u32string(U"é")));
  CHECK(stored(std::u8string(u8"é")) == stored(std::string("é")));
  const std::string why = "a str with lone surrogates is not UTF-8, which std::string holds";
  CHECK(refused<std::string>(kSurrogate) == why);
  CHECK(refused<std::u8string>(kSurrogate) != "held");
  CHECK(refused<std::string>("1") == "std::string holds no int (1)");
  CHECK(refused<std::string>(kAbc) == "std::string holds no bytes (b'abc')");
}

TEST_CASE("a string that is not UTF-8, or answers bytes, becomes bytes", "[bind]") {
  CHECK(stored(std::string("\xff")) == R"({"bytes":"/w=="})");
  CHECK(stored_like(std::string("abc"), kAbc) == kAbc);
  CHECK(stored_like(std::string_view("abc"), R"({"bytearray":"YQ=="})") ==
        R"({"bytearray":"YWJj"})");
}

TEST_CASE("strings of code points hold lone surrogates", "[bind]") {
  CHECK(loaded<std::u32string>(kSurrogate) == std::u32string{U'a', char32_t{0xd800}});
  CHECK(loaded<std::wstring>("\"é\"") == L"é");
  CHECK(stored(loaded<std::u32string>(kSurrogate)) == kSurrogate);
  CHECK(stored(loaded<std::u16string>("\"\U0001f600\"")) == stored(std::string("\U0001f600")));
  CHECK(loaded<std::u16string>("\"\U0001f600\"").size() == 2);
  CHECK(stored(loaded<std::u16string>(kSurrogate)) == kSurrogate);
  CHECK(stored(std::u32string{char32_t{0x110000}}) ==
        R"({"opaque":"C++:character beyond U+10FFFF"})");
  CHECK(refused<std::u32string>("[]") == "std::u32string holds no list ([])");
  CHECK(refused<std::u16string>("1") != "held");
  CHECK(refused<std::u16string>(R"({"str":"\\ud800\\udc00"})") ==
        "two lone surrogates side by side are one character in std::u16string");
  CHECK(refused<std::wstring>("1") != "held");
}

TEST_CASE("characters hold one character", "[bind]") {
  CHECK(loaded<char>("\"x\"") == 'x');
  CHECK(loaded<char32_t>("\"\U0001f600\"") == U'\U0001f600');
  CHECK(loaded<char16_t>("\"é\"") == u'é');
  CHECK(stored('x') == "\"x\"");
  CHECK(stored(U'é') == stored(std::string("é")));
  CHECK(stored(static_cast<char>(0xe9)) == R"({"bytes":"6Q=="})");
  CHECK(refused<char>("\"é\"") == "the character does not fit char");
  CHECK(refused<char16_t>("\"\U0001f600\"") == "the character does not fit char16_t");
  CHECK(refused<char>("\"ab\"") == "char holds one character, not 2");
  CHECK(refused<char>("\"\"") == "char holds one character, not 0");
  CHECK(refused<char>("97") == "char holds no int (97)");
}

TEST_CASE("C strings go out, and null is None", "[bind]") {
  CHECK(stored(static_cast<const char*>("abc")) == "\"abc\"");
  CHECK(stored(static_cast<const char*>(nullptr)) == "null");
}

TEST_CASE("bytes", "[bind]") {
  using Bytes = std::vector<std::uint8_t>;
  CHECK(loaded<Bytes>(kAbc) == Bytes{'a', 'b', 'c'});
  CHECK(loaded<std::vector<std::byte>>(R"({"bytearray":"YQ=="})") ==
        std::vector<std::byte>{std::byte{'a'}});
  CHECK(loaded<std::array<std::uint8_t, 3>>(kAbc)[2] == 'c');
  CHECK(stored(Bytes{'a', 'b', 'c'}) == kAbc);
  CHECK(stored(std::array<std::byte, 1>{std::byte{'a'}}) == R"({"bytes":"YQ=="})");
  CHECK(stored_over(Bytes{'a'}, R"({"bytearray":""})") == R"({"bytearray":"YQ=="})");
  CHECK(refused<Bytes>("\"abc\"") == "a vector of bytes holds no str ('abc')");
  CHECK(refused<Bytes>("[1]") == "a vector of bytes holds no list ([1])");
  CHECK(refused<std::array<std::uint8_t, 2>>(kAbc) == "std::array holds 2 elements, not 3");
}
