// `portproof build`: makes a gate from port files without CMake.
#include <fmt/format.h>

#include <filesystem>

#include "replay/commands/commands.h"
#include "replay/commands/sanitized.h"
#include "replay/files.h"
#include "replay/port_executable.h"
#include "replay/toolchain.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

struct BuildOptions {
  std::vector<std::string> ports;
  std::string out;
  bool sanitize = false;
};

}  // namespace

void build_gate(const std::vector<std::string>& ports, const std::string& out,
                const std::vector<std::string>& flags) {
  for (const std::string& port : ports) {
    if (!fs::exists(port)) throw UsageError(port + ": no such file");
  }
  const std::string made[] = {out, port_of(out), out + ".d"};
  for (const std::string& port : ports) {
    for (const std::string& file : made) {
      std::error_code absent;
      if (!fs::equivalent(port, file, absent)) continue;
      throw UsageError(
          fmt::format("-o {}: would be written over {}; name another file", out, port));
    }
  }
  const Toolchain toolchain = find_toolchain();
  // Where this ends early nothing is left that looks like what was to be made.
  const auto start = fs::file_time_type::clock::now();
  for (const std::string& file : made) {
    std::error_code absent;
    if (fs::is_regular_file(file, absent)) fs::remove(file);
  }
  std::vector<std::string> port = {toolchain.compiler, "-std=c++20", "-O2", "-g"};
  const auto add = [](std::vector<std::string>& command, const std::vector<std::string>& more) {
    command.insert(command.end(), more.begin(), more.end());
  };
  add(port, toolchain.compile_flags);
  add(port, flags);
  add(port, ports);
  // A list of all that is compiled in stands beside the gate: `check` builds it anew by that.
  add(port, {"-MD", "-MF", out + ".d", "-o", port_of(out)});
  add(port, {"-Wl,--undefined=portproof_port_entry", toolchain.port_entry});
  add(port, toolchain.link_flags);
  if (run_program(port, Orphan::ends) != 0) {
    throw UsageError(fmt::format("{} does not compile", fmt::join(ports, ", ")));
  }
  std::vector<std::string> gate = {toolchain.compiler, "-o", out, toolchain.gate_entry};
  add(gate, toolchain.link_flags);
  if (run_program(gate, Orphan::ends) != 0) throw UsageError(out + " does not link");
  // What is changed from now on may not be in it, although the compiler was not through.
  std::error_code unknown;
  fs::last_write_time(out + ".d", start, unknown);
}

void add_build(CLI::App& app, int& status) {
  auto options = std::make_shared<BuildOptions>();
  CLI::App* command =
      app.add_subcommand("build", "make a gate: build PORT.cc… -o GATE [-- COMPILER FLAGS]");
  command->add_option("ports", options->ports, "port files, and the port's own sources")
      ->required();
  command->add_option("-o,--out", options->out, "the gate")->required();
  command->add_flag("--sanitize", options->sanitize,
                    "make GATE_san too, with AddressSanitizer and UndefinedBehaviorSanitizer");
  command->callback([options, &status] {
    std::vector<std::string> flags = command_behind_dashes();
    build_gate(options->ports, options->out, flags);
    if (options->sanitize) {
      flags.insert(flags.end(), kSanitizerFlags.begin(), kSanitizerFlags.end());
      build_gate(options->ports, sanitized_of(options->out), flags);
    }
    status = 0;
  });
}

}  // namespace portproof
