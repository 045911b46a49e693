// Judges a call in which a worker died: asks it again alone, then with the calls before it.
#include "replay/fault.h"

#include <fmt/format.h>
#include <poll.h>
#include <string.h>

#include <chrono>

#include "corpus/reader.h"
#include "replay/block_tally.h"
#include "specs/judge.h"

namespace portproof {
namespace {

using Clock = std::chrono::steady_clock;
/// A call that ran out of time is confirmed once with this many times the limit.
constexpr double kConfirmFactor = 5;
constexpr int kPollMilliseconds = 50;

std::string describe(const Death& death) {
  if (death.killed_for_time) return "timed out";
  if (death.stack_overflow) return "stack overflow";
  if (death.signal != 0) {
    const char* name = ::sigabbrev_np(death.signal);
    return fmt::format("SIG{}", name != nullptr ? name : std::to_string(death.signal).c_str());
  }
  return fmt::format("the process ended with exit code {} inside the call", death.exit_code);
}

}  // namespace

FaultFinder::Rerun FaultFinder::run(const WorkerConfig& config, double timeout) const {
  WorkerProcess worker(config);
  const auto start = Clock::now();
  Rerun rerun;
  bool done = false;
  while (!done) {
    pollfd fd{worker.fd(), POLLIN, 0};
    if (::poll(&fd, 1, kPollMilliseconds) > 0 && !worker.read_some()) break;
    while (auto message = worker.next_message()) {
      if (message->block) rerun.report = *message->block;
      done = done || message->done.has_value();
    }
    const double waited = std::chrono::duration<double>(Clock::now() - start).count();
    if (worker.cpu_seconds() >= timeout || waited >= kConfirmFactor * timeout) worker.kill();
  }
  if (!done) {
    rerun.died = true;
    rerun.death = worker.wait();
  }
  return rerun;
}

BlockReport FaultFinder::judge(CallIndex index, Phase phase, const Death& death) const {
  WorkerConfig alone = config_;
  alone.only = index.packed();
  alone.passed_over.clear();
  const double limit = death.killed_for_time ? kConfirmFactor * timeout_ : timeout_;
  const Rerun again = run(alone, limit);
  if (again.died) return fault_report(index, phase, again.death, "");
  if (death.killed_for_time) return again.report;  // slow, not endless
  WorkerConfig prefix = config_;
  prefix.file = index.file;
  prefix.block = (index.line - 2) / kBlockLines;
  prefix.last = index.packed();
  if (run(prefix, kConfirmFactor * timeout_).died) {
    return fault_report(index, phase, death, "only after the calls before it, not alone");
  }
  return fault_report(index, phase, death, "seen once, did not come back");
}

BlockReport FaultFinder::fault_report(CallIndex index, Phase phase, const Death& death,
                                      const std::string& note) const {
  TraceReader reader(config_.corpus[index.file]);
  while (reader.next_line() < index.line && reader.skip()) {
  }
  Trace trace;
  if (!reader.next(trace))
    throw CorpusError(config_.corpus[index.file] + ": changed while it was read");
  Outcome fault;
  if (death.killed_for_time) {
    fault.result = TimedOut{timeout_};
  } else {
    fault.result = Faulted{death.signal, death.exit_code, describe(death)};
  }
  const bool original = phase == Phase::original;
  const Outcome& expected = original ? fault : trace.outcome;
  const Outcome& observed = original ? trace.outcome : fault;
  const Judge judge(spec_, {config_.today});
  BlockTally tally(spec_, config_.min_matches);
  tally.start(index.file, (index.line - 2) / kBlockLines);
  std::string where = note;
  if (phase == Phase::codec) where = "after the port's own code: it corrupted memory? " + note;
  tally.add(index, trace, reader.text(), expected, observed,
            judge.judge(trace.call, expected, observed), where);
  return tally.report();
}

}  // namespace portproof
