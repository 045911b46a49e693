// `portproof build`: makes a gate from port files without CMake.
#include <fmt/format.h>

#include <filesystem>

#include "replay/commands/commands.h"
#include "replay/files.h"
#include "replay/toolchain.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

struct BuildOptions {
  std::vector<std::string> ports;
  std::string out;
};

}  // namespace

void build_gate(const std::vector<std::string>& ports, const std::string& out,
                const std::vector<std::string>& flags) {
  for (const std::string& port : ports) {
    if (!fs::exists(port)) throw UsageError(port + ": no such file");
  }
  const Toolchain toolchain = find_toolchain();
  std::vector<std::string> command = {toolchain.compiler, "-std=c++20", "-O2", "-g"};
  command.insert(command.end(), toolchain.compile_flags.begin(), toolchain.compile_flags.end());
  command.insert(command.end(), flags.begin(), flags.end());
  command.insert(command.end(), ports.begin(), ports.end());
  // A list of all that is compiled in stands beside the gate: `check` builds it anew by that.
  command.insert(command.end(), {"-MD", "-MF", out + ".d", "-o", out});
  command.insert(command.end(), toolchain.link_flags.begin(), toolchain.link_flags.end());
  if (run_program(command, Orphan::ends) != 0) {
    throw UsageError(fmt::format("{} does not compile", fmt::join(ports, ", ")));
  }
}

void add_build(CLI::App& app, int& status) {
  auto options = std::make_shared<BuildOptions>();
  CLI::App* command =
      app.add_subcommand("build", "make a gate: build PORT.cc… -o GATE [-- COMPILER FLAGS]");
  command->add_option("ports", options->ports, "port files, and the port's own sources")
      ->required();
  command->add_option("-o,--out", options->out, "the gate")->required();
  command->callback([options, &status] {
    build_gate(options->ports, options->out, command_behind_dashes());
    status = 0;
  });
}

}  // namespace portproof
