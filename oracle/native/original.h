// Starts the interpreter in this process and imports the original.
#pragma once

#include <optional>
#include <string>

#include "oracle/native/entry.h"
#include "oracle/native/python.h"

namespace portproof {

struct Original {
  Ref callable, module;
  std::string module_name;
  std::string package;      // top-level package of its module
  bool is_builtin = false;  // not written in Python: it has no `raise` statements
  bool is_generator = false;
  std::string module_file, file_sha256, source_sha256;
  std::optional<std::string> file_content, source;
};

/// What `name` is in a file of our package, executed as text: its folder is not on the original's
/// path. Throws OracleError.
Ref out_of(const std::string& package_folder, const std::string& file, const char* name);
/// Once per process; later calls do nothing. Throws OracleError.
void start_interpreter(const EmbeddingConfig& config);
/// Throws OracleError with a short traceback.
Original import_original(const OracleConfig& config, const std::string& package_folder);
/// A relation's function, out of the modules that stand: none is loaded anew, and one in the
/// original's own module is that of `original`. Throws as above.
Ref import_relation(OracleConfig config, const std::string& package_folder,
                    const std::string& function, const Original& original);

}  // namespace portproof
