// Drives worker processes over a corpus, survives their deaths, and adds up their reports.
#include "replay/supervisor.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include "corpus/reader.h"
#include "replay/death.h"
#include "replay/environment.h"
#include "replay/fault.h"
#include "replay/totals.h"
#include "replay/worker_process.h"

namespace portproof {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPollMilliseconds = 50;
/// A port that crashes on nearly every call would cost a process start for each.
constexpr std::uint64_t kMostFaultyCalls = 1000;
constexpr std::uint64_t kMostHangs = 10;  // each takes several times the limit
/// So many calls that change one thing of the environment show it; each costs two processes.
constexpr std::uint64_t kEnoughChanges = 3;
constexpr std::size_t kShownForeign = 60;

/// One lane of blocks, with the worker that is on it now.
struct Lane {
  WorkerConfig config;
  std::unique_ptr<WorkerProcess> worker;
  bool through = false;
  bool foreign_noted = false;
  std::string
      suspect;  // what a block changed of the environment, before it is known which call did
  // Since when the worker has been in the call that it is in now.
  std::uint64_t watched = 0;
  double watched_cpu = 0;
  Clock::time_point watched_since;
};

class Supervisor {
 public:
  Supervisor(const SupervisorConfig& config, const Spec& spec) : config_(config), spec_(spec) {}

  RunTotals run() {
    adopt_orphans();
    start_lanes();
    try {
      go_on();
    } catch (const Interrupted&) {
      totals_.result().interrupted = true;
    }
    lanes_.clear();
    if (end_orphans() && !config_.worker.interpreter) {
      note("environment", "the port leaves a process running when its own has ended");
    }
    totals_.result().sampled = sample_.take();
    return totals_.take();
  }

 private:
  void go_on() {
    while (!finished()) {
      if (config_.interrupted && config_.interrupted()) throw Interrupted{};
      poll_lanes();
      for (Lane& lane : lanes_) watch_time(lane);
      if (config_.progress) config_.progress(totals_.calls());
    }
  }

  void start_lanes() {
    const std::uint64_t jobs = config_.worker.jobs;
    for (std::uint64_t job = 0; job < jobs; ++job) {
      Lane lane;
      lane.config = config_.worker;
      lane.config.job = job;
      lanes_.push_back(std::move(lane));
      start(lanes_.back());
    }
  }

  void start(Lane& lane) {
    lane.config.unwatched = unwatched_;
    lane.worker = std::make_unique<WorkerProcess>(lane.config);
    lane.watched = 0;
    lane.watched_since = Clock::now();
  }

  bool finished() const {
    if (!totals_.result().stopped.empty()) return true;
    for (const Lane& lane : lanes_) {
      if (!lane.through) return false;
    }
    return true;
  }

  void poll_lanes() {
    std::vector<pollfd> fds;
    std::vector<Lane*> polled;
    for (Lane& lane : lanes_) {
      if (lane.through) continue;
      fds.push_back({lane.worker->fd(), POLLIN, 0});
      polled.push_back(&lane);
    }
    if (::poll(fds.data(), fds.size(), kPollMilliseconds) <= 0) return;
    for (std::size_t i = 0; i < fds.size(); ++i) {
      if (fds[i].revents != 0) receive(*polled[i]);
    }
  }

  void receive(Lane& lane) {
    const bool open = lane.worker->read_some();
    while (auto message = lane.worker->next_message()) {
      if (message->load) loaded(*message->load);
      if (message->block) add_block(lane, *message->block);
      if (message->done) {
        if (message->done->error != 0) {
          throw WorkerError{message->done->error, message->done->text};
        }
        totals_.result().python = message->done->python;
        auto& threads = totals_.result().threads_left;
        threads = std::max(threads, message->done->threads);
        for (const std::string& words : message->done->files) {
          note("environment", "the port " + words);
        }
        lane.through = true;
        see_off(lane, message->done->farewell);
      }
    }
    if (!lane.foreign_noted && !lane.worker->foreign().empty()) {
      lane.foreign_noted = true;
      note("integrity", "the port writes to the descriptor of the gate's reports: " +
                            lane.worker->foreign().substr(0, kShownForeign));
    }
    if (!open && !lane.through) bury(lane);
  }

  void loaded(const LoadReport& report) {
    note_environment(report.changed);
    if (!totals_.result().port) totals_.result().port = report.port;
  }

