// Finds the port that a gate was asked for among those linked into it.
#include "replay/gate_ports.h"

#include <fmt/format.h>

#include "replay/files.h"

namespace portproof {

const PortFunction& find_linked_port(const std::string& function) {
  const PortFunction* found = nullptr;
  std::string registered;
  for (const PortFunction* port : registered_ports()) {
    registered += (registered.empty() ? "" : ", ") + port->function();
    if (port->function() != function) continue;
    if (found != nullptr) {
      throw UsageError(fmt::format("{} is registered twice: {}:{} and {}:{}; remove one", function,
                                   found->file(), found->line(), port->file(), port->line()));
    }
    found = port;
  }
  if (found != nullptr) return *found;
  if (registered.empty()) {
    throw UsageError(
        "no port is linked into this executable: build a gate with portproof_add_gate "
        "or `portproof build`, or name one with --port python:MODULE:NAME");
  }
  throw UsageError(
      fmt::format("the spec is of {}, but this gate holds a port of {}: name the "
                  "right spec with --spec, or fix the name in PORTPROOF_PORT",
                  function, registered));
}

}  // namespace portproof
