// Port of urllib.parse.quote: percent-escapes a str or bytes for one part of a URL.
#include <portproof/port.h>

#include <algorithm>
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

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The first code point that `charset` cannot hold: none in UTF-8.
enum class Charset : char32_t { kAscii = 0x80, kLatin1 = 0x100, kUtf8 = 0x110000 };

// "Latin 1" and "latin_1" are the same name to Python: "latin_1".
std::string normalized_name(std::string_view name) {
  std::string result;
  bool gap = false;
  for (const char c : name) {
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (is_ascii_letter(c) || is_ascii_digit(c) || c == '.') {
      if (gap && !result.empty()) result += '_';
      result += to_lower(c);
      gap = false;
    } else if (ascii) {
      gap = true;
    }
  }
  return result;
}

// The charsets that URLs are made of. Python knows a hundred more: a spec has to leave them out.
Charset charset_named(const std::string& encoding) {
  constexpr std::array<std::string_view, 7> kUtf8Names = {"utf_8",     "utf8",      "utf",    "u8",
                                                          "utf8_ucs2", "utf8_ucs4", "cp65001"};
  constexpr std::array<std::string_view, 13> kLatin1Names = {
      "latin_1", "latin1",    "latin",      "l1",          "iso_8859_1", "iso_8859_1_1987", "8859",
      "iso8859", "iso8859_1", "iso_ir_100", "csisolatin1", "cp819",      "ibm819"};
  constexpr std::array<std::string_view, 13> kAsciiNames = {
      "ascii",   "us_ascii", "us",     "646",       "ansi_x3.4_1968",   "ansi_x3_4_1968",
      "csascii", "cp367",    "ibm367", "iso646_us", "iso_646.irv_1991", "ansi_x3.4_1986",
      "iso_ir_6"};
  const std::string name = normalized_name(encoding);
  if (std::ranges::count(kUtf8Names, name) > 0) return Charset::kUtf8;
  if (std::ranges::count(kLatin1Names, name) > 0) return Charset::kLatin1;
  if (std::ranges::count(kAsciiNames, name) > 0) return Charset::kAscii;
  throw LookupError("unknown encoding: " + encoding);
}

std::string hexadecimal(char32_t number, std::size_t width, std::string_view digits) {
  std::string result(width, '0');
  for (std::size_t i = width; i > 0; --i, number >>= 4) result[i - 1] = digits[number & 0xf];
  return result;
}

// What stands for a character that the charset does not have.
std::string substitute(char32_t c, const std::string& errors) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (errors == "ignore") return "";
  if (errors == "replace") return "?";
  if (errors == "xmlcharrefreplace") return "&#" + std::to_string(std::size_t{c}) + ";";
  if (errors == "backslashreplace") {
    if (c < 0x100) return "\\x" + hexadecimal(c, 2, kDigits);
    return c < 0x10000 ? "\\u" + hexadecimal(c, 4, kDigits) : "\\U" + hexadecimal(c, 8, kDigits);
  }
  if (errors == "strict" || errors == "surrogateescape" || errors == "surrogatepass") {
    throw UnicodeEncodeError("ordinal not in range");
  }
  throw LookupError("unknown error handler name '" + errors + "'");
}

// The code point that begins at `at`, which moves behind it. Text is always valid UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  char32_t result = lead & (0x3fU >> more);
  for (int i = 0; i < more && at < text.size(); ++i) {
    result = result << 6 | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  }
  return result;
}

std::string encoded(const std::string& text, const std::string& encoding,
                    const std::string& errors) {
  if (encoding.find('\0') != std::string::npos || errors.find('\0') != std::string::npos) {
    throw std::invalid_argument("embedded null character");
  }
  const Charset charset = charset_named(encoding);
  if (charset == Charset::kUtf8) return text;
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c < static_cast<char32_t>(charset)) {
      result += static_cast<char>(c);
    } else {
      result += substitute(c, errors);
    }
  }
  return result;
}

std::string as_string(const Bytes& bytes) {
  std::string result(bytes.size(), '\0');
  std::ranges::transform(bytes, result.begin(), [](std::byte b) { return static_cast<char>(b); });
  return result;
}

// Letters, digits and "_.-~" are never escaped; beyond ASCII nothing is safe, whatever is asked.
class SafeSet {
 public:
  explicit SafeSet(const Text& more) {
    const auto* bytes = std::get_if<Bytes>(&more);
    const std::string& text = bytes != nullptr ? as_string(*bytes) : std::get<std::string>(more);
    for (const char c : text + "_.-~") safe_[static_cast<unsigned char>(c)] = true;
    std::fill(safe_.begin() + 0x80, safe_.end(), false);
  }

  bool contains(char c) const {
    return is_ascii_letter(c) || is_ascii_digit(c) || safe_[static_cast<unsigned char>(c)];
  }

 private:
  std::array<bool, 0x100> safe_{};
};

}  // namespace

std::string quote(const Text& string, const Text& safe, const std::optional<std::string>& encoding,
                  const std::optional<std::string>& errors) {
  std::string bytes;
  if (const auto* text = std::get_if<std::string>(&string)) {
    if (text->empty()) return "";  // before anything is said about the encoding
    bytes = encoded(*text, encoding.value_or("utf-8"), errors.value_or("strict"));
  } else {
    if (encoding) throw TypeError("quote() doesn't support 'encoding' for bytes");
    if (errors) throw TypeError("quote() doesn't support 'errors' for bytes");
    bytes = as_string(std::get<Bytes>(string));
  }
  const SafeSet safe_set(safe);
  std::string quoted;
  for (const char c : bytes) {
    if (safe_set.contains(c)) {
      quoted += c;
    } else {
      quoted += '%' + hexadecimal(static_cast<unsigned char>(c), 2, "0123456789ABCDEF");
    }
  }
  return quoted;
}

}  // namespace url

PORTPROOF_PORT("urllib.parse:quote", url::quote)
    .raises<url::TypeError>("TypeError")
    .raises<url::LookupError>("LookupError")
    .raises<url::UnicodeEncodeError>("UnicodeEncodeError");
