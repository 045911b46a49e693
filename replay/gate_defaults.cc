// Where a gate's spec and corpus are: compiled in by portproof_add_gate.
#include "replay/gate_defaults.h"

namespace portproof {

GateDefaults& gate_defaults() {
  static GateDefaults defaults;
  return defaults;
}

}  // namespace portproof
