// Converts durations, points of the system clock and days, known by their looks.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "replay/bind/convert.h"

namespace portproof::bind {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

bool load_timedelta(ValueView view, std::int64_t& micros, std::string& why);
NodeId store_timedelta(std::int64_t micros, Arena& arena);
/// A naive datetime, taken as UTC, in microseconds since 1970; `days`: a date.
bool load_moment(ValueView view, bool days, std::int64_t& micros, std::string& why);
NodeId store_moment(std::int64_t micros, bool days, Arena& arena);
/// A time that Python has none for.
NodeId store_no_time(Arena& arena);
TypeInfo extension_info(const char* name);
bool is_extension(ValueView view, std::string_view tag);

template <class T>
concept DurationLike = requires(const T& t) {
  typename T::rep;
  typename T::period;
  t.count();
} && !requires { typename T::clock; };

template <class T>
concept TimePointLike = requires(const T& t) {
  typename T::clock;
  typename T::duration;
  t.time_since_epoch();
};

/// Holds every product of a count and a part of its period without loss.
__extension__ typedef __int128 Wide;
/// A unit as a reduced fraction of microseconds.
struct Unit {
  Wide numerator, denominator;
};
template <class Period>
constexpr Unit unit_of() {
  const Wide numerator = static_cast<Wide>(Period::num) * kMicrosPerSecond;
  Wide a = numerator, b = Period::den;
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return {numerator / a, Period::den / a};
}

/// Rounded half to even, as Python's timedelta does. False where 64 bits of microseconds do not
/// hold it.
bool whole_micros(Wide count, const Unit& unit, std::int64_t& micros);
bool whole_micros(long double count, const Unit& unit, std::int64_t& micros);
/// False where the unit does not divide the time, or the number from `least` to `most` does not
/// hold it: nothing is rounded in silence.
bool whole_units(std::int64_t micros, const Unit& unit, Wide least, Wide most, Wide& count,
                 std::string& why);
/// The nearest double, as Python's total_seconds() gives it.
double nearest_units(std::int64_t micros, const Unit& unit);

template <DurationLike T>
bool to_micros(const T& value, std::int64_t& micros) {
  using Rep = typename T::rep;
  using Count = std::conditional_t<std::is_integral_v<Rep>, Wide, long double>;
  return whole_micros(static_cast<Count>(value.count()), unit_of<typename T::period>(), micros);
}

template <DurationLike T>
bool from_micros(std::int64_t micros, T& value, std::string& why) {
  using Rep = typename T::rep;
  constexpr Unit kUnit = unit_of<typename T::period>();
  if constexpr (std::is_integral_v<Rep>) {
    using Limits = std::numeric_limits<Rep>;
    Wide count = 0;
    if (!whole_units(micros, kUnit, Limits::min(), Limits::max(), count, why)) return false;
    value = T(static_cast<Rep>(count));
  } else {
    value = T(static_cast<Rep>(nearest_units(micros, kUnit)));
  }
  return true;
}

template <DurationLike T>
struct Convert<T> {
  static TypeInfo info() { return extension_info("std::chrono::duration"); }
  static bool exact(ValueView view) { return is_extension(view, "timedelta"); }
  static bool load(ValueView view, T& value, std::string& why) {
    std::int64_t micros = 0;
    return load_timedelta(view, micros, why) && from_micros(micros, value, why);
  }
  static NodeId store(const T& value, Arena& arena, const Hint&) {
    std::int64_t micros = 0;
    return to_micros(value, micros) ? store_timedelta(micros, arena) : store_no_time(arena);
  }
};

template <TimePointLike T>
struct Convert<T> {
  using Duration = typename T::duration;
  static constexpr bool kDays = Duration::period::num == 86'400 && Duration::period::den == 1;
  static TypeInfo info() {
    return extension_info(kDays ? "std::chrono::sys_days" : "std::chrono::time_point");
  }
  static bool exact(ValueView view) { return is_extension(view, kDays ? "date" : "datetime"); }
  static bool load(ValueView view, T& value, std::string& why) {
    std::int64_t micros = 0;
    Duration duration{};
    if (!load_moment(view, kDays, micros, why) || !from_micros(micros, duration, why)) return false;
    value = T(duration);
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint&) {
    std::int64_t micros = 0;
    if (!to_micros(value.time_since_epoch(), micros)) return store_no_time(arena);
    return store_moment(micros, kDays, arena);
  }
};

}  // namespace portproof::bind
