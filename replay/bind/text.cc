// Converts strings and characters: UTF-8, code points, and bytes.
#include "replay/bind/text.h"

#include <algorithm>

#include "specs/domain/domain.h"
#include "specs/utf8.h"

namespace portproof::bind {
namespace {

void append_wtf8(std::string& out, char32_t point) {
  const auto byte = [&](char32_t bits) { out += static_cast<char>(bits); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xc0 | point >> 6);
    byte(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    byte(0xe0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  } else {
    byte(0xf0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3f));
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  }
}

}  // namespace

bool load_utf8(ValueView view, std::string& text, bool nul, std::string& why, const char* type) {
  if (!view.is(Kind::str)) return refuse(view, type, why);
  text = view.text();
  if (!is_utf8(text)) {
    why = std::string("a str with lone surrogates is not UTF-8, which ") + type + " holds";
    return false;
  }
  if (!nul && text.find('\0') != std::string::npos) {
    why = std::string("a str with NUL ends early in ") + type;
    return false;
  }
  return true;
}

bool load_code_points(ValueView view, std::u32string& text, std::string& why, const char* type) {
  if (!view.is(Kind::str)) return refuse(view, type, why);
  text.clear();
  const std::string_view wtf8 = view.text();
  for (std::size_t i = 0; i < wtf8.size();) {
    const Utf8Character next = utf8_character(wtf8, i);
    text += next.code;
    i += next.size;
  }
  return true;
}

NodeId store_utf8(std::string_view text, Arena& arena, const Hint& hint) {
  // In a variant bytes may have stood here, which are no string's.
  const Hint own{hint.domain, hint.exact_types ? ValueView() : hint.original};
  const Kind wanted = own.choose({Kind::str, Kind::bytes, Kind::bytearray});
  if (wanted != Kind::str) return arena.text(wanted, text);
  return arena.text(is_utf8(text) ? Kind::str : Kind::bytes, text);
}

NodeId store_code_points(std::u32string_view text, Arena& arena) {
  std::string wtf8;
  for (const char32_t point : text) {
    if (point > 0x10ffff) return arena.text(Kind::opaque, "C++:character beyond U+10FFFF");
    append_wtf8(wtf8, point);
  }
  return arena.str(wtf8);
}

bool keeps_utf16(std::u32string_view text, std::string& why) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] < 0xd800 || text[i] >= 0xdc00 || text[i + 1] < 0xdc00 || text[i + 1] > 0xdfff) {
      continue;
    }
    why = "two lone surrogates side by side are one character in std::u16string";
    return false;
  }
  return true;
}

std::u16string to_utf16(std::u32string_view text) {
  std::u16string out;
  for (const char32_t point : text) {
    if (point < 0x10000) {
      out += static_cast<char16_t>(point);
    } else {
      out += static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10));
      out += static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ff));
    }
  }
  return out;
}

std::u32string from_utf16(std::u16string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t unit = text[i];
    const bool pair = unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.size() &&
                      text[i + 1] >= 0xdc00 && text[i + 1] <= 0xdfff;
    if (!pair) {
      out += unit;
      continue;
    }
    out += 0x10000 + ((unit - 0xd800) << 10) + (static_cast<char32_t>(text[i + 1]) - 0xdc00);
    ++i;
  }
  return out;
}

TypeInfo text_info(const char* name, bool code_points, bool nul, bool one_character) {
  TypeInfo info = simple_info(name, {Kind::str});
  info.code_points = code_points;
  info.nul = nul;
  info.one_character = one_character;
  return info;
}

bool load_bytes(ValueView view, std::string_view& bytes, std::string& why, const char* type) {
  if (!view.is(Kind::bytes) && !view.is(Kind::bytearray)) return refuse(view, type, why);
  bytes = view.text();
  return true;
}

NodeId store_bytes(const void* data, std::size_t size, Arena& arena, const Hint& hint) {
  return arena.text(hint.choose({Kind::bytes, Kind::bytearray}),
                    std::string_view(static_cast<const char*>(data), size));
}

TypeInfo bytes_info(const char* name) { return simple_info(name, {Kind::bytes, Kind::bytearray}); }

}  // namespace portproof::bind
