// Chooses the oracle: embedded where it can be had, else in a worker process.
#include "oracle/oracle.h"

namespace portproof {

std::unique_ptr<Oracle> open_oracle(const OracleConfig& config) {
  if (!config.environment.empty()) return open_worker_oracle(config);
  try {
    return open_embedded_oracle(config);
  } catch (const NotEmbeddable&) {
    return open_worker_oracle(config);
  }
}

}  // namespace portproof
