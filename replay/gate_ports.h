// Finds the port that a gate was asked for among those linked into it.
#pragma once

#include <string>

#include "replay/bind/port.h"

namespace portproof {

/// Throws UsageError where no port, or more than one, is registered for `function`.
const PortFunction& find_linked_port(const std::string& function);

}  // namespace portproof
