// Converts durations, points of the system clock and days, known by their looks.
#include "replay/bind/chrono.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>

namespace portproof::bind {
namespace {

/// The nearest whole number, of two the even one; `odd`: it is added to an odd number. Not by the
/// rounding mode, which a port may have changed.
long double half_to_even(long double value, bool odd) {
  const long double below = std::floor(value);
  const long double over = value - below;
  const bool below_is_odd = (std::fmod(below, 2.0L) != 0) != odd;
  return over > 0.5L || (over == 0.5L && below_is_odd) ? below + 1 : below;
}

bool narrow(Wide wide, std::int64_t& micros) {
  micros = static_cast<std::int64_t>(wide);
  return wide == micros;
}

}  // namespace

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

bool whole_micros(Wide count, const Unit& unit, std::int64_t& micros) {
  Wide scaled = 0;
  if (__builtin_mul_overflow(count, unit.numerator, &scaled)) return false;
  Wide whole = scaled / unit.denominator;
  Wide rest = scaled % unit.denominator;
  if (rest < 0) {
    rest += unit.denominator;
    --whole;
  }
  const Wide twice = 2 * rest;
  if (twice > unit.denominator || (twice == unit.denominator && whole % 2 != 0)) ++whole;
  return narrow(whole, micros);
}

bool whole_micros(long double count, const Unit& unit, std::int64_t& micros) {
  constexpr long double kBeyondInt64 = 9223372036854775808.0L;
  const auto numerator = static_cast<long double>(unit.numerator);
  const auto denominator = static_cast<long double>(unit.denominator);
  const long double about = count * numerator / denominator;
  if (!(about < kBeyondInt64 && about > -kBeyondInt64)) return false;  // nor is NaN
  if (unit.denominator != 1) return narrow(static_cast<Wide>(half_to_even(about, false)), micros);
  // As CPython does: the whole units exactly, the rest of one as a double.
  const long double units = std::trunc(count);
  const Wide whole = static_cast<Wide>(units) * unit.numerator;
  const double rest = static_cast<double>(count - units) * static_cast<double>(unit.numerator);
  return narrow(whole + static_cast<Wide>(half_to_even(rest, whole % 2 != 0)), micros);
}

bool whole_units(std::int64_t micros, const Unit& unit, Wide least, Wide most, Wide& count,
                 std::string& why) {
  Wide scaled = 0;
  const bool overflows = __builtin_mul_overflow(Wide{micros}, unit.denominator, &scaled);
  if (!overflows && scaled % unit.numerator != 0) {
    why = fmt::format("{} µs is no whole number of the duration's units", micros);
    return false;
  }
  count = scaled / unit.numerator;
  if (!overflows && count >= least && count <= most) return true;
  why = fmt::format("{} µs do not fit the duration", micros);
  return false;
}

double nearest_units(std::int64_t micros, const Unit& unit) {
  Wide scaled = micros < 0 ? -Wide{micros} : Wide{micros};
  if (__builtin_mul_overflow(scaled, unit.denominator, &scaled)) {  // finer than Python's by far
    return static_cast<double>(static_cast<long double>(micros) *
                               static_cast<long double>(unit.denominator) /
                               static_cast<long double>(unit.numerator));
  }
  // So many bits that the quotient has more than a double, and below them one for what is left.
  constexpr Wide kRoom = Wide{1} << 125;
  int shift = 0;
  for (; scaled != 0 && scaled < kRoom; ++shift) scaled *= 2;
  const Wide quotient = scaled / unit.numerator | (scaled % unit.numerator != 0 ? 1 : 0);
  const double count = std::ldexp(static_cast<double>(quotient), -shift);
  return micros < 0 ? -count : count;
}

bool is_extension(ValueView view, std::string_view tag) {
  return view.is(Kind::extension) && view[0].text() == tag;
}

TypeInfo extension_info(const char* name) { return simple_info(name, {Kind::extension}); }

bool load_timedelta(ValueView view, std::int64_t& micros, std::string& why) {
  if (!is_extension(view, "timedelta")) return refuse(view, "std::chrono::duration", why);
  constexpr std::int64_t kMostDays = INT64_MAX / kMicrosPerDay - 1;
  const std::int64_t days = view[1].integer();
  if (days > kMostDays || days < -kMostDays) {
    why = fmt::format("{} days do not fit 64 bits of microseconds", days);
    return false;
  }
  micros = days * kMicrosPerDay + view[2].integer() * kMicrosPerSecond + view[3].integer();
  return true;
}

NodeId store_timedelta(std::int64_t micros, Arena& arena) {
  std::int64_t days = micros / kMicrosPerDay;
  std::int64_t rest = micros % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --days;
  }
  const NodeId parts[] = {arena.str("timedelta"), arena.integer(days),
                          arena.integer(rest / kMicrosPerSecond),
                          arena.integer(rest % kMicrosPerSecond)};
  return arena.container(Kind::extension, parts);
}

NodeId store_no_time(Arena& arena) {
  return arena.text(Kind::opaque, "C++:a time beyond Python's");
}

bool load_moment(ValueView view, bool days, std::int64_t& micros, std::string& why) {
  const char* tag = days ? "date" : "datetime";
  if (!is_extension(view, tag) || view.size() != 2 || !view[1].is(Kind::str)) {
    return refuse(view, days ? "std::chrono::sys_days" : "std::chrono::time_point", why);
  }
  const std::string text(view[1].text());
  int y = 0, used = 0;
  unsigned mo = 0, d = 0, h = 0, mi = 0, s = 0, us = 0;
  std::sscanf(text.c_str(), "%d-%u-%u%n", &y, &mo, &d, &used);
  if (!days) std::sscanf(text.c_str() + used, "T%u:%u:%u%n", &h, &mi, &s, &used);
  if (text.size() > 19 && text[19] == '.') std::sscanf(text.c_str() + 20, "%6u", &us);
  if (text.size() > 26 || (text.size() > 19 && text[19] != '.')) {
    why = "a datetime with a time zone is no point of the system clock's UTC";
    return false;
  }
  const sys_days date{year_month_day{year{y}, month{mo}, day{d}}};
  micros = date.time_since_epoch().count() * kMicrosPerDay +
           (std::int64_t{h} * 3600 + mi * 60 + s) * kMicrosPerSecond + us;
  return true;
}

NodeId store_moment(std::int64_t micros, bool days, Arena& arena) {
  const std::chrono::microseconds since(micros);
  const sys_days date(std::chrono::floor<std::chrono::days>(since));
  const year_month_day ymd(date);
  constexpr int kLastYear = 9999;
  if (ymd.year() < year{1} || ymd.year() > year{kLastYear}) return store_no_time(arena);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", int(ymd.year()), unsigned(ymd.month()), unsigned(ymd.day()));
  if (!days) {
    const std::int64_t rest = micros - date.time_since_epoch().count() * kMicrosPerDay;
    const std::int64_t seconds = rest / kMicrosPerSecond;
    text += fmt::format("T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (rest % kMicrosPerSecond != 0) text += fmt::format(".{:06}", rest % kMicrosPerSecond);
  }
  const NodeId parts[] = {arena.str(days ? "date" : "datetime"), arena.str(text)};
  return arena.container(Kind::extension, parts);
}

}  // namespace portproof::bind
