// Makes ints and floats: recorded ones and their neighbours, limits, constants, small and large.
#include <algorithm>
#include <bit>
#include <cmath>

#include "specs/domain/interesting.h"
#include "specs/domain/make_value.h"

namespace portproof {
namespace {

constexpr int kTries = 6;

/// 0 <= result < 1, with 53 bits.
double unit(Draws& draws) {
  constexpr double kScale = 1.0 / 9007199254740992.0;
  return static_cast<double>(draws.next() >> 11) * kScale;
}

const Value* pick_of(Draws& draws, const std::vector<Value>& values, Kind kind) {
  for (int i = 0; i < kTries && !values.empty(); ++i) {
    const Value& value = draws.pick(values);
    if (value.view().is(kind)) return &value;
  }
  return nullptr;
}

std::int64_t wrapping_add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

}  // namespace

std::int64_t ValueMaker::near(std::int64_t value) {
  switch (draws_.below(6)) {
    case 0:
      return wrapping_add(value, 1);
    case 1:
      return wrapping_add(value, -1);
    case 2:
      return wrapping_add(0, static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(value)));
    case 3:
      return wrapping_add(value, value);
    case 4:
      return value / 2;
    default:
      return wrapping_add(value, draws_.between(-10, 10));
  }
}

std::int64_t ValueMaker::any_integer(const ValuePlan& plan) {
  const auto size = static_cast<std::int64_t>(effort_.size);
  const std::uint64_t way = draws_.below(100);
  if (way < 22) {
    if (const Value* value = pick_of(draws_, plan.recorded, Kind::integer)) {
      return way < 10 ? value->view().integer() : near(value->view().integer());
    }
  } else if (way < 30) {
    if (const Value* value = pick_of(draws_, constants_.numbers, Kind::integer)) {
      return wrapping_add(value->view().integer(), draws_.between(-1, 1));
    }
  } else if (way < 50) {
    return draws_.pick(interesting_integers());
  } else if (way < 62 && plan.least && plan.greatest) {
    return draws_.between(*plan.least, *plan.greatest);
  } else if (way < 70) {
    // Any magnitude as likely as another.
    const auto bits = static_cast<unsigned>(draws_.below(64));
    const std::uint64_t magnitude = bits == 0 ? 0 : draws_.next() >> (64 - bits);
    const auto value = static_cast<std::int64_t>(magnitude);
    return draws_.chance(50) ? value : -value;
  } else if (way < 76) {
    return draws_.between(-1100, 1100);
  }
  return draws_.between(-size, size);
}

/// Into the bounds: near the one that it went over, or anywhere between them.
std::int64_t ValueMaker::fitted(std::int64_t value, const Limits& limits) {
  if (limits.allows(value)) return value;
  if (limits.least && limits.greatest && *limits.least <= *limits.greatest) {
    if (draws_.chance(60)) return draws_.between(*limits.least, *limits.greatest);
    return draws_.chance(50) ? *limits.least : *limits.greatest;
  }
  if (limits.least && value < *limits.least) return *limits.least;
  return limits.greatest ? std::min(value, *limits.greatest) : value;
}

NodeId ValueMaker::big_integer(bool negative) {
  std::string hex;
  if (draws_.chance(50)) {
    hex = draws_.pick(interesting_big_integers());
  } else {
    constexpr std::uint64_t kMostDigits = 60;
    hex = "0x1";
    for (std::uint64_t digits = 15 + draws_.below(kMostDigits); digits > 0; --digits) {
      hex.push_back("0123456789abcdef"[draws_.below(16)]);
    }
  }
  if (hex.starts_with('-') != negative) hex = negative ? "-" + hex : hex.substr(1);
  return arena_.big_integer(hex);
}

NodeId ValueMaker::integer(const ValuePlan& plan, const Limits& limits) {
  const bool negative = draws_.chance(50), bounded = effort_.greatest != INT64_MAX;
  const unsigned often = effort_.leaves ? 12 : 3;
  if (draws_.chance(often) && limits.allows_big(negative) && !bounded) return big_integer(negative);
  std::int64_t value = any_integer(plan);
  if (bounded) value %= effort_.greatest;
  return arena_.integer(fitted(value, limits));
}

double ValueMaker::recorded_float(const ValuePlan& plan) {
  const Value* value = pick_of(draws_, plan.recorded, Kind::floating);
  if (value == nullptr) return draws_.pick(interesting_floats());
  const double number = value->view().number();
  switch (draws_.below(8)) {
    case 0:
      return std::nextafter(number, INFINITY);
    case 1:
      return std::nextafter(number, -INFINITY);
    case 2:
      return -number;
    case 3:
      return number * 2;
    case 4:
      return std::round(number);
    case 5:
      return number + 0.5;
    default:
      return number;
  }
}

double ValueMaker::any_float(const ValuePlan& plan) {
  const double size = effort_.size;
  const std::uint64_t way = draws_.below(100);
  if (way < 20) return recorded_float(plan);
  if (way < 42) return draws_.pick(interesting_floats());
  if (way < 48) {
    if (const Value* value = pick_of(draws_, constants_.numbers, Kind::floating)) {
      return value->view().number();
    }
    if (const Value* value = pick_of(draws_, constants_.numbers, Kind::integer)) {
      return static_cast<double>(value->view().integer());
    }
  }
  if (way < 60 && plan.float_least && plan.float_greatest) {
    return *plan.float_least + (*plan.float_greatest - *plan.float_least) * unit(draws_);
  }
  // Ties of rounding, and decimals that are none in binary.
  if (way < 68) return static_cast<double>(draws_.between(-2000, 2000)) / 2;
  if (way < 76) return static_cast<double>(draws_.between(-10000, 10000)) / 100;
  if (way < 84) return static_cast<double>(any_integer(plan));
  if (way < 90) {
    return std::ldexp(2 * unit(draws_) - 1, static_cast<int>(draws_.between(-40, 40)));
  }
  if (way < 93) return std::bit_cast<double>(draws_.next());
  return size * (2 * unit(draws_) - 1);
}

double ValueMaker::floating(const ValuePlan& plan, const Limits& limits) {
  for (int i = 0; i < kTries; ++i) {
    const double value = any_float(plan);
    if (limits.allows(value)) return value;
  }
  const double low = limits.float_least.value_or(limits.float_greatest.value_or(2.0) - 1.0);
  const double high = limits.float_greatest.value_or(low + 1.0);
  const double value = low + (high - low) * unit(draws_);
  return limits.allows(value) ? value : high;
}

}  // namespace portproof
