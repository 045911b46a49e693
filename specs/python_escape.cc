// Escapes texts and names as Python writes them, and so that they cannot speak to a terminal.
#include "specs/python_escape.h"

#include "specs/printable.h"
#include "specs/utf8.h"

namespace portproof::detail {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void append_hex(std::string& out, std::string_view prefix, unsigned value, int digits) {
  out += prefix;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kHex[value >> shift & 15U];
}

char quote_of(std::string_view text) {
  const bool single = text.find('\'') != std::string_view::npos;
  return single && text.find('"') == std::string_view::npos ? '"' : '\'';
}

bool append_common_escape(std::string& out, char c, char quote) {
  switch (c) {
    case '\n':
      out += "\\n";
      return true;
    case '\r':
      out += "\\r";
      return true;
    case '\t':
      out += "\\t";
      return true;
    case '\\':
      out += "\\\\";
      return true;
    default:
      break;
  }
  if (c != quote) return false;
  out += '\\';
  out += c;
  return true;
}

void append_character(std::string& out, const Utf8Character& character, std::string_view bytes) {
  const auto code = static_cast<unsigned>(character.code);
  if (character.valid && is_printable(character.code)) {
    out += bytes;
  } else if (code < 0x100) {
    append_hex(out, "\\x", code, 2);
  } else if (code < 0x10000) {
    append_hex(out, "\\u", code, 4);
  } else {
    append_hex(out, "\\U", code, 8);
  }
}

}  // namespace

void append_name(std::string& out, std::string_view name) {
  for (std::size_t i = 0; i < name.size();) {
    const Utf8Character character = utf8_character(name, i);
    append_character(out, character, name.substr(i, character.size));
    i += character.size;
  }
}

void append_str(std::string& out, std::string_view text, std::size_t limit) {
  const char quote = quote_of(text);
  out += quote;
  for (std::size_t i = 0; i < text.size() && out.size() <= limit;) {
    const Utf8Character character = utf8_character(text, i);
    if (character.size > 1 || !append_common_escape(out, text[i], quote)) {
      append_character(out, character, text.substr(i, character.size));
    }
    i += character.size;
  }
  out += quote;
}

void append_bytes(std::string& out, std::string_view bytes, std::size_t limit) {
  const char quote = quote_of(bytes);
  out += 'b';
  out += quote;
  for (std::size_t i = 0; i < bytes.size() && out.size() <= limit; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (append_common_escape(out, bytes[i], quote)) continue;
    if (byte >= 0x20 && byte < 0x7f) {
      out += bytes[i];
    } else {
      append_hex(out, "\\x", byte, 2);
    }
  }
  out += quote;
}

bool is_identifier(std::string_view name) {
  const auto letter = [](const Utf8Character& character) {
    const char32_t c = character.code;
    if (c >= 0x80) return character.valid && is_printable(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  for (std::size_t i = 0; i < name.size();) {
    const Utf8Character character = utf8_character(name, i);
    const bool digit = character.code >= '0' && character.code <= '9';
    if (!letter(character) && !(digit && i > 0)) return false;
    i += character.size;
  }
  return !name.empty();
}

}  // namespace portproof::detail
