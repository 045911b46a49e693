// How probable it is that a relation between two columns of values held by chance.
#include "specs/mine/chance.h"

#include <algorithm>
#include <cmath>

namespace portproof {
namespace {

double log_factorial(std::size_t n) { return std::lgamma(static_cast<double>(n) + 1); }

/// The sum of log(count!) over equal values.
double log_symmetries(std::vector<std::uint64_t> values) {
  std::sort(values.begin(), values.end());
  double sum = 0;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i;
    while (end < values.size() && values[end] == values[i]) ++end;
    sum += log_factorial(end - i);
    i = end;
  }
  return sum;
}

}  // namespace

double log_chance_equal(std::vector<std::uint64_t> values) {
  // Of the n! ways to deal them out, those that only exchange equal values keep every row equal.
  const std::size_t rows = values.size();
  return log_symmetries(std::move(values)) - log_factorial(rows);
}

double log_chance_below(std::vector<Number> left, std::vector<Number> right, bool strict) {
  const auto less = [](const Number& a, const Number& b) { return compare(a, b) < 0; };
  std::sort(left.begin(), left.end(), less);
  std::sort(right.begin(), right.end(), less);
  // The smallest right value can take those left values that fit; each further one the same and
  // more, less those that are taken: the number of ways is the product.
  double log_chance = 0;
  std::size_t fitting = 0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    while (fitting < left.size()) {
      const auto order = compare(left[fitting], right[i]);
      if (!(strict ? order < 0 : order <= 0)) break;
      ++fitting;
    }
    if (fitting <= i) return 0;  // it does not even hold
    log_chance +=
        std::log(static_cast<double>(fitting - i) / static_cast<double>(right.size() - i));
  }
  return log_chance;
}

double log_chance_member(std::span<const std::uint64_t> holders) {
  double log_chance = 0;
  for (const std::uint64_t count : holders) {
    log_chance += std::log(static_cast<double>(count) / static_cast<double>(holders.size()));
  }
  return log_chance;
}

double log_chance_sorted(std::vector<std::uint64_t> elements) {
  const std::size_t count = elements.size();
  return log_symmetries(std::move(elements)) - log_factorial(count);
}

}  // namespace portproof
