// A linked port in sealed processes, asked call by call.
#include "replay/sealed_port.h"

#include <signal.h>

#include <optional>

#include "replay/sealed_asker.h"
#include "specs/codec.h"
#include "specs/kept_trace.h"

namespace portproof {
namespace {

class SealedPort : public PortRunner {
 public:
  SealedPort(const SupervisorConfig& config, const Spec& spec) : asker_(config, spec) {}

  bool run(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) override {
    arena.clear();
    const SealedAnswer answer = asker_.ask_one(asking_line(call));
    if (!answer.text) {
      outcome = ended(answer.ending);
    } else if (answer.text->empty()) {
      reason = "its types do not hold the arguments";
      return false;
    } else {
      outcome = told(*answer.text, arena);
    }
    return true;
  }

 private:
  /// One that is waited for no longer is killed.
  static Outcome ended(const Ending& ending) {
    if (ending.signal == SIGKILL) return {TimedOut{}, {}};
    return {Faulted{ending.signal, ending.exit_code, ""}, {}};
  }

  static Outcome told(const std::string& line, Arena& arena) {
    try {
      if (const std::optional<KeptTrace> trace = read_trace(line)) {
        return copy(trace->outcome, arena);
      }
    } catch (const CodecError&) {
      // Below.
    }
    return {Faulted{0, 0, "the port writes over its answers"}, {}};
  }

  SealedAsker asker_;
};

}  // namespace

std::unique_ptr<PortRunner> run_sealed(const SupervisorConfig& config, const Spec& spec) {
  return std::make_unique<SealedPort>(config, spec);
}

}  // namespace portproof
