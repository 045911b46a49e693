// A sealed worker: answers calls of the port, and knows neither outcomes nor files.
#include "replay/sealed_worker.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <memory>

#include "replay/gate_ports.h"
#include "replay/limits.h"
#include "replay/memory_fill.h"
#include "replay/port_runner.h"
#include "replay/sealed_process.h"
#include "specs/codec.h"
#include "specs/spec_json.h"

namespace portproof {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostHeld = std::size_t{1} << 16;
constexpr auto kLongestHeld = std::chrono::milliseconds(20);

void answer_calls(LineSocket& socket) {
  std::string line;
  if (!socket.read_line(line)) return;
  const MemoryFill fill =
      line == fill_name(MemoryFill::zeros) ? MemoryFill::zeros : MemoryFill::odd;
  fill_heap(fill);
  if (!socket.read_line(line)) return;
  const Spec spec = parse_spec(line);
  const PortFunction& function = find_linked_port(spec.function);
  const std::unique_ptr<PortRunner> port = run_linked(function, spec);
  socket.write(to_message(LoadReport{{}, describe(function, spec)}) + "\n");  // ready
  JsonReader reader;
  reader.check_ids(false);
  Trace trace;
  TraceHeader ignored;
  Arena arena;
  std::string answers;
  Clock::time_point sent = Clock::now();
  while (socket.read_line(line)) {
    line.reserve(line.size() + JsonReader::kPadding);
    if (!reader.read_line(line, trace, ignored)) continue;
    Outcome outcome;
    std::string reason;
    fill_stack(fill);
    if (port->run(trace.call, arena, outcome, reason)) answers += content_line(trace.call, outcome);
    answers += '\n';  // an empty line: its types cannot hold the arguments
    // Who waits for an answer has patience for one call, not for a batch.
    const bool early = Clock::now() - sent < kLongestHeld;
    if (early && socket.has_line() && answers.size() < kMostHeld) continue;
    socket.write(answers);
    answers.clear();
    sent = Clock::now();
  }
}

}  // namespace

void sealed_worker_main() {
  ::signal(SIGINT, SIG_IGN);
  limit_resources();
  try {
    LineSocket socket(STDIN_FILENO);
    answer_calls(socket);
  } catch (const std::exception&) {
    ::_exit(4);
  }
  ::_exit(0);
}

}  // namespace portproof
