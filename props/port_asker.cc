// Answers calls of the port alone: a linked one sealed, one in Python in a process of its own.
#include <signal.h>

#include "props/shrinker.h"
#include "specs/codec.h"

namespace portproof {
namespace {

class LinkedAsker : public PortAsker {
 public:
  LinkedAsker(const SupervisorConfig& config, const Spec& spec) : asker_(config, spec) {
    reader_.check_ids(false);
  }

  bool ask(const Call& call, Arena& arena, Outcome& outcome) override {
    const SealedAnswer answer = asker_.ask_one(asking_line(call));
    if (!answer.text) {
      const bool ended_by_us = answer.ending.signal == SIGKILL;
      if (ended_by_us) {
        outcome.result = TimedOut{};
      } else {
        outcome.result = Faulted{answer.ending.signal, answer.ending.exit_code, ""};
      }
      return true;
    }
    if (answer.text->empty()) return false;
    text_ = padded(*answer.text);
    Trace trace;
    TraceHeader ignored;
    try {
      reader_.read_line(text_, trace, ignored);
    } catch (const CodecError&) {
      outcome.result = Faulted{0, 0, "the port writes over its answers"};
      return true;
    }
    outcome = kept(trace.outcome, arena);
    return true;
  }

 private:
  static Outcome kept(const Outcome& outcome, Arena& arena) {
    Outcome copied = outcome;
    if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
      copied.result = Returned{arena.view(copy(returned->value, arena))};
    } else if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
      const NodeId type = copy(raised->type, arena), message = copy(raised->message, arena);
      copied.result = Raised{arena.view(type), arena.view(message), raised->deliberate};
    }
    if (outcome.after) {
      const ValueView parts[] = {outcome.after.args, outcome.after.kwargs};
      const std::vector<NodeId> ids = copy(parts, arena);
      copied.after = {arena.view(ids[0]), arena.view(ids[1])};
    }
    return copied;
  }

  SealedAsker asker_;
  JsonReader reader_;
  std::string text_;
};

class PythonAsker : public PortAsker {
 public:
  explicit PythonAsker(const OracleConfig& config) : oracle_(config) {}

  bool ask(const Call& call, Arena& arena, Outcome& outcome) override {
    std::string reason;
    return oracle_.ask(call, arena, outcome, reason) == Asked::answered;
  }

 private:
  WorkerOracle oracle_;
};

}  // namespace

std::unique_ptr<PortAsker> ask_linked(const SupervisorConfig& config, const Spec& spec) {
  return std::make_unique<LinkedAsker>(config, spec);
}

std::unique_ptr<PortAsker> ask_python(const std::string& port, OracleConfig config) {
  config.function = port.substr(port.find(':') + 1);
  config.block.clear();
  config.effects.reset();
  return std::make_unique<PythonAsker>(config);
}

}  // namespace portproof
