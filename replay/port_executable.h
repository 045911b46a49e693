// Knows the executable that holds a gate's port: no process that judges runs anything of it.
#pragma once

#include <string>
#include <vector>

namespace portproof {

struct PortExecutable {
  std::string path;
  bool sanitized = false;  // AddressSanitizer, or one of its like, is linked in
};

/// That of this gate, which stands beside it as GATE_port, or where it was built. Throws UsageError
/// where there is none: in `portproof` itself, and in a gate that was moved without it.
const PortExecutable& port_executable();

/// Where the executable that holds the port of `gate` stands.
inline std::string port_of(const std::string& gate) { return gate + "_port"; }

/// Those that it is linked with. Found when they are first asked for: only a sealed process needs
/// to be told.
const std::vector<std::string>& port_libraries();

/// The shared libraries that the dynamic loader finds for `program`, and the loader. No code of
/// `program` runs, unless it names a library that audits its loader. Empty where it has none, or is
/// no program.
std::vector<std::string> libraries_of(const std::string& program);

}  // namespace portproof
