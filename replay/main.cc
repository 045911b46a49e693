// The driver's entry, of `portproof` and of every gate: the list of stages, and nothing else.
#include <unistd.h>

#include <iostream>

#include "replay/guard.h"
#include "replay/protocol.h"
#include "replay/sealed_worker.h"
#include "replay/stage.h"
#include "replay/worker.h"

int main(int argc, char** argv) {
  const portproof::Role role = portproof::role_of(argc, argv);
  if (role == portproof::Role::worker) portproof::worker_main();
  if (role == portproof::Role::sealed) portproof::sealed_worker_main();
  portproof::tell_guard_started();
  const int status = portproof::driver_main(argv[0], {argv + 1, argv + argc},
                                            {{portproof::kReplayStage, portproof::run_replay}});
  // The port's static destructors and exit handlers have no say in the verdict.
  std::cout.flush();
  std::cerr.flush();
  portproof::tell_guard_status(status);
  ::_exit(status);
}
