// The commands of `portproof`: each adds itself to the command line and runs.
#pragma once

#include "replay/commands/common.h"

namespace portproof {

/// Each adds its subcommands to `app`; when one is chosen, its exit code is put into `status`.
void add_record(CLI::App& app, int& status);
void add_spec_commands(CLI::App& app, int& status);                  // mine, show, confirm, widen
void add_check(CLI::App& app, const Context& context, int& status);  // check, replay
void add_gate_commands(CLI::App& app, const Context& context, int& status);
void add_build(CLI::App& app, int& status);
void add_init(CLI::App& app, int& status);
void add_doctor(CLI::App& app, int& status);
void add_report(CLI::App& app, int& status);

/// What stood behind `--` on the command line.
const std::vector<std::string>& command_behind_dashes();

/// Builds a gate from port files. `flags` go to the compiler. Throws UsageError.
void build_gate(const std::vector<std::string>& ports, const std::string& out,
                const std::vector<std::string>& flags);

}  // namespace portproof
