// Compares Python's ints of any size and floats exactly.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "specs/value.h"

namespace portproof {

/// A number as a sign and a magnitude. `digits` points into the value that it was made of.
struct Number {
  enum class Form : std::uint8_t { integer, big, real } form = Form::integer;
  bool negative = false;        // never of a zero
  std::uint64_t magnitude = 0;  // of `integer`
  std::string_view digits;      // of `big`: hexadecimal, lower case, no leading zeros, >= 2**63
  double real = 0;              // of `real`: the magnitude, or NaN
  bool nan() const { return form == Form::real && real != real; }
};

/// An int or a float; nothing for other kinds (a bool is none).
std::optional<Number> number_of(ValueView value);
Number number_of(std::int64_t value);
Number number_of(double value);
/// `hex` is "-0x1f…", as a big_integer holds it; it must outlive the result.
Number number_of_hex(std::string_view hex);

/// A NaN is unordered. Allocates nothing.
std::partial_ordering compare(const Number& left, const Number& right);
Number abs(Number number);

/// Decimal digits, optionally with a sign, as "-0x1f…"; nothing where `text` is no such thing.
std::optional<std::string> decimal_to_hex(std::string_view text);
/// The reverse; of cost quadratic in the length.
std::string hex_to_decimal(std::string_view hex);
/// What a power may have: nobody bounds by more, and the digits of a hostile clause would take
/// long.
inline constexpr std::size_t kMostPowerBits = 16384;
/// base ** exponent, hexadecimal. Nothing beyond kMostPowerBits (those of a base that is no power
/// of two are estimated from above).
std::optional<std::string> power_to_hex(std::uint32_t base, std::uint32_t exponent);

}  // namespace portproof
