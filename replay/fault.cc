// Judges a call in which a worker died: asks it again alone, then with the calls before it.
#include "replay/fault.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "corpus/reader.h"
#include "replay/block_tally.h"
#include "replay/environment.h"
#include "replay/supervisor.h"
#include "replay/totals.h"
#include "specs/judge.h"

namespace portproof {
namespace {

using Clock = std::chrono::steady_clock;
/// A call that ran out of time is confirmed once with this many times the limit.
constexpr double kConfirmFactor = 5;
/// Nothing can be said of its cause.
constexpr const char* kOnce = "seen once, did not come back";
/// One that uses no CPU time at all is confirmed by twice the time of the clock: it waits for what
/// does not come.
constexpr double kIdleFactor = 2 * kWallFactor;
constexpr double kIdle = 0.01;  // of a processor
constexpr int kPollMilliseconds = 50;

/// "AddressSanitizer: heap-buffer-overflow", of the line that ends a sanitizer's report.
std::string sanitizer_words(const std::string& report) {
  constexpr std::string_view kSummary = "SUMMARY: ";
  const std::size_t begin = report.rfind(kSummary);
  if (begin == std::string::npos) return {};
  std::istringstream line(report.substr(begin + kSummary.size()));
  std::string who, what;
  line >> who >> what;
  return who.ends_with("Sanitizer:") ? who + " " + what : "";
}

/// What is known besides the signal or the exit status, which the text of the outcome names.
std::string describe(const Death& death) {
  if (death.stack_overflow) return "stack overflow";
  if (death.signal == SIGSYS && death.started_process) {
    return "it starts a process, which the spec does not allow (\"effects\": "
           "[\"process\"])";
  }
  if (death.signal == SIGSYS) {
    // The C library holds all signals back while it starts a program: nothing could be noted.
    return "it started a process, which \"effects\" of the spec can allow, or it reached for "
           "another "
           "one, or sent itself SIGKILL";
  }
  std::string sanitizer = sanitizer_words(death.report);
  if (!sanitizer.empty()) return sanitizer;
  return death.signal != 0 ? "" : "it ended its process inside the call";
}

/// The entries of a note, an entry a line: "the locale (C -> de) and the open files (left open:
/// …)".
std::string in_one_line(const std::string& note) {
  std::string words;
  std::istringstream lines(note);
  for (std::string line; std::getline(lines, line);) {
    if (!words.empty()) words += line.starts_with('(') ? " " : " and ";
    words += line;
  }
  return words;
}

Outcome outcome_of(const Death& death, double timeout) {
  Outcome outcome;
  if (death.killed_for_time) {
    outcome.result = TimedOut{timeout};
  } else if (death.aspects != 0) {
    // Without a note, it closed the descriptors that the note would have gone through.
    const std::string all = death.changed.empty() ? in_words(bit(Aspect::reports), {}, {}).front()
                                                  : in_one_line(death.changed);
    const std::string first = death.changed.substr(0, death.changed.find('\n'));
    const std::string& words = first.empty() ? all : first;
    outcome.result = Faulted{0, 0, all, words.substr(0, words.find('('))};
  } else {
    outcome.result = Faulted{death.signal, death.exit_code, describe(death)};
  }
  return outcome;
}

/// The time that a worker has taken for the call that it is in.
class CallClock {
 public:
  explicit CallClock(const WorkerProcess& worker) : worker_(worker) {}
  void look() {
    const double cpu = worker_.cpu_seconds();
    total_cpu_ = std::max(total_cpu_, cpu);
    const std::uint64_t now = worker_.started() ? worker_.call().packed() : 0;
    if (now == call_) return;
    call_ = now;
    cpu_ = cpu;
    since_ = Clock::now();
  }
  double waited() const { return std::chrono::duration<double>(Clock::now() - since_).count(); }
  /// `usual` is the limit of a call that is asked for the first time.
  bool is_over(double timeout, double total, double usual) const {
    const std::chrono::duration<double> all = Clock::now() - start_;
    if (total_cpu_ >= total || all.count() >= kWallFactor * total) return true;
    if (call_ == 0) return waited() >= start_limit(timeout);
    const double used = total_cpu_ - cpu_;
    const bool idle = used < kIdle * waited();
    return used >= timeout || waited() >= kWallFactor * timeout ||
           (idle && waited() >= kIdleFactor * usual);
  }

