// The one table of interesting values: where C++ types, and the habits of ports, part from Python.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace portproof {

/// 0, ±1, small ones, halves of powers of two and ten, and the limits of each C++ type with their
/// neighbours.
std::span<const std::int64_t> interesting_integers();
/// Beyond int64, as a big_integer holds them: around 2**63, 2**64, 2**128, and hundreds of digits.
std::span<const std::string_view> interesting_big_integers();
/// Zeros, halves (rounding to even), decimals that are not exact, limits of precision and range,
/// subnormals, infinities, NaN.
std::span<const double> interesting_floats();

/// Why a character is one that ports get wrong.
enum class Trouble {
  case_length,  // its upper, lower or folded form has another length: ß, İ, ligatures
  case_odd,     // several map to one, or it depends on its place: final sigma, dotless i
  combining,    // belongs to the character before it
  digit,        // str.isdigit or isnumeric, not ASCII
  space,        // str.isspace, not ' '
  format,       // right-to-left marks, BOM, zero width
  edge,         // first and last of each length of UTF-8 and UTF-16
  control,      // NUL, DEL, C0 and C1
  surrogate     // lone
};
inline constexpr std::size_t kTroubles = 9;
std::span<const char32_t> troubling_characters(Trouble trouble);

/// 0, 1, 2, 3 and 2^k - 1, 2^k, 2^k + 1 up to 65,537.
std::span<const std::uint32_t> length_ladder();

/// Texts that parsers stumble over: numbers in odd forms, separators, quotes, escapes, paths.
std::span<const std::string_view> interesting_texts();

}  // namespace portproof
