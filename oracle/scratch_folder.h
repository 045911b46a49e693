// A folder for a while: made empty, removed with all that is in it. Used by the native module too.
#pragma once

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace portproof {

class ScratchFolder {
 public:
  /// In `parent`; empty: with the temporary files. Throws std::system_error.
  explicit ScratchFolder(const std::string& parent = {}) {
    namespace fs = std::filesystem;
    const fs::path folder = parent.empty() ? fs::temp_directory_path() : fs::path(parent);
    path_ = (fs::canonical(folder) / "portproof-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), path_);
    }
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace portproof
