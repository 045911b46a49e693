// Says how a port file is compiled and linked with this Portproof, installed or in its build tree.
#include "replay/toolchain.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "replay/commands/common.h"
#include "replay/files.h"

// The build passes PORTPROOF_COMPILER, PORTPROOF_LIBDIR (relative to the prefix),
// PORTPROOF_BUILD_DIR and PORTPROOF_SOURCE_DIR.

namespace portproof {
namespace {

namespace fs = std::filesystem;

/// In the order in which the linker needs them.
constexpr const char* kLibraries[] = {"props", "replay", "oracle", "corpus", "specs"};
constexpr const char* kSystemLibraries[] = {"-lfmt",  "-lsimdjson",     "-lcrypto",
                                            "-lzstd", "-ltomlplusplus", "-lrapidcheck",
                                            "-ldl",   "-lpthread"};

fs::path prefix() { return fs::path(executable_path()).parent_path().parent_path(); }

std::string compiler() {
  if (const char* cxx = std::getenv("CXX"); cxx != nullptr && *cxx != '\0') return cxx;
  return fs::exists(PORTPROOF_COMPILER) ? PORTPROOF_COMPILER : "c++";
}

void add_libraries(Toolchain& toolchain, const std::vector<fs::path>& archives) {
  for (const fs::path& archive : archives) toolchain.link_flags.push_back(archive.string());
  for (const char* library : kSystemLibraries) toolchain.link_flags.emplace_back(library);
  toolchain.link_flags.emplace_back("-rdynamic");
}

}  // namespace

std::string cmake_folder() {
  const fs::path folder = prefix() / PORTPROOF_LIBDIR / "cmake" / "portproof";
  return fs::exists(folder) ? folder.string() : "";
}

Toolchain find_toolchain() {
  Toolchain toolchain;
  toolchain.compiler = compiler();
  const fs::path installed = prefix() / "include" / "portproof";
  const bool is_installed = fs::exists(installed / "portproof" / "port.h");
  const fs::path source = PORTPROOF_SOURCE_DIR, build = PORTPROOF_BUILD_DIR;
  const auto archive_of = [&](const std::string& folder, const std::string& name) {
    const fs::path at = is_installed ? prefix() / PORTPROOF_LIBDIR : build / folder;
    return at / fmt::format("libportproof_{}.a", name);
  };
  if (is_installed) {
    toolchain.compile_flags = {"-I" + installed.string()};
  } else {
    toolchain.compile_flags = {"-I" + source.string(),
                               "-I" + (source / "replay" / "include").string()};
  }
  std::vector<fs::path> archives;
  for (const char* name : kLibraries) archives.push_back(archive_of(name, name));
  add_libraries(toolchain, archives);
  toolchain.gate_entry = archive_of("replay", "main").string();
  toolchain.port_entry = archive_of("replay", "port").string();
  archives.insert(archives.end(), {toolchain.gate_entry, toolchain.port_entry});
  for (const fs::path& archive : archives) {
    if (!fs::exists(archive)) {
      throw UsageError(
          fmt::format("{} is missing: install Portproof with its libraries "
                      "(cmake --install)",
                      archive.string()));
    }
  }
  return toolchain;
}

}  // namespace portproof
