// The one function through which the driver reaches the native module.
#pragma once

#include <string>

#include "oracle/oracle.h"

namespace portproof {

struct EmbeddingConfig {
  OracleConfig oracle;
  std::string executable;      // of the interpreter
  std::string version;         // that libpython must have
  std::string package_folder;  // holds what is written in Python; not put on sys.path
};

/// Null where it fails; `error` then says why.
using OpenOracle = Oracle* (*)(const EmbeddingConfig& config, std::string& error);
inline constexpr const char* kOpenOracle = "portproof_open_oracle";

}  // namespace portproof
