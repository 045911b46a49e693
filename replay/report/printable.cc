// Escapes what a hostile text could do to a terminal or a document.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "replay/report/report.h"
#include "specs/printable.h"
#include "specs/utf8.h"

namespace portproof {

std::string printable(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Character next = utf8_character(text, i);
    if (next.valid && (next.code == '\n' || is_printable(next.code))) {
      out.append(text, i, next.size);
    } else if (next.valid && next.code > 0xff) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(next.code));
    } else {
      for (std::size_t k = 0; k < next.size; ++k) {
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i + k]));
      }
    }
    i += next.size;
  }
  return out;
}

int worse_exit_code(int one, int other) {
  constexpr int kWorstFirst[] = {4, 2, 1, 3, 0};
  const auto rank = [&](int code) {
    return std::find(std::begin(kWorstFirst), std::end(kWorstFirst), code) - kWorstFirst;
  };
  return rank(one) <= rank(other) ? one : other;
}

int worst_exit_code(const std::vector<Result>& results) {
  int code = 0;
  for (const Result& result : results) code = worse_exit_code(code, result.exit_code);
  return code;
}

}  // namespace portproof
