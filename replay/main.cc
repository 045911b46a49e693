// The driver's entry, of `portproof` and of every gate: the list of stages, and nothing else.
#include <cstring>

#include "replay/protocol.h"
#include "replay/stage.h"
#include "replay/worker.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], portproof::kWorkerArgument) == 0) portproof::worker_main();
  return portproof::driver_main(argv[0], {argv + 1, argv + argc},
                                {{portproof::kReplayStage, portproof::run_replay}});
}
