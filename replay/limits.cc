// Limits what a process that runs a port may take of the machine.
#include "replay/limits.h"

#include <sys/resource.h>

#include "replay/environment_watch.h"

namespace portproof {

void limit_resources(std::uint64_t memory) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const rlimit data{memory, memory};
  if (!is_sanitized()) ::setrlimit(RLIMIT_DATA, &data);
}

}  // namespace portproof
