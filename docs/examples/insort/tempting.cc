// A hurried port of bisect.insort: std::lower_bound, with lo and hi read as slice bounds.
#include <portproof/port.h>

#include <algorithm>
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

bool less(const Item& a, const Item& b) {
  return std::visit(
      [](const auto& x, const auto& y) -> bool {
        constexpr bool kText = std::is_same_v<std::decay_t<decltype(x)>, std::string>;
        if constexpr (kText != std::is_same_v<std::decay_t<decltype(y)>, std::string>) {
          throw TypeError("'<' not supported between instances of these types");
        } else if constexpr (kText) {
          return x < y;
        } else {
          return static_cast<double>(x) < static_cast<double>(y);
        }
      },
      a, b);
}

// Negative positions count from the end, as everywhere in Python.
std::ptrdiff_t position(long long index, std::size_t size) {
  const auto end = static_cast<long long>(size);
  return std::clamp(index < 0 ? index + end : index, 0LL, end);
}

}  // namespace

void insort(std::vector<Item>& a, const Item& x, long long lo, std::optional<long long> hi,
            const std::optional<std::string>& key) {
  if (key) throw TypeError("'str' object is not callable");
  const std::ptrdiff_t low = position(lo, a.size());
  const std::ptrdiff_t high = hi ? position(*hi, a.size()) : std::ssize(a);
  a.insert(std::lower_bound(a.begin() + low, a.begin() + std::max(low, high), x, less), x);
}

}  // namespace sorted

PORTPROOF_PORT("bisect:insort", sorted::insort).raises<sorted::TypeError>("TypeError");
