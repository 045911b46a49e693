// What a folder offers the driver: a stage of a gate, by its name.
#pragma once

#include <string>
#include <vector>

#include "replay/gate_run.h"

namespace portproof {

/// One stage: `replay`, `props`, `audit`, and later `fuzz`. `run` throws as run_replay does.
struct Stage {
  std::string name;
  std::string text;  // what it does, for --help
  Result (*run)(const GateOptions& options);
  bool calls_port = true;  // and no mutant in its place
};

/// The stages that a policy asks for where its spec names none.
std::vector<std::string> default_stages();

/// Which executable this is: the one driver, or the gate of one port.
enum class Program { portproof, gate };

/// Runs a command line. `arguments` without the program's name. Returns the exit code.
int driver_main(Program kind, const std::string& program, const std::vector<std::string>& arguments,
                const std::vector<Stage>& stages);

}  // namespace portproof
