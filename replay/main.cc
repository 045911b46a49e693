// The driver's entry, of `portproof` and of every gate: the list of stages, and nothing else.
#include <unistd.h>

#include <cstring>
#include <iostream>

#include "replay/protocol.h"
#include "replay/stage.h"
#include "replay/worker.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], portproof::kWorkerArgument) == 0) portproof::worker_main();
  const int status = portproof::driver_main(argv[0], {argv + 1, argv + argc},
                                            {{portproof::kReplayStage, portproof::run_replay}});
  // The port's static destructors and exit handlers have no say in the verdict.
  std::cout.flush();
  std::cerr.flush();
  ::_exit(status);
}
