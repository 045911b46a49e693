// The worker process: asks the port with the calls of its blocks, and reports verdicts.
#include "replay/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>

#include "corpus/reader.h"
#include "replay/block_tally.h"
#include "replay/confine.h"
#include "replay/environment_watch.h"
#include "replay/files.h"
#include "replay/gate_ports.h"
#include "replay/limits.h"
#include "replay/original.h"
#include "replay/port_runner.h"
#include "replay/progress.h"
#include "replay/protocol.h"
#include "replay/spec_file.h"
#include "specs/codec.h"
#include "specs/judge.h"
#include "specs/noise.h"

namespace portproof {
namespace {

std::string& token() {
  static std::string kept;
  return kept;
}

/// Of the worker that is alive, so that it can say why it cannot report.
const EnvironmentWatch* watching = nullptr;

void send(const std::string& message) {
  const std::string line = token() + message + "\n";
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t count = ::write(kReportFd, line.data() + done, line.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EBADF && watching != nullptr) watching->end_without_reports();
    if (count <= 0) ::_exit(1);  // the supervisor is gone
    done += static_cast<std::size_t>(count);
  }
}

[[noreturn]] void fail(int error, const std::string& text) {
  send(to_message(DoneReport{error, text, "", 0, {}, 0}));
  ::_exit(0);
}

/// All is reported. How the port's static destructors end is seen by the exit code: none of them
/// may make it another. An interpreter's, and a sanitizer's, are not the port's.
[[noreturn]] void finish(DoneReport report, bool plain) {
  constexpr int kFarewell = 116;
  report.farewell = plain && !is_sanitized() ? kFarewell : 0;
  send(to_message(report));
  if (report.farewell == 0) ::_exit(0);
  std::exit(report.farewell);
}

/// The spec, and the linked port that it selects, where the port is not in Python.
struct Loaded {
  Spec spec;
  const PortFunction* function = nullptr;
  std::optional<PortReport> port;
};

Loaded load(const WorkerConfig& config) {
  Loaded loaded{spec_from_file(config.spec), nullptr, std::nullopt};
  if (!config.port.empty()) return loaded;
  loaded.function = &find_linked_port(loaded.spec.function);
  loaded.port = describe(*loaded.function, loaded.spec);
  compare_alike(loaded.port->fit.alike, loaded.spec.compare);
  return loaded;
}

/// Judges the blocks of one worker.
class Worker {
 public:
  explicit Worker(WorkerConfig config)
      : config_(std::move(config)),
        progress_(kProgressFd),
        loaded_(load(config_)),
        judge_(spec_, {config_.today}),
        noise_(spec_),
        tally_(spec_, config_.min_matches),
        watch_(*progress_, config_) {
    progress_->reached_main = 1;
    progress_word = &progress_->word;
    std::sort(config_.passed_over.begin(), config_.passed_over.end());
    if (!is_fit()) return;  // nothing will be asked
    OracleConfig oracle = original_of(spec_, config_.python, config_.pythonpath);
    if (config_.live) oracle.effects = EffectRules{spec_.effects, config_.scratch};
    if (config_.live || !spec_.compare.relation.empty()) open_original(oracle);
    port_ = loaded_.function != nullptr ? run_linked(*loaded_.function, spec_)
                                        : run_python(config_.port, oracle);
    note_faults(*progress_);
    confine();
    if (config_.live) settle();
    watch_.begin();
    watching = &watch_;
  }
  ~Worker() { watching = nullptr; }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void run() {
    send(to_message(LoadReport{watch_.loading(), loaded_.port}));
    if (!is_fit()) return;
    try {
      run_calls();
    } catch (const OracleError&) {
      // The port may have closed what the original is asked by.
      if (!watch_.can_report()) watch_.end_without_reports();
      throw;
    }
  }

  /// No interpreter is in this process.
  bool is_plain() const { return !oracle_ && config_.port.empty(); }

