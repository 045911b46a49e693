// Port of bisect.insort: puts an item into a sorted list, behind those that are equal to it.
#include <portproof/port.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace sorted {

using Item = std::variant<bool, long long, double, std::string>;

struct TypeError : std::logic_error {
  using std::logic_error::logic_error;
};

namespace {

bool less(long long a, long long b) { return a < b; }
bool less(double a, double b) { return a < b; }

// An int and a float are compared as they are: the int is not rounded.
bool less(long long i, double d) {
  constexpr double kLimit = 9223372036854775808.0;  // 2**63
  if (std::isnan(d) || d < -kLimit) return false;
  if (d >= kLimit) return true;
  return i < static_cast<long long>(std::ceil(d));
}

bool less(double d, long long i) {
  constexpr double kLimit = 9223372036854775808.0;
  if (std::isnan(d) || d >= kLimit) return false;
  if (d < -kLimit) return true;
  return static_cast<long long>(std::floor(d)) < i;
}

auto as_number(bool b) { return b ? 1LL : 0LL; }
auto as_number(long long i) { return i; }
auto as_number(double d) { return d; }

// Numbers of any kind have an order, strings have theirs (by code point, which UTF-8 keeps).
bool less(const Item& a, const Item& b) {
  return std::visit(
      [](const auto& x, const auto& y) -> bool {
        constexpr bool kText = std::is_same_v<std::decay_t<decltype(x)>, std::string>;
        if constexpr (kText != std::is_same_v<std::decay_t<decltype(y)>, std::string>) {
          throw TypeError("'<' not supported between instances of these types");
        } else if constexpr (kText) {
          return x < y;
        } else {
          return less(as_number(x), as_number(y));
        }
      },
      a, b);
}

}  // namespace

// A key is a callable in Python, which no caller in C++ can hand over: any other one is refused.
void insort(std::vector<Item>& a, const Item& x, long long lo, std::optional<long long> hi,
            const std::optional<std::string>& key) {
  if (key) throw TypeError("'str' object is not callable");
  if (lo < 0) throw std::invalid_argument("lo must be non-negative");
  const auto size = static_cast<long long>(a.size());
  long long low = lo;
  long long high = hi.value_or(size);
  while (low < high) {
    const long long middle = low + (high - low) / 2;
    if (middle >= size) throw std::out_of_range("list index out of range");
    if (less(x, a[static_cast<std::size_t>(middle)])) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  a.insert(a.begin() + std::min(low, size), x);
}

}  // namespace sorted

PORTPROOF_PORT("bisect:insort", sorted::insort).raises<sorted::TypeError>("TypeError");
