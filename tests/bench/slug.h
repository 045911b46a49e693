// The functions that the bench replays, as C++; their Python stands in replay_bench.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

inline std::string slug(std::string_view text) {
  std::string out;
  bool gap = false;
  for (const char c : text) {
    if (c == ' ') {
      gap = !out.empty();
      continue;
    }
    if (gap) out += '-';
    gap = false;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

/// What takes Python more than a microsecond.
inline std::int64_t weigh(std::string_view text) {
  std::int64_t total = 0;
  for (const char c : text) total = (total * 31 + static_cast<unsigned char>(c)) % 1'000'003;
  return total;
}
