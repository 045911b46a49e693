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

/// The library must be of the same build as the interpreter. Asked for without making its symbols
/// global: another library may have to be taken.
void require_version(const Interpreter& python) {
  using GetVersion = const char* (*)();
  void* library = ::dlopen(python.libpython.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) throw NotEmbeddable(fmt::format("{}: {}", python.libpython, ::dlerror()));
  const auto get_version = reinterpret_cast<GetVersion>(::dlsym(library, "Py_GetVersion"));
  const std::string text = get_version != nullptr ? get_version() : "?";
  const std::string version = text.substr(0, text.find(' '));
  if (version == python.version) return;
  throw NotEmbeddable(fmt::format("{} is Python {}, but {} is {}: they must be the same build",
                                  python.libpython, version, python.executable, python.version));
}

Loaded load(const OracleConfig& config) {
  Loaded loaded;
  loaded.path = find_interpreter(config.python);
  loaded.interpreter = describe_interpreter(loaded.path);
  const Interpreter& python = loaded.interpreter;
  if (python.libpython.empty()) {
    throw NotEmbeddable(
        fmt::format("{} (Python {}) has no shared library to embed: use an "
                    "interpreter that has one (Debian: apt-get install "
                    "libpython3.11)",
                    python.executable, python.version));
  }
  const std::string module =
      fmt::format("{}/portproof/_native{}", python_package_folder(), python.suffix);
  if (!std::filesystem::exists(module)) {
    throw NotEmbeddable(
        fmt::format("no module for Python {} ({}): build Portproof with "
                    "-DPORTPROOF_PYTHONS={}",
                    python.version, module, python.executable));
  }
  require_version(python);
  // Global first, so that the module and every extension module find its symbols.
  if (::dlopen(python.libpython.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
    throw NotEmbeddable(fmt::format("{}: {}", python.libpython, ::dlerror()));
  }
  void* handle = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw NotEmbeddable(fmt::format("{}: {}", module, ::dlerror()));
  loaded.open = reinterpret_cast<OpenOracle>(::dlsym(handle, kOpenOracle));
  if (loaded.open == nullptr) throw NotEmbeddable(fmt::format("{}: {}", module, ::dlerror()));
  return loaded;
}

}  // namespace

std::unique_ptr<Oracle> open_embedded_oracle(const OracleConfig& config) {
  // One interpreter per process: whoever asks again (a Python port beside the oracle) shares it.
  static const Loaded loaded = load(config);
  if (const std::string path = find_interpreter(config.python); path != loaded.path) {
    const Interpreter other = describe_interpreter(path);
    if (other.executable != loaded.interpreter.executable) {
      throw NotEmbeddable(fmt::format("{}: this process runs {} already", other.executable,
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
