// A hurried port of urllib.parse.quote: a table of the bytes that need no escape.
#include <portproof/port.h>

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace url {

using Bytes = std::vector<std::byte>;
using Text = std::variant<std::string, Bytes>;

struct TypeError : std::logic_error {
  using std::logic_error::logic_error;
};
struct LookupError : std::logic_error {
  using std::logic_error::logic_error;
};
struct UnicodeEncodeError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

namespace {

std::string as_string(const Text& text) {
  if (const auto* string = std::get_if<std::string>(&text)) return *string;
  std::string result;
  for (const std::byte b : std::get<Bytes>(text)) result += static_cast<char>(b);
  return result;
}

std::string narrowed(const std::string& text, unsigned limit, const std::string& errors) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned c = static_cast<unsigned char>(text[i]);
    const int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    if (more > 0) c &= 0x3fU >> more;
    for (int k = 0; k < more; ++k) c = c << 6 | (static_cast<unsigned char>(text[++i]) & 0x3fU);
    if (c < limit) {
      result += static_cast<char>(c);
    } else if (errors == "replace") {
      result += '?';
    } else if (errors == "xmlcharrefreplace") {
      result += "&#" + std::to_string(c) + ";";
    } else if (errors == "strict") {
      throw UnicodeEncodeError("character out of range");
    } else if (errors != "ignore") {
      throw LookupError("unknown error handler");
    }
  }
  return result;
}

std::string encoded(const std::string& text, const std::string& encoding,
                    const std::string& errors) {
  if (encoding == "utf-8") return text;
  if (encoding == "latin-1") return narrowed(text, 0x100, errors);
  if (encoding == "ascii" || encoding == "ASCII") return narrowed(text, 0x80, errors);
  throw LookupError("unknown encoding: " + encoding);
}

}  // namespace

std::string quote(const Text& string, const Text& safe, const std::optional<std::string>& encoding,
                  const std::optional<std::string>& errors) {
  std::string bytes = as_string(string);
  if (std::holds_alternative<Bytes>(string) && (encoding || errors)) {
    throw TypeError("quote() doesn't support 'encoding' or 'errors' for bytes");
  }
  if (std::holds_alternative<std::string>(string) && !bytes.empty()) {
    bytes = encoded(bytes, encoding.value_or("utf-8"), errors.value_or("strict"));
  }
  std::array<bool, 256> unescaped{};
  const std::string always = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";
  for (const char c : always + as_string(safe)) unescaped[static_cast<unsigned char>(c)] = true;

  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string quoted;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (unescaped[byte]) {
      quoted += c;
    } else {
      quoted += {'%', kDigits[byte >> 4], kDigits[byte & 0xf]};
    }
  }
  return quoted;
}

}  // namespace url

PORTPROOF_PORT("urllib.parse:quote", url::quote)
    .raises<url::TypeError>("TypeError")
    .raises<url::LookupError>("LookupError")
    .raises<url::UnicodeEncodeError>("UnicodeEncodeError");