  /// What is known once all is judged. A file that was left open may be the original's where that
  /// is in this process too.
  DoneReport done() const {
    DoneReport report;
    report.python = python();
    if (is_fit()) report.threads = watch_.threads_at_end();
    if (!oracle_ && is_fit()) report.files = watch_.files_at_end();
    return report;
  }

 private:
  std::string python() const {
    if (!oracle_) return {};
    const OriginalInfo info = oracle_->info();
    return fmt::format("{} ({}){}", info.python, info.interpreter,
                       info.oracle == "worker" ? " in a worker process" : "");
  }

  /// The interpreter starts with the locale that it would have alone; one that loading the port has
  /// set is the port's.
  void open_original(const OracleConfig& config) {
    const std::string loaded = locale_name();
    set_locale("C");
    oracle_ = open_oracle(config);
    originals_locale_ = locale_name();
    set_locale(loaded);
  }

  /// Whether the port's types hold what was recorded.
  bool is_fit() const { return !loaded_.port || loaded_.port->fit.unsupported.empty(); }

  /// An interpreter may have started processes until now.
  void confine() const {
    const bool embedded = !oracle_ || oracle_->info().oracle == "embedded";
    if (config_.interpreter && !allows(spec_.effects, "process") && embedded &&
        port_->in_this_process()) {
      forbid_processes(is_sanitized() ? Denial::error : Denial::signal);
    }
  }

  /// All is loaded: now the working folder may be another.
  void settle() {
    for (std::string& file : config_.corpus) file = std::filesystem::absolute(file).string();
    oracle_->settle();
  }

  void run_calls() {
    if (!config_.sequence.empty()) return run_sequence();
    for (std::uint32_t file = config_.file; file < config_.corpus.size(); ++file) run_file(file);
  }

  void run_file(std::uint32_t file) {
    TraceReader reader(config_.corpus[file], config_.damaged);
    reader.require_function(spec_.function);
    watch_.own_file_opened();
    const std::uint64_t first = file == config_.file ? config_.block : 0;
    for (std::uint64_t block = 0;; ++block) {
      const bool mine = block >= first && block % config_.jobs == config_.job;
      if (!(mine ? run_block(reader, file, block) : skip_block(reader))) return;
    }
  }

  /// The calls of the sequence, which stand in one file; the last one's verdict is reported.
  void run_sequence() {
    const CallIndex last = CallIndex::unpack(config_.sequence.back());
    TraceReader reader(config_.corpus[last.file], config_.damaged);
    reader.require_function(spec_.function);
    watch_.own_file_opened();
    Trace trace;
    for (const std::uint64_t packed : config_.sequence) {
      const CallIndex index = CallIndex::unpack(packed);
      reader.skip_to(index.line);
      if (reader.read(trace) != TraceReader::Line::trace) continue;
      if (index == last) tally_.start(last.file, (last.line - 2) / kBlockLines);
      judge_call(index, trace, reader.text());
    }
    watch_.end_block();
    send(to_message(tally_.report()));
  }

  static bool skip_block(TraceReader& reader) {
    for (std::uint64_t i = 0; i < kBlockLines; ++i) {
      if (!reader.skip()) return false;
    }
    return true;
  }

  /// Judges the lines up to the end of `block`. False: the file ends in it.
  bool run_block(TraceReader& reader, std::uint32_t file, std::uint64_t block) {
    tally_.start(file, block);
    const std::uint64_t end = 2 + (block + 1) * kBlockLines;
    auto read = TraceReader::Line::note;
    Trace trace;
    while (reader.next_line() < end && read != TraceReader::Line::end) {
      read = reader.read(trace);
      if (read != TraceReader::Line::trace) continue;
      const CallIndex index{file, trace.line};
      if (std::binary_search(config_.passed_over.begin(), config_.passed_over.end(),
                             index.packed())) {
        continue;
      }
      judge_call(index, trace, reader.text());
    }
    watch_.end_block();
    send(to_message(tally_.report()));
    return read != TraceReader::Line::end;
  }

