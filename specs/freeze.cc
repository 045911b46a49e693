// What an original sees of clock and dice while it is called, where a recording held them still.
#include "specs/freeze.h"

#include <array>
#include <charconv>

namespace portproof {
namespace {

constexpr int kFirstYear = 1970, kLastYear = 2199;
constexpr std::string_view kForm = "0000-00-00T00:00:00";
constexpr std::size_t kMostDigits = 6;
constexpr std::int64_t kSecond = 1'000'000'000;

/// Whether `text` is like `form`, where a 0 stands for any digit.
bool has_form(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !digit : text[i] != form[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t size) {
  int number = 0;
  std::from_chars(text.data() + at, text.data() + at + size, number);
  return number;
}

// By hand: <chrono> brings clocks, which this folder has none of.
bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_of(int year, int month) {
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0);
}

std::optional<std::int64_t> days_until(int year, int month, int day) {
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  if (day < 1 || day > days_of(year, month)) return std::nullopt;
  std::int64_t days = day - 1;
  for (int before = kFirstYear; before < year; ++before) days += is_leap(before) ? 366 : 365;
  for (int before = 1; before < month; ++before) days += days_of(year, before);
  return days;
}

/// Of ".5" behind the second; "" is none.
std::optional<std::int64_t> fraction_of(std::string_view text) {
  if (text.empty()) return 0;
  std::string form = ".";
  form.append(text.size() - 1, '0');
  if (text.size() < 2 || text.size() > 1 + kMostDigits || !has_form(text, form)) {
    return std::nullopt;
  }
  std::int64_t part = number_at(text, 1, text.size() - 1);
  for (std::size_t i = text.size() - 1; i < 9; ++i) part *= 10;
  return part;
}

}  // namespace

std::optional<std::int64_t> nanoseconds_of(std::string_view time) {
  const std::string_view whole = time.substr(0, kForm.size());
  if (!has_form(whole, kForm) || !time.ends_with('Z')) return std::nullopt;
  const auto fraction = fraction_of(time.substr(kForm.size(), time.size() - kForm.size() - 1));
  const auto days = days_until(number_at(time, 0, 4), number_at(time, 5, 2), number_at(time, 8, 2));
  const int hour = number_at(time, 11, 2), minute = number_at(time, 14, 2);
  const int second = number_at(time, 17, 2);
  if (!fraction || !days || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return (((*days * 24 + hour) * 60 + minute) * 60 + second) * kSecond + *fraction;
}

std::string freeze_words(const Freeze& freeze) {
  std::string words;
  if (!freeze.time.empty()) words = "--freeze-time " + freeze.time;
  if (freeze.random) {
    words += (words.empty() ? "" : " ") + ("--freeze-random " + std::to_string(*freeze.random));
  }
  return words.empty() ? "no --freeze-time or --freeze-random" : words;
}

}  // namespace portproof
