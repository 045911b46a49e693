// A hurried port of base64.b32decode: the usual bit buffer, which stops at the first pad character.
#include <portproof/port.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace base32 {

using Bytes = std::vector<std::byte>;
using Text = std::variant<std::string, Bytes>;

struct Error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

namespace {

std::string ascii(const Text& text) {
  if (const auto* bytes = std::get_if<Bytes>(&text)) {
    std::string result(bytes->size(), '\0');
    std::ranges::transform(*bytes, result.begin(), [](auto b) { return static_cast<char>(b); });
    return result;
  }
  const auto& result = std::get<std::string>(text);
  if (std::ranges::any_of(result, [](char c) { return static_cast<unsigned char>(c) > 127; })) {
    throw std::invalid_argument("string argument should contain only ASCII characters");
  }
  return result;
}

unsigned value_of(char digit) {
  if (digit >= 'A' && digit <= 'Z') return static_cast<unsigned>(digit - 'A');
  if (digit >= '2' && digit <= '7') return static_cast<unsigned>(digit - '2' + 26);
  throw Error("Non-base32 digit found");
}

}  // namespace

Bytes b32decode(const Text& s, bool casefold, const std::optional<Text>& map01) {
  const std::string digits = ascii(s);
  if (digits.size() % 8 != 0) throw Error("Incorrect padding");
  Bytes decoded;
  unsigned buffer = 0;
  int bits = 0;
  for (char digit : digits) {
    if (digit == '=') break;
    if (map01 && digit == '0') digit = 'O';
    if (map01 && digit == '1') digit = ascii(*map01).at(0);
    if (casefold) digit = static_cast<char>(std::toupper(static_cast<unsigned char>(digit)));
    buffer = buffer << 5 | value_of(digit);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      decoded.push_back(static_cast<std::byte>(buffer >> bits & 0xff));
    }
  }
  return decoded;
}

}  // namespace base32

PORTPROOF_PORT("base64:b32decode", base32::b32decode).raises<base32::Error>("binascii:Error");
