// Which files of the project a sealed port may read: those that its spec names.
#include "replay/reads.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "replay/files.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

fs::path real(const fs::path& path) {
  std::error_code unknown;
  const fs::path found = fs::weakly_canonical(fs::absolute(path), unknown);
  const fs::path plain = unknown ? fs::absolute(path).lexically_normal() : found;
  return plain.has_filename() || plain == plain.root_path() ? plain : plain.parent_path();
}

/// Whether `path` is `folder` or below it. Both are real.
bool is_within(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

/// What the kernel shows of processes and devices is another thing each time, and tells a port
/// where it is.
bool is_of_the_system(const fs::path& path) {
  return is_within(path, "/proc") || is_within(path, "/sys") || is_within(path, "/dev");
}

/// By the time of its last change, which nobody can set.
std::string entry_state(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return path + " is gone\n";
  return fmt::format("{} {} {} {}.{}\n", path, status.st_ino, status.st_size, status.st_ctim.tv_sec,
                     status.st_ctim.tv_nsec);
}

}  // namespace

std::string state_of(const std::vector<std::string>& paths) {
  std::vector<std::string> entries;
  for (const std::string& path : paths) {
    entries.push_back(entry_state(path));
    std::error_code unknown;
    if (!fs::is_directory(path, unknown)) continue;
    for (fs::recursive_directory_iterator it(path, unknown), end; !unknown && it != end;
         it.increment(unknown)) {
      entries.push_back(entry_state(it->path().string()));
    }
  }
  std::sort(entries.begin(), entries.end());
  return fmt::format("{}", fmt::join(entries, ""));
}

std::vector<std::string> readable_paths(const Spec& spec, const std::string& spec_file,
                                        std::vector<Secret> secrets) {
  secrets.push_back({"the spec", spec_file});
  std::vector<std::string> paths;
  for (const std::string& named : spec.gate.reads) {
    const auto refuse = [&](const std::string& why) {
      throw UsageError(fmt::format("{}: gate.reads: {} {}", spec_file, named, why));
    };
    const fs::path written = fs::absolute(spec_file).parent_path() / named;
    std::error_code unknown;
    if (!fs::exists(written, unknown)) {
      refuse("is not there: paths are absolute or begin at the spec's folder");
    }
    const fs::path path = real(written);
    if (is_of_the_system(path) ||
        (!fs::is_regular_file(path, unknown) && !fs::is_directory(path, unknown))) {
      refuse(fmt::format("({}) is no file and no folder of a project", path.string()));
    }
    for (const Secret& secret : secrets) {
      const fs::path kept = real(secret.path);
      if (is_within(path, kept)) {
        refuse(fmt::format("({}) is in {} ({}), which a port must not read", path.string(),
                           secret.what, kept.string()));
      }
      if (is_within(kept, path)) {
        refuse(fmt::format("({}) holds {} ({}), which a port must not read: name what it needs",
                           path.string(), secret.what, kept.string()));
      }
    }
    paths.push_back(path.string());
  }
  return paths;
}

std::string wanted_words(const std::string& path, const std::vector<Secret>& secrets) {
  const fs::path opened = real(path);
  for (const Secret& secret : secrets) {
    if (is_within(opened, real(secret.path))) {
      return fmt::format("it opens {}, of {}: a port must not read that", path, secret.what);
    }
  }
  if (is_of_the_system(opened)) {
    return fmt::format("it opens {}, which tells it where it runs", path);
  }
  return fmt::format(
      "it wants to read {}: \"gate\": {{\"reads\": [\"{}\"]}} in the spec allows that", path, path);
}

}  // namespace portproof
