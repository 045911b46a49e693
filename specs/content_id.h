// Names a trace by its content: the first digits of a sha256.
#pragma once

#include <array>
#include <string_view>

namespace portproof {

inline constexpr std::size_t kContentIdSize = 16;

/// 16 hexadecimal digits, in lower case.
struct ContentId {
  std::array<char, kContentIdSize> digits;

  std::string_view text() const { return {digits.data(), digits.size()}; }
};

/// The id of that content, as `write_content` writes it: the first digits of its sha256.
ContentId content_id(std::string_view content);

}  // namespace portproof
