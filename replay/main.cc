// The driver's entry, of `portproof` and of every gate: the list of stages, and nothing else.
#include <string_view>
#include <vector>

#include "props/audit.h"
#include "props/props_run.h"
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
  using portproof::Stage;
  const std::vector<Stage> stages = {
      {portproof::kReplayStage, "the recorded calls only", portproof::run_replay},
      {portproof::kPropsStage, "calls that are generated from the Domain", portproof::run_props},
      {portproof::kAuditStage, "how much of a wrong port the inputs would notice",
       portproof::run_audit, false}};
  return portproof::driver_main(kProgram, argv[0], {argv + 1, argv + argc}, stages);
}
