// Reads a spec from its file, with errors that name the file.
#include "replay/spec_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "replay/files.h"
#include "specs/spec_json.h"

namespace portproof {

Spec spec_from_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw UsageError(fmt::format("{}: no such spec; `portproof mine` makes one", path));
  }
  try {
    return parse_spec(read_file(path));
  } catch (const SpecError& error) {
    throw SpecError(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace portproof