  void add_block(Lane& lane, const BlockReport& report) {
    WorkerConfig& at = lane.config;
    const bool behind =
        report.file < at.file || (report.file == at.file && report.block < at.block);
    const bool other = at.sequence.empty() && report.block % at.jobs != at.job;
    if (behind || other) {
      note("integrity", "a block of calls is reported twice: the port has started a process");
      return;
    }
    if (!adds_up(report)) {
      note("integrity", "a report of the port's process counts verdicts that it does not tell");
      return;
    }
    if (!lane.suspect.empty()) not_found(lane);
    at.file = report.file;
    at.block = report.block + 1;
    totals_.add(report);
    sample_.add(report);
  }

  /// The port does not come as far as its first call: there is nothing to compare.
  void lost_at_start(const Lane& lane, const Death& death) {
    const bool by_port = lane.config.port.empty() && (!lane.config.live || !death.reached_main);
    if (by_port && death.exit_code != kNoProgram) {
      note("environment",
           fmt::format("loading the port ends its process ({}), before any call of it: a static "
                       "constructor, or a library that it links",
                       how_it_ended(death)),
           printed(death));
      totals_.result().stopped = "stopped: nothing could be compared";
      return;
    }
    throw died_at_start(lane.config, death);
  }

  /// The worker died in a call: judges that call, and starts another worker behind it.
  void bury(Lane& lane) {
    const CallIndex index = lane.worker->call();
    const Phase phase = lane.worker->phase();
    const bool started = lane.worker->started();
    const Death death = lane.worker->wait();
    lane.worker.reset();
    if (death.killed_by_another && ++killed_ <= kMostKilled) return resume(lane);
    if (!started && death.killed_by_another) return stop_killed(death, "before their first call");
    if (!started) return lost_at_start(lane, death);
    if (index.file >= lane.config.corpus.size() || index.line < 2) {
      throw WorkerError{4, "a worker died in a call that there is not: the port wrote over memory"};
    }
    if (death.aspects != 0 && !death.of_call) return look_closer(lane, death);
    lane.suspect.clear();
    const FaultFinder finder(lane.config, spec_, {config_.timeout_seconds, config_.interrupted});
    if (may_be_sent(death) && !finder.comes_back(index)) {
      if (!death.killed_by_another && ++killed_ <= kMostKilled) return resume(lane);
      return stop_killed(death, "and not in calls that end them when they are asked again");
    }
    const FaultFinder::Finding found = finder.judge(index, phase, death);
    totals_.add(found.report);
    if (totals_.result().doubt.empty()) totals_.result().doubt = found.doubt;
    lane.config.passed_over.push_back(found.call.packed());
    if (death.aspects != 0 && ++changes_[death.aspects] >= kEnoughChanges) {
      if ((death.aspects & bit(Aspect::reports)) != 0) return stop_without_reports();
      unwatched_ |= death.aspects;
      lane.config.watch = false;
    }
    if (death.killed_for_time && ++hangs_ >= kMostHangs) {
      totals_.result().stopped =
          fmt::format("stopped after {} calls that did not end within --timeout {}", kMostHangs,
                      config_.timeout_seconds);
      return;
    }
    if (++faults_ >= kMostFaultyCalls) {
      totals_.result().stopped =
          fmt::format("stopped after {} calls on which the port crashed or hung", kMostFaultyCalls);
      return;
    }
    if (!lane.config.sequence.empty()) {
      lane.through = true;  // it was asked about one call, and that one is judged
      return;
    }
    start(lane);
  }

  void stop_killed(const Death& death, const std::string& where) {
    totals_.result().stopped =
        fmt::format("stopped: {} has ended {} workers, {}{}, and run again", how_it_ended(death),
                    killed_, where,
                    death.killed_by_another ? ": is memory short? free some, or lower --jobs"
                                            : ": find out who sends it");
  }

  /// Which call of the block it was shows where the environment is looked at after each.
  void look_closer(Lane& lane, const Death& death) {
    if (lane.config.watch) {
      note_environment({death.changed});
      unwatched_ |= death.aspects;
      if ((death.aspects & bit(Aspect::reports)) != 0) return stop_without_reports();
    } else {
      lane.suspect = death.changed;
    }
    lane.config.watch = true;
    start(lane);
  }

  /// A worker that cannot report would be started again and again.
  void stop_without_reports() {
    totals_.result().stopped =
        "stopped: the port closes or replaces the descriptors of the gate's reports";
  }

