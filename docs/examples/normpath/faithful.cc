// Port of posixpath.normpath: folds "//", "." and ".." by text alone, for str and for bytes.
#include <portproof/port.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace paths {

using Bytes = std::vector<std::byte>;
using Path = std::variant<std::u32string, Bytes>;  // code points: str may hold lone surrogates

namespace {

template <class Unit>
constexpr Unit kSlash = static_cast<Unit>('/');
template <class Unit>
constexpr Unit kDot = static_cast<Unit>('.');

template <class Unit>
bool is_dots(std::span<const Unit> part, std::size_t count) {
  return part.size() == count && std::ranges::count(part, kDot<Unit>) == std::ssize(part);
}

// Exactly two leading slashes are the implementation's to interpret, says POSIX: they stay two.
template <class Text>
std::size_t leading_slashes(const Text& path) {
  using Unit = typename Text::value_type;
  const auto end = std::ranges::find_if(path, [](Unit unit) { return unit != kSlash<Unit>; });
  const auto count = static_cast<std::size_t>(end - path.begin());
  return count > 2 ? 1 : count;
}

template <class Text>
auto meaningful_parts(const Text& path, bool absolute) {
  using Unit = typename Text::value_type;
  using Part = std::span<const Unit>;
  std::vector<Part> parts;
  for (auto begin = path.begin(); begin != path.end();) {
    const auto end = std::find(begin, path.end(), kSlash<Unit>);
    const Part part(begin, end);
    begin = end == path.end() ? end : end + 1;
    if (part.empty() || is_dots(part, 1)) continue;
    const bool above_start = parts.empty() ? !absolute : is_dots(parts.back(), 2);
    if (!is_dots(part, 2) || above_start) {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return parts;
}

template <class Text>
Text normalized(const Text& path) {
  using Unit = typename Text::value_type;
  const std::size_t slashes = leading_slashes(path);
  Text result(slashes, kSlash<Unit>);
  for (const auto& part : meaningful_parts(path, slashes > 0)) {
    if (result.size() > slashes) result.push_back(kSlash<Unit>);
    result.insert(result.end(), part.begin(), part.end());
  }
  if (result.empty()) result.push_back(kDot<Unit>);
  return result;
}

}  // namespace

Path normpath(const Path& path) {
  return std::visit([](const auto& text) { return Path(normalized(text)); }, path);
}

}  // namespace paths

PORTPROOF_PORT("posixpath:normpath", paths::normpath);
