// Converts durations, points of the system clock and days, known by their looks.
#pragma once

#include <cstdint>
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

/// False where 64 bits of microseconds do not hold it.
template <DurationLike T>
constexpr bool to_micros(const T& value, std::int64_t& micros) {
  using Period = typename T::period;
  if constexpr (std::is_integral_v<typename T::rep> && kMicrosPerSecond % Period::den == 0) {
    constexpr std::int64_t kFactor = Period::num * (kMicrosPerSecond / Period::den);
    return !__builtin_mul_overflow(value.count(), kFactor, &micros);
  } else {
    constexpr long double kBeyondInt64 = 9223372036854775808.0L;
    const auto scaled =
        static_cast<long double>(value.count()) * Period::num * kMicrosPerSecond / Period::den;
    if (!(scaled < kBeyondInt64 && scaled > -kBeyondInt64)) return false;  // nor is NaN
    micros = static_cast<std::int64_t>(scaled);
    return true;
  }
}

/// False where T's unit does not divide the time: nothing is rounded in silence.
template <DurationLike T>
bool from_micros(std::int64_t micros, T& value, std::string& why) {
  using Period = typename T::period;
  using Rep = typename T::rep;
  const auto exact = static_cast<long double>(micros) * Period::den /
                     (static_cast<long double>(Period::num) * kMicrosPerSecond);
  if constexpr (std::is_integral_v<Rep>) {
    constexpr auto kMost = static_cast<long double>(std::numeric_limits<Rep>::max());
    if (exact > kMost || exact < -kMost) {
      why = std::to_string(micros) + " µs do not fit the duration";
      return false;
    }
  }
  value = T(static_cast<Rep>(exact));
  std::int64_t back = 0;
  if (std::is_floating_point_v<Rep> || (to_micros(value, back) && back == micros)) return true;
  why = std::to_string(micros) + " µs is no whole number of the duration's units";
  return false;
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
