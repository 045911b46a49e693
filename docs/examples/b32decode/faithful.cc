// Port of base64.b32decode: the bytes of a Base32 text, refusing what RFC 4648 refuses.
#include <portproof/port.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace base32 {

using Bytes = std::vector<std::byte>;
using Text = std::variant<std::string, Bytes>;

// binascii.Error, which is a ValueError too.
struct Error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};
struct AssertionError : std::logic_error {
  using std::logic_error::logic_error;
};

namespace {

constexpr std::size_t kQuantum = 8;  // digits of 5 bits each, for 5 bytes

Bytes ascii_bytes(const Text& text) {
  if (const auto* bytes = std::get_if<Bytes>(&text)) return *bytes;
  Bytes bytes;
  for (const char c : std::get<std::string>(text)) bytes.push_back(static_cast<std::byte>(c));
  if (std::ranges::any_of(bytes, [](std::byte b) { return b > std::byte{0x7f}; })) {
    throw std::invalid_argument("string argument should contain only ASCII characters");
  }
  return bytes;
}

// RFC 4648, 2.4: a 0 may stand for the letter O, and a 1 for either I or L.
void map_zero_and_one(Bytes& digits, const Text& map01) {
  const Bytes one = ascii_bytes(map01);
  if (one.size() != 1) throw AssertionError("map01 must be one character");
  std::ranges::replace(digits, std::byte{'0'}, std::byte{'O'});
  std::ranges::replace(digits, std::byte{'1'}, one.front());
}

void fold_case(Bytes& digits) {
  for (std::byte& digit : digits) {
    if (digit >= std::byte{'a'} && digit <= std::byte{'z'}) digit ^= std::byte{'a' ^ 'A'};
  }
}

std::uint64_t value_of(std::byte digit) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const std::size_t value = kAlphabet.find(static_cast<char>(digit));
  if (value == std::string_view::npos) throw Error("Non-base32 digit found");
  return value;
}

// Only these numbers of pad characters leave whole bytes behind.
std::size_t bytes_under_padding(std::size_t pads) {
  constexpr std::pair<std::size_t, std::size_t> kBytesLeft[] = {
      {0, 5}, {1, 4}, {3, 3}, {4, 2}, {6, 1}};
  for (const auto& [count, bytes] : kBytesLeft) {
    if (count == pads) return bytes;
  }
  throw Error("Incorrect padding");
}

}  // namespace

Bytes b32decode(const Text& s, bool casefold, const std::optional<Text>& map01) {
  Bytes digits = ascii_bytes(s);
  if (digits.size() % kQuantum != 0) throw Error("Incorrect padding");
  if (map01) map_zero_and_one(digits, *map01);
  if (casefold) fold_case(digits);

  const auto last = std::find_if(digits.rbegin(), digits.rend(),
                                 [](std::byte digit) { return digit != std::byte{'='}; });
  const auto pads = static_cast<std::size_t>(last - digits.rbegin());
  const std::size_t significant = digits.size() - pads;
  Bytes decoded;
  for (std::size_t begin = 0; begin < significant; begin += kQuantum) {
    std::uint64_t bits = 0;
    for (std::size_t i = begin; i < begin + kQuantum; ++i) {
      bits = bits << 5 | (i < significant ? value_of(digits[i]) : 0);
    }
    for (int shift = 32; shift >= 0; shift -= 8) {
      decoded.push_back(static_cast<std::byte>(bits >> shift & 0xff));
    }
  }
  const std::size_t kept = bytes_under_padding(pads);
  if (!decoded.empty()) decoded.resize(decoded.size() - (5 - kept));
  return decoded;
}

}  // namespace base32

PORTPROOF_PORT("base64:b32decode", base32::b32decode)
    .raises<base32::Error>("binascii:Error")
    .raises<base32::AssertionError>("AssertionError");
