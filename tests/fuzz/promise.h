// What the fuzz targets share: a promise that does not hold ends the process, and libFuzzer keeps
// the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "specs/printable.h"
#include "specs/utf8.h"

// Called by libFuzzer for each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace portproof::fuzzing {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void promise(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

/// The same for two texts, which are shown where they differ.
inline void promise_equal(std::string_view one, std::string_view other, const char* what) {
  if (one == other) return;
  std::fprintf(stderr, "broken promise: %s\n--- one\n%.*s\n--- other\n%.*s\n", what,
               static_cast<int>(one.size()), one.data(), static_cast<int>(other.size()),
               other.data());
  std::abort();
}

/// A text for people: UTF-8 without control and bidirectional characters, line breaks apart.
inline void promise_shown(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Character next = utf8_character(text, i);
    promise(next.valid && (next.code == '\n' || is_printable(next.code)), "a text can be shown");
    i += next.size;
  }
}

}  // namespace portproof::fuzzing
