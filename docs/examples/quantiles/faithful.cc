// Port of statistics.quantiles: n - 1 cut points of a sample of ints and floats.
#include <portproof/port.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace stats {

using Number = std::variant<long long, double>;

// A ValueError of its own class, as in Python.
struct StatisticsError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

namespace {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

// -1, 0 or 1 without rounding the int; 2 where the float is a NaN, which has no order.
int compared(long long i, double d) {
  constexpr double kLimit = 9223372036854775808.0;  // 2**63
  if (std::isnan(d)) return 2;
  if (d >= kLimit) return -1;
  if (d < -kLimit) return 1;
  const double whole = std::trunc(d);
  const auto truncated = static_cast<long long>(whole);
  if (i != truncated) return i < truncated ? -1 : 1;
  if (d == whole) return 0;
  return d > whole ? -1 : 1;
}

struct Less {
  bool operator()(const Number& a, const Number& b) const { return std::visit(*this, a, b); }
  bool operator()(long long a, long long b) const { return a < b; }
  bool operator()(double a, double b) const { return a < b; }
  bool operator()(long long a, double b) const { return compared(a, b) == -1; }
  bool operator()(double a, long long b) const { return compared(b, a) == 1; }
};

// Rounded once, to the nearest float and ties to even, as int / int is.
double true_divide(Int128 numerator, long long n) {
  if (numerator == 0) return 0.0;
  auto rest = static_cast<UInt128>(numerator < 0 ? -numerator : numerator);
  int shift = 0;
  for (; (rest >> 126) == 0; ++shift) rest <<= 1;
  const auto divisor = static_cast<UInt128>(n);
  // The quotient has more bits than a float; the lowest tells whether a remainder is left.
  const UInt128 quotient = rest / divisor | static_cast<UInt128>(rest % divisor != 0);
  const double size = std::ldexp(static_cast<double>(quotient), -shift);
  return numerator < 0 ? -size : size;
}

double weighted(const Number& x, long long weight) {
  if (const auto* i = std::get_if<long long>(&x)) return static_cast<double>(Int128{*i} * weight);
  return std::get<double>(x) * static_cast<double>(weight);
}

// (low * (n - delta) + high * delta) / n: ints stay exact up to the division.
double interpolated(const Number& low, const Number& high, long long delta, long long n) {
  const auto* i = std::get_if<long long>(&low);
  const auto* j = std::get_if<long long>(&high);
  if (i != nullptr && j != nullptr) {
    return true_divide(Int128{*i} * (n - delta) + Int128{*j} * delta, n);
  }
  return (weighted(low, n - delta) + weighted(high, delta)) / static_cast<double>(n);
}

// Stable, as Python's: of 1 and 1.0 the first one stays first. Sound for NaNs too, whose order
// is an accident of the algorithm on both sides.
std::vector<Number> sorted(std::vector<Number> data) {
  const auto size = std::ssize(data);
  std::vector<Number> merged(data.size());
  for (std::ptrdiff_t width = 1; width < size; width *= 2) {
    for (std::ptrdiff_t begin = 0; begin < size; begin += 2 * width) {
      const auto left = data.begin() + begin;
      const auto right = data.begin() + std::min(begin + width, size);
      const auto end = data.begin() + std::min(begin + 2 * width, size);
      std::merge(left, right, right, end, merged.begin() + begin, Less());
    }
    data.swap(merged);
  }
  return data;
}

}  // namespace

std::vector<double> quantiles(const std::vector<Number>& data, long long n,
                              const std::string& method) {
  if (n < 1) throw StatisticsError("n must be at least 1");
  const auto size = static_cast<long long>(data.size());
  if (size < 2) throw StatisticsError("must have at least two data points");
  const bool inclusive = method == "inclusive";
  if (!inclusive && method != "exclusive") throw std::invalid_argument("Unknown method: " + method);

  const std::vector<Number> ordered = sorted(data);
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(n - 1));
  const long long scale = inclusive ? size - 1 : size + 1;
  for (long long i = 1; i < n; ++i) {
    // The exclusive method counts from 1, and extends the outermost intervals beyond the data.
    const long long whole = i * scale / n;
    const long long above = inclusive ? whole + 1 : std::clamp(whole, 1LL, size - 1);
    const long long delta = i * scale - (inclusive ? whole : above) * n;
    const auto high = ordered.begin() + above;
    result.push_back(interpolated(*(high - 1), *high, delta, n));
  }
  return result;
}

}  // namespace stats

PORTPROOF_PORT("statistics:quantiles", stats::quantiles)
    .raises<stats::StatisticsError>("statistics:StatisticsError");