  /// Of a worker that somebody killed: what it had not reported is asked again.
  void resume(Lane& lane) {
    const bool reported = !lane.config.sequence.empty() && lane.config.block > 0;
    if (reported) {
      lane.through = true;
    } else {
      start(lane);
    }
  }

  void watch_time(Lane& lane) {
    // One that has something to say is not stuck: it had to wait for us, who judged another.
    if (lane.through || !lane.worker || lane.worker->is_heard()) return;
    if (!lane.worker->started()) return watch_start(lane);
    const std::uint64_t now = lane.worker->call().packed();
    if (now != lane.watched) {
      lane.watched = now;
      lane.watched_cpu = lane.worker->cpu_seconds();
      lane.watched_since = Clock::now();
      return;
    }
    const double waited = std::chrono::duration<double>(Clock::now() - lane.watched_since).count();
    if (waited < config_.timeout_seconds) return;
    const double used = lane.worker->cpu_seconds() - lane.watched_cpu;
    if (used >= config_.timeout_seconds || waited >= kWallFactor * config_.timeout_seconds) {
      lane.worker->kill();
    }
  }

  /// A worker that has nothing left to do ends by its own exit code, unless the port interferes.
  void see_off(Lane& lane, int farewell) {
    if (farewell == 0) return;
    const Death death = lane.worker->wait();
    hear_out(lane);
    if (death.signal == 0 && death.exit_code == farewell) return;
    if (may_be_sent(death) && ends_well(lane)) return;
    note_environment(
        {fmt::format("how its process ends: {} instead of an orderly end (a static "
                     "destructor, an exit handler or a thread of the port)",
                     how_it_ended(death))});
  }

  /// Its process has ended: who still reports for it is one that the port has started.
  void hear_out(Lane& lane) {
    constexpr int kPolls = 30, kPause = 10;
    for (int i = 0; i < kPolls; ++i) {
      pollfd fd{lane.worker->fd(), POLLIN, 0};
      if (::poll(&fd, 1, kPause) <= 0) continue;
      if (!lane.worker->read_some()) return;
      while (auto message = lane.worker->next_message()) {
        if (message->block) add_block(lane, *message->block);
      }
    }
  }

  /// Whether a worker that is asked the same call last comes to its end. One that had no call has
  /// nothing to show.
  bool ends_well(const Lane& lane) const {
    if (!lane.worker->started()) return true;
    const FaultFinder finder(lane.config, spec_, {config_.timeout_seconds, config_.interrupted});
    return !finder.run({lane.worker->call().packed()}, config_.timeout_seconds).died;
  }

  void note(const std::string& kind, const std::string& title, const std::string& reason = "") {
    auto& noted = totals_.result().loose;
    const bool known = std::any_of(noted.begin(), noted.end(),
                                   [&](const LooseFinding& each) { return each.title == title; });
    if (known) return;
    LooseFinding& finding = noted.emplace_back();
    finding.kind = kind;
    finding.title = title;
    finding.reason = reason;
  }

  void note_environment(const std::vector<std::string>& changed) {
    for (const std::string& words : changed) note("environment", "the port changes " + words);
  }

  /// A block was run again, and no call of it changed what the block had changed before.
  void not_found(Lane& lane) {
    // Under a live original it may have been the original's doing.
    if (!lane.config.live) note_environment({lane.suspect});
    lane.suspect.clear();
  }

  /// Loading the port, and the original where it is asked, must end too.
  void watch_start(const Lane& lane) const {
    const double waited = std::chrono::duration<double>(Clock::now() - lane.watched_since).count();
    const double limit = start_limit(config_.timeout_seconds);
    if (waited < limit) return;
    throw WorkerError{2, fmt::format("the port (or the original) has not finished loading after "
                                     "{:.0f} s: does its import end?",
                                     limit)};
  }

  const SupervisorConfig& config_;
  const Spec& spec_;
  std::vector<Lane> lanes_;
  Totals totals_;
  Sample sample_{config_.seed, config_.sample, config_.worker.live};
  std::uint64_t faults_ = 0, hangs_ = 0;
  int killed_ = 0;                            // workers, by somebody else
  std::map<Aspects, std::uint64_t> changes_;  // calls that changed these aspects
  Aspects unwatched_ = 0;
};

}  // namespace

RunTotals supervise(const SupervisorConfig& config, const Spec& spec) {
  RunTotals totals = Supervisor(config, spec).run();
  set_apart_self_disagreement(totals, config.worker.corpus, spec, config.worker.damaged);
  return totals;
}

}  // namespace portproof
