// Loads an interpreter's own library and the module built for it into this process.
#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "oracle/interpreter.h"
#include "oracle/native/entry.h"
#include "oracle/oracle.h"

namespace portproof {
namespace {

struct Loaded {
  std::string path;  // as it was found
  Interpreter interpreter;
  OpenOracle open = nullptr;
};

Loaded load(const OracleConfig& config) {
  Loaded loaded;
  loaded.path = find_interpreter(config.python);
  loaded.interpreter = describe_interpreter(loaded.path);
  const Interpreter& python = loaded.interpreter;
  if (python.libpython.empty()) {
    throw OracleError(
        fmt::format("{} (Python {}) has no shared library to embed: use an "
                    "interpreter that has one (Debian: apt-get install "
                    "libpython3.11)",
                    python.executable, python.version));
  }
  const std::string module =
      fmt::format("{}/portproof/_native{}", python_package_folder(), python.suffix);
  if (!std::filesystem::exists(module)) {
    throw OracleError(
        fmt::format("no module for Python {} ({}): build Portproof with "
                    "-DPORTPROOF_PYTHONS={}",
                    python.version, module, python.executable));
  }
  // Global first, so that the module and every extension module find its symbols.
  if (::dlopen(python.libpython.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
    throw OracleError(fmt::format("{}: {}", python.libpython, ::dlerror()));
  }
  void* handle = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw OracleError(fmt::format("{}: {}", module, ::dlerror()));
  loaded.open = reinterpret_cast<OpenOracle>(::dlsym(handle, kOpenOracle));
  if (loaded.open == nullptr) throw OracleError(fmt::format("{}: {}", module, ::dlerror()));
  return loaded;
}

}  // namespace

std::unique_ptr<Oracle> open_embedded_oracle(const OracleConfig& config) {
  // One interpreter per process: whoever asks again (a Python port beside the oracle) shares it.
  static const Loaded loaded = load(config);
  if (const std::string path = find_interpreter(config.python); path != loaded.path) {
    const Interpreter other = describe_interpreter(path);
    if (other.executable != loaded.interpreter.executable) {
      throw OracleError(fmt::format("{}: this process runs {} already", other.executable,
                                    loaded.interpreter.executable));
    }
  }
  const EmbeddingConfig embedding{config, loaded.interpreter.executable, loaded.interpreter.version,
                                  python_package_folder()};
  std::string error;
  std::unique_ptr<Oracle> oracle(loaded.open(embedding, error));
  if (!oracle) throw OracleError(error);
  return oracle;
}

}  // namespace portproof