 private:
  const WorkerProcess& worker_;
  Clock::time_point start_ = Clock::now(), since_ = start_;
  std::uint64_t call_ = 0;
  double cpu_ = 0, total_cpu_ = 0;
};

/// Whether a report tells of this call alone: it is counted as it comes.
bool is_of(CallIndex call, const BlockReport& report) {
  const std::uint64_t line = call.line - 2;
  const std::string& verdicts = report.verdicts;
  const bool one = verdicts.empty() || (verdicts.find_first_not_of('.') == line % kBlockLines &&
                                        verdicts.size() == line % kBlockLines + 1);
  return one && report.file == call.file && report.block == line / kBlockLines && adds_up(report);
}

}  // namespace

FaultFinder::Rerun FaultFinder::run(const std::vector<std::uint64_t>& sequence, double timeout,
                                    double total) const {
  WorkerConfig config = config_;
  config.sequence = sequence;
  config.passed_over.clear();
  WorkerProcess worker(config);
  CallClock clock(worker);
  Rerun rerun;
  bool done = false;
  int farewell = 0;
  while (!done) {
    pollfd fd{worker.fd(), POLLIN, 0};
    if (::poll(&fd, 1, kPollMilliseconds) > 0 && !worker.read_some()) break;
    while (auto message = worker.next_message()) {
      if (message->block && is_of(CallIndex::unpack(sequence.back()), *message->block)) {
        rerun.report = *message->block;
      }
      if (!message->done) continue;
      done = true;
      farewell = message->done->farewell;
    }
    if (done) break;
    if (patience_.interrupted && patience_.interrupted()) throw Interrupted{};
    clock.look();
    if (clock.is_over(timeout, total, timeout_)) worker.kill();
  }
  rerun.seconds = clock.waited();
  if (!done || farewell != 0) rerun.death = worker.wait();
  rerun.died =
      !done || (farewell != 0 && (rerun.death.signal != 0 || rerun.death.exit_code != farewell));
  return rerun;
}

std::optional<VerdictKind> FaultFinder::Rerun::verdict(CallIndex last) const {
  const std::size_t place = (last.line - 2) % kBlockLines;
  if (died || report.verdicts.size() <= place || report.verdicts[place] == '.') return {};
  return kind_of(report.verdicts[place]);
}

bool FaultFinder::comes_back(CallIndex index) const {
  return run({index.packed()}, timeout_).died ||
         run(calls_up_to(index), kConfirmFactor * timeout_).died;
}

FaultFinder::Finding FaultFinder::judge(CallIndex index, Phase phase, const Death& death) const {
  const double limit = death.killed_for_time ? kConfirmFactor * timeout_ : timeout_;
  WorkerConfig less = config_;
  // What has died of 4 GiB dies of less too.
  if (death.memory > kMostMemory / 2 && !death.killed_by_another) less.memory = kConfirmMemory;
  const Rerun alone = FaultFinder(less, spec_, patience_).run({index.packed()}, limit);
  if (alone.died) {
    return fault(index, whose({index.packed()}, phase, alone.death, limit), alone.death, "");
  }
  return death.killed_for_time ? hang(index, phase, alone) : search(index, phase, death);
}

/// A call that took too long, and ends alone: it is slow, or it waits for what an earlier one has
/// not given back, a lock perhaps.
FaultFinder::Finding FaultFinder::hang(CallIndex index, Phase phase, const Rerun& alone) const {
  const double slow = timeout_ / 2;
  if (alone.seconds >= slow) return {index, alone.report, ""};
  const Rerun after = run(calls_up_to(index), kConfirmFactor * timeout_);
  if (after.died) {
    return fault(index, phase, after.death, "it ends alone, but not after the calls before it");
  }
  if (after.seconds >= slow) return {index, alone.report, ""};
  return {index, alone.report,
          fmt::format("a call did not end within --timeout {} once, and ended when it was asked "
                      "again, alone and after the calls before it (line {})",
                      timeout_, index.line)};
}

/// A live original shares the process with the port: what one of them leaves behind, a thread or a
/// damaged heap, may end it while the other is asked. The port's doing is what comes back where the
/// recording answers for the original.
Phase FaultFinder::whose(const std::vector<std::uint64_t>& calls, Phase phase, const Death& death,
                         double limit) const {
  if (!config_.live || death.killed_for_time) return phase;
  WorkerConfig recorded = config_;
  recorded.live = false;
  if (!FaultFinder(recorded, spec_, patience_).run(calls, limit).died) return Phase::original;
  return phase == Phase::original ? Phase::port : phase;
}

/// A call may leave behind what kills a later one: a thread, a heap that is damaged. The last call
/// of the block from which on the end still dies is the one.
FaultFinder::Finding FaultFinder::search(CallIndex index, Phase phase, const Death& death) const {
  const std::vector<std::uint64_t> calls = calls_up_to(index);
  const double limit = kConfirmFactor * timeout_;
  const auto dies_from = [&](std::size_t first) {
    return run({calls.begin() + static_cast<std::ptrdiff_t>(first), calls.end()}, limit).died;
  };
  if (!dies_from(0)) {
    // Beside a live original it may have been a thread of that.
    return fault(index, config_.live ? Phase::original : phase, death, kOnce);
  }
  std::size_t dies = 0, lives = calls.size() - 1;  // the last alone lives: judge() has seen it
  while (dies + 1 < lives) {
    const std::size_t middle = dies + (lives - dies) / 2;
    (dies_from(middle) ? dies : lives) = middle;
  }
  const CallIndex culprit = CallIndex::unpack(calls[dies]);
  const std::vector<std::uint64_t> rest(calls.begin() + static_cast<std::ptrdiff_t>(dies),
                                        calls.end());
  const Phase side = whose(rest, Phase::port, death, limit);
  if (run({culprit.packed()}, timeout_).died) {
    return fault(culprit, side, death, "after the call has returned");
  }
  return fault(culprit, side, death, fmt::format("it shows in a later call, line {}", index.line));
}

std::vector<std::uint64_t> FaultFinder::calls_up_to(CallIndex index) const {
  std::vector<std::uint64_t> calls;
  const std::uint64_t first = 2 + (index.line - 2) / kBlockLines * kBlockLines;
  for (CallIndex each{index.file, first}; each <= index; ++each.line) {
    const auto& passed = config_.passed_over;
    if (std::find(passed.begin(), passed.end(), each.packed()) == passed.end()) {
      calls.push_back(each.packed());
    }
  }
  return calls;
}

FaultFinder::Finding FaultFinder::fault(CallIndex index, Phase phase, const Death& death,
                                        const std::string& note) const {
  TraceReader reader(config_.corpus[index.file], config_.damaged);
  reader.skip_to(index.line);
  Trace trace;
  if (!reader.next(trace))
    throw CorpusError(config_.corpus[index.file] + ": changed while it was read");
  const Outcome fault = outcome_of(death, timeout_);
  const Judge judge(spec_, {config_.today});
  BlockTally tally(spec_, config_.min_matches);
  tally.start(index.file, (index.line - 2) / kBlockLines);
  if (phase == Phase::original) {
    // No answer of the port's is known; with any that is no fault the judge says the same.
    tally.add_not_called(index, trace, reader.text(), fault,
                         judge.judge(trace.call, fault, trace.outcome));
    return {index, tally.report(), ""};
  }
  std::string where = note;
  const bool outside = phase == Phase::codec && death.aspects == 0;
  if (outside && note == kOnce) {
    where =
        "seen once, after the port's own code had returned; a thread that an earlier call started?";
  } else if (outside && !death.killed_for_time) {
    where = "after the port's own code: it corrupted memory? " + note;
  }
  tally.add(index, trace, reader.text(), trace.outcome, fault,
            judge.judge(trace.call, trace.outcome, fault), where);
  return {index, tally.report(), ""};
}

}  // namespace portproof
