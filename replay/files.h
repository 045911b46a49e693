// Reads and writes whole files, with errors that name them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace portproof {

/// Wrong usage, spec or project file: exit code 2. `what()` says what to do next.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What to do about a file that the system does not let us have, "; free some space…"; empty where
/// the reason says it.
std::string advice(const std::error_code& reason);

/// Throws UsageError where it cannot be read.
std::string read_file(const std::string& path);
/// Replaces the file whole or not at all (written beside it, then renamed); makes its folder.
/// Throws UsageError where that fails.
void write_file(const std::string& path, std::string_view content);
/// sha256 in hexadecimal; empty where the file is absent.
std::string file_sha256(const std::string& path);

}  // namespace portproof