  void judge_call(CallIndex index, const Trace& trace, std::string_view line) {
    arena_.clear();
    *progress_word = index.packed() << 2;
    Outcome expected = trace.outcome;
    std::string reason;
    const Asked asked = config_.live ? ask_original(trace, expected, reason) : Asked::answered;
    if (asked == Asked::effect) {
      return tally_.add_not_called(index, trace, line, expected, judge_.effect(trace.call, reason),
                                   true);
    }
    if (asked == Asked::unsupported) {
      return tally_.add_not_called(index, trace, line, expected,
                                   judge_.unsupported(trace.call, expected, reason));
    }
    watch_.before_port();
    Outcome observed;
    if (!port_->run(trace.call, port_arena_, observed, reason)) {
      return tally_.add_not_called(index, trace, line, expected,
                                   judge_.unsupported(trace.call, expected, reason));
    }
    watch_.after_port();
    tally_.add(index, trace, line, expected, observed, judge_answer(trace, expected, observed));
  }

  Verdict judge_answer(const Trace& trace, const Outcome& expected, const Outcome& observed) {
    std::optional<bool> holds;
    if (noise_.factor_of(trace.id).empty()) holds = relation(trace, expected, observed);
    return noise_.judge(judge_, trace, expected, observed, holds);
  }

  Asked ask_original(const Trace& trace, Outcome& expected, std::string& reason) {
    const OriginalsEnvironment as_it_was_imported(originals_locale_);
    enter(Phase::original);
    const Asked asked = oracle_->ask(trace.call, arena_, expected, reason);
    enter(Phase::codec);
    if (asked != Asked::answered) return asked;
    static const ComparePolicy exact;
    if (compare_outcomes(trace.call, trace.outcome, expected, exact)) {
      tally_.drifted(
          fmt::format("{}: recorded {}, now {}", to_python(spec_.function, trace.call, kDriftText),
                      outcome_text(trace.outcome, kDriftText), outcome_text(expected, kDriftText)));
    }
    return asked;
  }

  /// What the spec's relation says of two returned values, nothing where it is not needed.
  std::optional<bool> relation(const Trace& trace, const Outcome& expected,
                               const Outcome& observed) {
    if (!judge_.needs_relation(trace.call, expected, observed)) return std::nullopt;
    const OriginalsEnvironment as_it_was_imported(originals_locale_);
    enter(Phase::original);
    const bool holds = oracle_->relation(spec_.compare.relation, trace.call, expected, observed);
    enter(Phase::codec);
    return holds;
  }

  static constexpr std::size_t kDriftText = 100;

  WorkerConfig config_;
  ProgressMemory progress_;
  Loaded loaded_;
  const Spec& spec_ = loaded_.spec;
  Judge judge_;
  NoiseIndex noise_;
  BlockTally tally_;
  EnvironmentWatch watch_;
  std::unique_ptr<Oracle> oracle_;
  std::string originals_locale_;
  std::unique_ptr<PortRunner> port_;
  Arena arena_, port_arena_;
};

/// It could be read once more.
void forget_input() {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0) throw std::runtime_error("no /dev/null");
  ::close(nothing);
}

void run_worker() {
  std::string line;
  std::getline(std::cin, line);
  WorkerConfig config = parse_worker_config(line);
  token() = config.token;
  forget_input();
  limit_resources(config.memory);
  Worker worker(std::move(config));
  worker.run();
  finish(worker.done(), worker.is_plain());
}

}  // namespace

void worker_main() {
  ::signal(SIGINT, SIG_IGN);
  try {
    run_worker();
  } catch (const CorpusError& error) {
    fail(2, error.what());
  } catch (const OracleError& error) {
    fail(2, error.what());
  } catch (const SpecError& error) {
    fail(2, error.what());
  } catch (const UsageError& error) {
    fail(2, error.what());
  } catch (const std::exception& error) {
    fail(4, error.what());
  }
  ::_exit(4);
}

}  // namespace portproof
