// A hurried port of posixpath.normpath: the standard library has a function for it, or so it seems.
#include <portproof/port.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace paths {

using Bytes = std::vector<std::byte>;
using Path = std::variant<std::string, Bytes>;

namespace {

std::string normalized(const std::string& path) {
  std::string result = std::filesystem::path(path).lexically_normal().string();
  // Unlike Python, lexically_normal keeps a slash at the end, and "" as it is.
  if (result.size() > 1 && result.ends_with('/')) result.pop_back();
  return result.empty() ? "." : result;
}

Bytes normalized(const Bytes& path) {
  std::string text(path.size(), '\0');
  std::ranges::transform(path, text.begin(), [](std::byte b) { return static_cast<char>(b); });
  text = normalized(text);
  Bytes result(text.size());
  std::ranges::transform(text, result.begin(), [](char c) { return static_cast<std::byte>(c); });
  return result;
}

}  // namespace

Path normpath(const Path& path) {
  return std::visit([](const auto& text) { return Path(normalized(text)); }, path);
}

}  // namespace paths

PORTPROOF_PORT("posixpath:normpath", paths::normpath);
