// Reads a spec from its file, with errors that name the file.
#pragma once

#include <string>

#include "specs/spec.h"

namespace portproof {

/// Throws SpecError or UsageError, whose message begins with `path`.
Spec spec_from_file(const std::string& path);

}  // namespace portproof
