// Compares Python's ints of any size and floats exactly.
#include "specs/domain/number.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <vector>

namespace portproof {
namespace {

constexpr double kTwo64 = 18446744073709551616.0;

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::size_t bit_length(std::string_view digits) {
  const auto first = static_cast<unsigned>(hex_digit(digits[0]));
  return 4 * (digits.size() - 1) + static_cast<std::size_t>(std::bit_width(first));
}

/// The magnitude of an int64 against that of a float.
std::partial_ordering compare_magnitudes(std::uint64_t left, double right) {
  if (right >= kTwo64) return std::partial_ordering::less;
  const auto whole = static_cast<std::uint64_t>(right);
  if (left != whole) return left <=> whole;
  return right > std::trunc(right) ? std::partial_ordering::less
                                   : std::partial_ordering::equivalent;
}

/// A big magnitude against that of a float: by bit length, then by the leading 64 bits.
std::partial_ordering compare_magnitudes(std::string_view digits, double right) {
  if (std::isinf(right)) return std::partial_ordering::less;
  if (right < 1) return std::partial_ordering::greater;
  int exponent = 0;
  const double fraction = std::frexp(right, &exponent);  // in [0.5, 1)
  const std::size_t bits = bit_length(digits);
  if (const auto order = bits <=> static_cast<std::size_t>(exponent); order != 0) return order;
  std::uint64_t leading = 0;
  std::size_t used = 0;
  for (; used < digits.size() && used < 16; ++used) {
    leading = leading << 4 | static_cast<std::uint64_t>(hex_digit(digits[used]));
  }
  std::uint64_t below = 0;  // what the shift to the top leaves out of the next digit
  const int shift = std::countl_zero(leading);
  if (shift > 0 && used < digits.size()) {
    const auto next = static_cast<std::uint64_t>(hex_digit(digits[used++]));
    leading = leading << shift | next >> (4 - shift);
    below = next & ((std::uint64_t{1} << (4 - shift)) - 1);
  } else {
    leading <<= shift;
  }
  const auto top = static_cast<std::uint64_t>(std::ldexp(fraction, 64));
  if (leading != top) return leading <=> top;
  const bool rest = below != 0 || digits.find_first_not_of('0', used) != std::string_view::npos;
  return rest ? std::partial_ordering::greater : std::partial_ordering::equivalent;
}

std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

std::partial_ordering compare_absolute(const Number& left, const Number& right) {
  using Form = Number::Form;
  if (left.form == Form::real && right.form == Form::real) return left.real <=> right.real;
  if (left.form == Form::real) return reversed(compare_absolute(right, left));
  if (right.form == Form::real) {
    if (left.form == Form::integer) return compare_magnitudes(left.magnitude, right.real);
    return compare_magnitudes(left.digits, right.real);
  }
  if (left.form != right.form) return left.form <=> right.form;
  if (left.form == Form::integer) return left.magnitude <=> right.magnitude;
  if (left.digits.size() != right.digits.size()) return left.digits.size() <=> right.digits.size();
  return left.digits <=> right.digits;
}

}  // namespace

Number number_of(std::int64_t value) {
  Number number;
  number.negative = value < 0;
  number.magnitude =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  return number;
}

Number number_of(double value) {
  Number number;
  number.form = Number::Form::real;
  number.negative = value < 0;
  number.real = std::fabs(value);
  return number;
}

Number number_of_hex(std::string_view hex) {
  Number number;
  number.negative = hex.starts_with('-');
  number.digits = hex.substr(number.negative ? 3 : 2);
  number.form = Number::Form::big;
  // 2**63 is an int64 magnitude only below zero; kept in one form so that forms order by size.
  if (number.digits.size() <= 16) {
    std::from_chars(number.digits.data(), number.digits.data() + number.digits.size(),
                    number.magnitude, 16);
    number.form = Number::Form::integer;
    if (number.magnitude == 0) number.negative = false;
  }
  return number;
}

std::optional<Number> number_of(ValueView value) {
  switch (value.kind()) {
    case Kind::integer:
      return number_of(value.integer());
    case Kind::floating:
      return number_of(value.number());
    case Kind::big_integer:
      return number_of_hex(value.text());
    default:
      return std::nullopt;
  }
}

Number abs(Number number) {
  number.negative = false;
  return number;
}

std::partial_ordering compare(const Number& left, const Number& right) {
  if (left.nan() || right.nan()) return std::partial_ordering::unordered;
  if (left.negative != right.negative) {
    return left.negative ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  const std::partial_ordering order = compare_absolute(left, right);
  return left.negative ? reversed(order) : order;
}

namespace {

/// Limbs of 32 bits, the lowest first.
using Limbs = std::vector<std::uint32_t>;

void multiply_add(Limbs& limbs, std::uint32_t factor, std::uint32_t addend) {
  std::uint64_t carry = addend;
  for (std::uint32_t& limb : limbs) {
    carry += std::uint64_t{limb} * factor;
    limb = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
}

std::string to_hex(const Limbs& limbs, bool negative) {
  std::string digits;
  for (const std::uint32_t limb : limbs) {
    for (int i = 0; i < 8; ++i) digits += "0123456789abcdef"[limb >> (4 * i) & 15];
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  if (digits.empty()) digits = "0";
  if (digits == "0") negative = false;
  std::reverse(digits.begin(), digits.end());
  return (negative ? "-0x" : "0x") + digits;
}

}  // namespace

std::optional<std::string> decimal_to_hex(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  Limbs limbs;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    multiply_add(limbs, 10, static_cast<std::uint32_t>(c - '0'));
  }
  return to_hex(limbs, negative);
}

std::string hex_to_decimal(std::string_view hex) {
  const bool negative = hex.starts_with('-');
  hex.remove_prefix(negative ? 3 : 2);
  std::vector<std::uint32_t> parts;  // of nine decimal digits, the lowest first
  for (const char c : hex) {
    std::uint64_t carry = static_cast<std::uint64_t>(hex_digit(c));
    for (std::uint32_t& part : parts) {
      carry += std::uint64_t{part} * 16;
      part = static_cast<std::uint32_t>(carry % 1'000'000'000);
      carry /= 1'000'000'000;
    }
    if (carry != 0) parts.push_back(static_cast<std::uint32_t>(carry));
  }
  if (parts.empty()) return "0";
  std::string out = (negative ? "-" : "") + std::to_string(parts.back());
  for (std::size_t i = parts.size() - 1; i-- > 0;) {
    const std::string digits = std::to_string(parts[i]);
    out.append(9 - digits.size(), '0').append(digits);
  }
  return out;
}

std::optional<std::string> power_to_hex(std::uint32_t base, std::uint32_t exponent) {
  const auto width = static_cast<std::size_t>(std::bit_width(base));
  const std::size_t bits =
      std::has_single_bit(base) ? (width - 1) * exponent + 1 : width * exponent;
  if (bits > kMostPowerBits) return std::nullopt;
  Limbs limbs{1};
  for (std::uint32_t i = 0; i < exponent; ++i) multiply_add(limbs, base, 0);
  return to_hex(limbs, false);
}

}  // namespace portproof
