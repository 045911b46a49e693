// A folder for a while: made empty, removed with all that is in it. Used by the native module too.
#pragma once

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace portproof {

/// There is no place for temporary files: `what()` says what to do.
class NoScratchFolder : public std::runtime_error {
 public:
  NoScratchFolder(const std::string& path, const std::error_code& reason)
      : std::runtime_error(path + ": " + reason.message() +
                           "; set TMPDIR to a folder that can be written") {}
};

class ScratchFolder {
 public:
  /// In `parent`; empty: with the temporary files. Throws NoScratchFolder.
  explicit ScratchFolder(const std::string& parent = {}) {
    namespace fs = std::filesystem;
    try {
      const fs::path folder = parent.empty() ? fs::temp_directory_path() : fs::path(parent);
      path_ = (fs::canonical(folder) / "portproof-XXXXXX").string();
    } catch (const fs::filesystem_error& error) {
      throw NoScratchFolder("the folder for temporary files", error.code());
    }
    if (::mkdtemp(path_.data()) == nullptr) {
      throw NoScratchFolder(path_, {errno, std::generic_category()});
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
