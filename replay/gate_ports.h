// Finds the port that a gate was asked for among those of this executable.
#pragma once

#include <string>

#include "replay/bind/port.h"
#include "replay/protocol.h"

namespace portproof {

/// Throws UsageError where no port, or more than one, is registered for `function`.
const PortFunction& find_linked_port(const std::string& function);

/// What the gate must know of it before it is called. Throws UsageError where it cannot be the port
/// of this spec.
PortReport describe(const PortFunction& port, const Spec& spec);

}  // namespace portproof
