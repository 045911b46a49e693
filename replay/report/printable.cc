// Escapes what a hostile text could do to a terminal or a document.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "replay/report/report.h"
#include "specs/printable.h"
#include "specs/utf8.h"

namespace portproof {

namespace {

void append_hidden(std::string& out, const Utf8Character& hidden, std::string_view bytes) {
  if (hidden.valid && hidden.code > 0xffff) {
    out += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(hidden.code));
  } else if (hidden.valid && hidden.code > 0xff) {
    out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(hidden.code));
  } else {
    // As one character: a reader of text thinks of \x85, not of the two bytes that it takes.
    out += fmt::format("\\x{:02x}", hidden.valid ? static_cast<std::uint32_t>(hidden.code)
                                                 : static_cast<unsigned char>(bytes[0]));
  }
}

}  // namespace

std::string printable(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Character next = utf8_character(text, i);
    if (next.valid && (next.code == '\n' || is_printable(next.code))) {
      out.append(text, i, next.size);
    } else {
      append_hidden(out, next, std::string_view(text).substr(i, next.size));
    }
    i += next.size;
  }
  return out;
}

std::string printable_line(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

std::string shell_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./:,+@%").find(c) != std::string_view::npos;
  });
  if (plain) return text;
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
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
