// Where a gate's spec and corpus are: compiled in by portproof_add_gate.
#pragma once

namespace portproof {

struct GateDefaults {
  const char* name = "";
  const char* spec = "";
  const char* corpus = "";
  const char* port = "";  // the executable that holds the port, where it was built
};

/// Empty texts in `portproof` itself, and in gates that were built without them.
GateDefaults& gate_defaults();

}  // namespace portproof
