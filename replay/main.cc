// The driver's entry, of `portproof` and of every gate: the list of stages, and nothing else.
#include <string_view>

#include "replay/protocol.h"
#include "replay/stage.h"
#include "replay/worker.h"

namespace {

#ifdef PORTPROOF_GATE
constexpr auto kProgram = portproof::Program::gate;
#else
constexpr auto kProgram = portproof::Program::portproof;
#endif

}  // namespace

int main(int argc, char** argv) {
  // The worker of a port in Python; a linked port has an executable of its own.
  if (argc == 2 && argv[1] == std::string_view(portproof::kWorkerArgument)) {
    portproof::worker_main();
  }
  return portproof::driver_main(kProgram, argv[0], {argv + 1, argv + argc},
                                {{portproof::kReplayStage, portproof::run_replay}});
}
