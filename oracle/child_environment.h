// The environment of a process that is started: ours, and settings that take the place of ours.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portproof {

/// (Boost 1.81's process_environment does not work.)
class ChildEnvironment {
 public:
  explicit ChildEnvironment(const std::vector<std::pair<std::string, std::string>>& added) {
    for (const auto& [name, value] : added) settings_.push_back(name + "=" + value);
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
      const std::string_view setting(*entry);
      const std::string_view name = setting.substr(0, setting.find('='));
      const auto is_name = [&](const auto& pair) { return pair.first == name; };
      if (std::none_of(added.begin(), added.end(), is_name)) settings_.emplace_back(setting);
    }
    for (const std::string& setting : settings_) pointers_.push_back(setting.c_str());
    pointers_.push_back(nullptr);
  }
  ChildEnvironment(const ChildEnvironment&) = delete;
  ChildEnvironment& operator=(const ChildEnvironment&) = delete;

  /// As execve wants it.
  const char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> settings_;
  std::vector<const char*> pointers_;
};

}  // namespace portproof
