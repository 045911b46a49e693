// Turns texts, numbers and bytes into the lexical forms of the wire format and back.
#include "specs/codec_text.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace portproof::wire {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::uint64_t kStandardNan = 0x7ff8000000000000;

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

std::size_t find_surrogate(std::string_view text, std::size_t from) {
  while ((from = text.find('\xed', from)) != std::string_view::npos) {
    if (from + 1 < text.size() && static_cast<unsigned char>(text[from + 1]) >= 0xa0) return from;
    ++from;
  }
  return from;
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text, start, i - start);
    append_escaped(out, text[i]);
    start = i + 1;
  }
  out.append(text, start);
  out += '"';
}

void append_float(std::string& out, double value) {
  char buffer[40];
  auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string_view scientific(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t mark = scientific.find('e');
  int exponent = 0;
  const char* digits = scientific.data() + mark + (scientific[mark + 1] == '+' ? 2 : 1);
  std::from_chars(digits, end, exponent);
  if (exponent < -4 || exponent >= 16) {
    out += scientific;
    return;
  }
  end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr;
  const std::string_view fixed(buffer, static_cast<std::size_t>(end - buffer));
  out += fixed;
  if (fixed.find('.') == std::string_view::npos) out += ".0";
}

std::string special_float(double value) {
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const auto bits = std::bit_cast<std::uint64_t>(value);
  if (bits == kStandardNan) return "nan";
  std::string text = "nan:";
  for (int shift = 60; shift >= 0; shift -= 4) text += kHex[bits >> shift & 15];
  return text;
}

bool parse_special_float(std::string_view text, double& value) {
  if (text == "inf" || text == "-inf") {
    value = text == "inf" ? HUGE_VAL : -HUGE_VAL;
    return true;
  }
  std::uint64_t bits = kStandardNan;
  if (text != "nan") {
    if (text.size() != 20 || !text.starts_with("nan:")) return false;
    bits = 0;
    for (const char c : text.substr(4)) {
      if (hex_digit(c) < 0) return false;
      bits = bits << 4 | static_cast<std::uint64_t>(hex_digit(c));
    }
  }
  value = std::bit_cast<double>(bits);
  return std::isnan(value);
}

bool has_surrogate(std::string_view wtf8) {
  return find_surrogate(wtf8, 0) != std::string_view::npos;
}

std::string escape_surrogates(std::string_view wtf8) {
  std::string out;
  for (std::size_t i = 0; i < wtf8.size(); ++i) {
    if (wtf8[i] == '\\') {
      out += "\\\\";
    } else if (find_surrogate(wtf8.substr(i, 2), 0) == 0 && i + 2 < wtf8.size()) {
      const unsigned unit = 0xd000U | (static_cast<unsigned char>(wtf8[i + 1]) & 0x3fU) << 6 |
                            (static_cast<unsigned char>(wtf8[i + 2]) & 0x3fU);
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += kHex[unit >> shift & 15U];
      i += 2;
    } else {
      out += wtf8[i];
    }
  }
  return out;
}

bool unescape_surrogates(std::string_view escaped, std::string& wtf8) {
  wtf8.clear();
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\') {
      wtf8 += escaped[i];
      continue;
    }
    if (i + 1 < escaped.size() && escaped[i + 1] == '\\') {
      wtf8 += '\\';
      ++i;
      continue;
    }
    if (escaped.size() - i < 6 || escaped[i + 1] != 'u') return false;
    unsigned unit = 0;
    for (const char c : escaped.substr(i + 2, 4)) {
      if (hex_digit(c) < 0) return false;
      unit = unit << 4 | static_cast<unsigned>(hex_digit(c));
    }
    if (unit < 0xd800 || unit > 0xdfff) return false;
    wtf8 += '\xed';
    wtf8 += static_cast<char>(0x80U | (unit >> 6 & 0x3fU));
    wtf8 += static_cast<char>(0x80U | (unit & 0x3fU));
    i += 5;
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= count ? kDigits[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return out;
}

bool from_base64(std::string_view text, std::string& bytes) {
  bytes.clear();
  if (text.size() % 4 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::string_view quad = text.substr(i, 4);
    std::size_t pad = 0;
    if (i + 4 == text.size()) pad = quad[3] != '=' ? 0 : quad[2] == '=' ? 2 : 1;
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const int digit = k < 4 - pad ? base64_digit(quad[k]) : 0;
      if (digit < 0) return false;
      group = group << 6 | static_cast<std::uint32_t>(digit);
    }
    if ((pad == 1 && (group & 0xffU) != 0) || (pad == 2 && (group & 0xffffU) != 0)) return false;
    for (std::size_t k = 0; k < 3 - pad; ++k) {
      bytes += static_cast<char>(group >> (16 - 8 * k) & 0xffU);
    }
  }
  return true;
}

bool is_hex_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.size() < 3 || !text.starts_with("0x") || text[2] == '0') return false;
  for (const char c : text.substr(2)) {
    if (hex_digit(c) < 0) return false;
  }
  return true;
}

}  // namespace portproof::wire
