// Converts numbers between Values and C++, and says why one does not fit.
#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>

#include "replay/bind/convert.h"
#include "specs/codec.h"

namespace portproof::bind {
namespace {

constexpr std::size_t kShownBytes = 60;

std::string shown(ValueView view) {
  if (!view.is(Kind::integer)) return to_python(view, kShownBytes);
  const std::int64_t number = view.integer();
  const auto bits = static_cast<std::uint64_t>(number);
  const std::uint64_t magnitude = number < 0 ? 0 - bits : bits;
  if (magnitude < 65536 || !std::has_single_bit(magnitude)) return fmt::format("{}", number);
  return fmt::format("{}2**{}", number < 0 ? "-" : "", std::countr_zero(magnitude));
}

/// Whether a double holds the int that is written "-0x…".
bool exact_double(std::string_view hex, double& value) {
  const bool negative = hex.starts_with('-');
  std::string_view digits = hex.substr(negative ? 3 : 2);
  const std::size_t significant = digits.find_last_not_of('0') + 1;
  const std::size_t zeros = digits.size() - significant;
  constexpr std::size_t kDigitsOf64Bits = 16, kDigitsOfMost = 256;
  if (significant > kDigitsOf64Bits || digits.size() > kDigitsOfMost) return false;
  std::uint64_t bits = 0;
  std::from_chars(digits.data(), digits.data() + significant, bits, 16);
  if (static_cast<int>(std::bit_width(bits)) - std::countr_zero(bits) >
      std::numeric_limits<double>::digits) {
    return false;
  }
  value = std::ldexp(static_cast<double>(bits), static_cast<int>(4 * zeros));
  if (negative) value = -value;
  return std::isfinite(value);
}

}  // namespace

bool refuse(ValueView view, const char* type, std::string& why) {
  why = fmt::format("{} holds no {} ({})", type, kind_name(view.kind()), shown(view));
  return false;
}

bool refuse_range(ValueView view, const char* type, std::string& why) {
  why = fmt::format("{} does not fit {}", shown(view), type);
  return false;
}

bool load_integer(ValueView view, std::int64_t& value, std::string& why, const char* type) {
  if (view.is(Kind::big_integer)) return refuse_range(view, type, why);
  if (!view.is(Kind::integer) && !view.is(Kind::boolean)) return refuse(view, type, why);
  value = view.integer();
  return true;
}

bool load_unsigned(ValueView view, std::uint64_t& value, std::string& why, const char* type) {
  if (view.is(Kind::big_integer)) {
    const std::string_view text = view.text();
    if (text[0] == '-' || text.size() > 18) return refuse_range(view, type, why);
    std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    return true;
  }
  std::int64_t number = 0;
  if (!load_integer(view, number, why, type)) return false;
  if (number < 0) return refuse_range(view, type, why);
  value = static_cast<std::uint64_t>(number);
  return true;
}

bool load_double(ValueView view, double& value, std::string& why, const char* type) {
  if (view.is(Kind::floating)) {
    value = view.number();
    return true;
  }
  if (view.is(Kind::big_integer)) {
    return exact_double(view.text(), value) || refuse_range(view, type, why);
  }
  if (!view.is(Kind::integer) && !view.is(Kind::boolean)) return refuse(view, type, why);
  value = static_cast<double>(view.integer());
  constexpr double kBeyondInt64 = 9223372036854775808.0;
  if (value >= kBeyondInt64 || static_cast<std::int64_t>(value) != view.integer()) {
    return refuse_range(view, type, why);
  }
  return true;
}

NodeId store_double(double value, Arena& arena, const Hint& hint) {
  const ValueView before = hint.original;
  const bool whole =
      !hint.exact_types && before && (before.is(Kind::integer) || before.is(Kind::boolean));
  if (whole && value == static_cast<double>(before.integer())) return copy(before, arena);
  return arena.floating(value);
}

NodeId store_integer(std::int64_t value, Arena& arena, const Hint& hint) {
  const ValueView before = hint.original;
  const bool truth =
      !hint.exact_types && before && before.is(Kind::boolean) && before.integer() == value;
  return truth ? arena.boolean(value != 0) : arena.integer(value);
}

NodeId store_unsigned(std::uint64_t value, Arena& arena) {
  if (value <= static_cast<std::uint64_t>(INT64_MAX)) {
    return arena.integer(static_cast<std::int64_t>(value));
  }
  return arena.big_integer(fmt::format("{:#x}", value));
}

TypeInfo simple_info(const char* name, std::vector<Kind> kinds) {
  TypeInfo info;
  info.name = name;
  info.kinds = std::move(kinds);
  return info;
}

TypeInfo integer_info(const char* name, std::int64_t least, std::uint64_t greatest) {
  TypeInfo info = simple_info(name, {Kind::integer, Kind::boolean});
  info.least = least;
  info.greatest = greatest;
  return info;
}

TypeInfo compound_info(const std::string& name, std::vector<Kind> kinds,
                       std::vector<TypeInfo> parts) {
  TypeInfo info;
  info.name = name + "<";
  for (std::size_t i = 0; i < parts.size(); ++i) info.name += (i > 0 ? ", " : "") + parts[i].name;
  info.name += ">";
  info.kinds = std::move(kinds);
  info.parts = std::move(parts);
  return info;
}

TypeInfo Convert<Value>::info() {
  TypeInfo info;
  info.name = "portproof::Value";
  info.any = true;
  info.code_points = true;
  return info;
}

}  // namespace portproof::bind
