// Finds the port that a gate was asked for among those of this executable.
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
        "no port is registered in this gate: write PORTPROOF_PORT(\"module:function\", function) "
        "into its port file");
  }
  throw UsageError(
      fmt::format("the spec is of {}, but this gate holds a port of {}: name the "
                  "right spec with --spec, or fix the name in PORTPROOF_PORT",
                  function, registered));
}

namespace {

void require_consent(const PortFunction& port, const Spec& spec) {
  if (!port.maps_base_exception() || spec.base_exceptions_mapped) return;
  throw UsageError(fmt::format(
      "{}:{}: the port maps std::exception, which hides every other mistake: map the exceptions "
      "that it throws, or write \"base_exceptions_mapped\": true into the spec",
      port.file(), port.line()));
}

}  // namespace

PortReport describe(const PortFunction& port, const Spec& spec) {
  require_consent(port, spec);
  return {port.file(), port.line(), port.exception_mappings(), fit(port, spec)};
}

}  // namespace portproof
