// Reads characters of UTF-8 text in which lone surrogates stand as their generalized bytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace portproof {

struct Utf8Character {
  char32_t code = 0;       // of a stray byte: the byte
  std::uint32_t size = 1;  // in bytes
  bool valid = true;       // false: a stray byte
};

/// The character that begins at `offset`, which is below the size of `text`.
inline Utf8Character utf8_character(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::uint32_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - offset < size) return {lead, 1, false};
  char32_t code = lead & (0x7fU >> size);
  for (std::uint32_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {lead, 1, false};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  const char32_t least = size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80;
  if (code < least || code > 0x10ffff) return {lead, 1, false};
  return {code, size, true};
}

/// Whether text is UTF-8 proper: no stray byte, no surrogate.
bool is_utf8(std::string_view text);

}  // namespace portproof
