// The small text function that the bench replays, as C++; its Python stands in replay_bench.
#pragma once

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
