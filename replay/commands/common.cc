// What the commands share: common options, terminals, interruption, starting programs.
#include "replay/commands/common.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "corpus/reader.h"
#include "oracle/fd.h"
#include "oracle/oracle.h"
#include "oracle/parent.h"
#include "oracle/program.h"
#include "replay/commands/sanitized.h"
#include "replay/files.h"
#include "replay/merge_results.h"
#include "replay/report/report.h"
#include "replay/result_builder.h"
#include "replay/run_directory.h"
#include "replay/spec_file.h"

namespace portproof {
namespace {

namespace process = boost::process::v2;
volatile std::sig_atomic_t interrupts = 0;

void on_interrupt(int) {
  interrupts = interrupts + 1;
  if (interrupts > 1) ::_exit(130);
}

/// The lines of the plain recordings: what is left, for people. 0 where one is compressed.
std::uint64_t count_lines(const std::vector<std::string>& corpus) {
  std::uint64_t lines = 0;
  for (const std::string& path : corpus) {
    for (const std::string& name : corpus_files(path)) {
      if (name.ends_with(".zst")) return 0;
      std::ifstream file(name, std::ios::binary);
      lines += static_cast<std::uint64_t>(
          std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n'));
    }
  }
  return lines;
}

struct Tie {
  Orphan orphan;
  pid_t driver = ::getpid();

  template <class Launcher, class Path>
  boost::system::error_code on_exec_setup(Launcher&, const Path&, const char* const*) const {
    if (orphan == Orphan::goes_on || end_with_parent(driver)) return {};
    return {errno, boost::system::system_category()};
  }
};

/// Not CLI11's own check of a number: its message spells out the largest double.
std::string require_seconds(const std::string& text) {
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  const bool whole = !text.empty() && *end == '\0';
  if (!whole || !std::isfinite(seconds) || seconds <= 0) {
    throw UsageError(fmt::format("--timeout {}: write seconds greater than 0", text));
  }
  return {};
}

std::string require_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, seed);
  if (end != last || error != std::errc()) {
    throw UsageError(fmt::format("--seed {}: write a whole number, 0 or greater", text));
  }
  return {};
}

std::string reproduce_command(const Context& context, const RunOptions& options,
                              const std::string& stage) {
  std::string command = shell_word(context.program) + " " + stage;
  if (!context.gate || !options.spec.empty()) {
    command += " --spec " + shell_word(options.spec);
    for (const std::string& path : options.corpus) command += " --corpus " + shell_word(path);
    if (!options.port.empty()) command += " --port " + shell_word(options.port);
  }
  for (const std::string& path : options.pythonpath) command += " --pythonpath " + shell_word(path);
  if (stage != kReplayStage) {
    command += fmt::format(" --seed {}", options.seed);
    if (!options.python.empty()) command += " --python " + shell_word(options.python);
    if (options.exhaustive) command += fmt::format(" --exhaustive {}", *options.exhaustive);
    if (!options.alphabet.empty()) command += " --alphabet " + shell_word(options.alphabet);
  } else {
    if (options.live) command += " --live";
    if (options.keep_going) command += " --keep-going";
  }
  return command;
}

/// Options that a stage alone could do nothing with.
void require_of_stage(const std::string& stage, const RunOptions& options) {
  const bool replay = stage == kReplayStage, props = stage == "props";
  if (!stage.empty() && !replay && !options.only.empty()) {
    throw UsageError(
        fmt::format("--only names a recorded trace: it is for replay, not for {}", stage));
  }
  const bool all = options.exhaustive || !options.alphabet.empty();
  if (!stage.empty() && !props && all) {
    throw UsageError(fmt::format("--exhaustive and --alphabet are for props, not for {}", stage));
  }
}

/// The stages to run, in their order: the replay always, where no stage is named. One trace alone
/// is a replay.
std::vector<Stage> chosen(const Context& context, const RunOptions& options,
                          const std::string& stage) {
  require_of_stage(stage, options);
  std::vector<std::string> wanted = {stage};
  if (stage.empty() && options.only.empty()) {
    wanted = spec_from_file(options.spec).gate.stages;
    if (wanted.empty()) wanted = default_stages();
  }
  std::vector<Stage> stages;
  for (const Stage& each : context.stages) {
    const bool asked = std::find(wanted.begin(), wanted.end(), each.name) != wanted.end();
    if (asked || (stage.empty() && each.name == kReplayStage)) stages.push_back(each);
  }
  return stages;
}

Result run_stage(const Stage& stage, GateOptions gate, const RunOptions& options) {
  const bool progress = is_terminal(STDERR_FILENO) && !options.quiet;
  const bool counted = progress && stage.name == kReplayStage;
  ProgressLine line(stage.name, progress, counted ? count_lines(options.corpus) : 0);
  gate.progress = [&](std::uint64_t calls) { line.show(calls); };
  Result result = stage.run(gate);
  if (stage.calls_port) add_sanitized(result, options, gate.name, stage.name);
  return result;
}

/// Runs a stage behind others. Who names an interpreter means it: that it cannot be had is wrong
/// usage still.
void add_stage(Result& result, const Stage& stage, const GateOptions& gate,
               const RunOptions& options) {
  if (was_interrupted()) return note_missed(result, stage.name, "interrupted");
  try {
    merge(result, run_stage(stage, gate, options));
  } catch (const OracleError& error) {
    if (!options.python.empty()) throw;
    note_missed(result, stage.name, error.what());
  } catch (const SpecError& error) {
    note_missed(result, stage.name, error.what());
  } catch (const CorpusError& error) {
    note_missed(result, stage.name, error.what());
  }
}

}  // namespace

void ProgressLine::begin() {
  if (!shown_) return;
  std::cerr << fmt::format("\r\x1b[K{}", what_) << std::flush;
  printed_ = true;
}

void ProgressLine::show(std::uint64_t calls) {
  if (!shown_) return;
  const auto now = Clock::now();
  if (now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  if (seconds < 0.5) return;
  const double rate = static_cast<double>(calls) / seconds;
  std::cerr << fmt::format("\r\x1b[K{}: {} calls, {:.0f} calls/s", what_, calls, rate);
  if (total_ > calls && rate > 0) {
    std::cerr << fmt::format(", {:.0f} s left", static_cast<double>(total_ - calls) / rate);
  }
  std::cerr << std::flush;
  printed_ = true;
}

ProgressLine::~ProgressLine() {
  if (printed_) std::cerr << "\r\x1b[K" << std::flush;
}

void add_run_options(CLI::App& app, RunOptions& options) {
  app.add_option("--spec", options.spec, "the spec (JSON)")->type_name("FILE");
  app.add_option("--corpus", options.corpus, "recordings: files or folders")->type_name("PATH");
  app.add_option("--port", options.port, "python:MODULE:NAME, an importable port");
  app.add_flag("--live", options.live, "ask the original again instead of trusting the recording");
  app.add_option("--only", options.only,
                 "one trace alone, by its id; the last one of several, after the others")
      ->type_name("ID[,ID…]");
  app.add_flag("--keep-going", options.keep_going,
               "pass over damaged lines of a recording, and count them");
  app.add_option("--seed", options.seed, "seed of everything that is drawn (printed)")
      ->check(require_seed);
  app.add_option("--exhaustive", options.exhaustive,
                 "props: instead of random calls all up to this size")
      ->check(CLI::Range(0, 64));
  app.add_option("--alphabet", options.alphabet, "props: the characters of --exhaustive")
      ->type_name("TEXT");
  app.add_option("--jobs,-j", options.jobs, "worker processes (default: one for each core)")
      ->check(CLI::Range(1, 256));
  app.add_option("--python", options.python, "the interpreter of the original")->type_name("PATH");
  app.add_option("--pythonpath", options.pythonpath, "put before sys.path")->type_name("DIR");
  app.add_option("--timeout", options.timeout, "seconds of CPU time for one call")
      ->check(require_seconds)
      ->capture_default_str();
  app.add_option("--out", options.out, "write a run directory")->type_name("RUN_DIR");
  app.add_option("--json", options.json, "write the result as JSON")->type_name("FILE");
  app.add_option("--junit", options.junit, "write the result as JUnit XML")->type_name("FILE");
  app.add_flag("--save-regressions", options.save_regressions,
               "for generated inputs; a replay's findings stand in the corpus already");
  app.add_flag("--quiet,-q", options.quiet, "the verdict only");
  app.add_flag("--no-color", options.no_color, "plain text");
}

std::string executable_path() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

int run_program(const std::vector<std::string>& command, Orphan orphan,
                const std::vector<std::pair<std::string, std::string>>& environment,
                Output output) {
  for (const auto& [key, value] : environment) ::setenv(key.c_str(), value.c_str(), 1);
  const std::string program = find_program(command[0]);
  if (program.empty()) throw UsageError(command[0] + ": no such program");
  const std::vector<std::string> arguments(command.begin() + 1, command.end());
  boost::asio::io_context context;
  const auto start = [&](const auto&... more) {
    return process::process(context, program, arguments, Tie{orphan}, more...);
  };
  try {
    const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    process::process child =
        output == Output::ours
            ? start()
            : start(process::process_stdio{nothing.get(), nothing.get(), STDERR_FILENO});
    int status = 0;
    while (::waitpid(child.id(), &status, 0) < 0 && errno == EINTR) {
    }
    child.detach();
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  } catch (const boost::system::system_error& error) {
    throw UsageError(fmt::format("{}: {}", program, error.code().message()));
  }
}

void catch_interrupt() {
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool was_interrupted() { return interrupts != 0; }

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

Result run_gate(const Context& context, const RunOptions& options, const std::string& name,
                const std::string& stage) {
  catch_interrupt();
  GateOptions gate;
  gate.name = name;
  gate.spec = options.spec;
  gate.corpus = options.corpus;
  gate.port = options.port;
  gate.damaged = options.keep_going ? Damaged::passed_over : Damaged::refused;
  gate.live = options.live;
  gate.only = options.only;
  gate.python = options.python;
  gate.pythonpath = options.pythonpath;
  gate.jobs = options.jobs;
  gate.seed = options.seed;
  gate.exhaustive = options.exhaustive;
  gate.alphabet = options.alphabet;
  gate.timeout_seconds = options.timeout;
  if (!options.out.empty()) gate.outputs.push_back({"the run directory", options.out});
  for (const std::string& path : {options.json, options.junit}) {
    if (!path.empty()) gate.outputs.push_back({"the result", path});
  }
  gate.interrupted = was_interrupted;
  std::optional<Result> result;
  for (const Stage& each : chosen(context, options, stage)) {
    if (result && result->nothing_ran) break;
    gate.command = reproduce_command(context, options, each.name);
    if (result) {
      add_stage(*result, each, gate, options);
    } else {
      result = run_stage(each, gate, options);
    }
  }
  return *std::move(result);
}

void write_reports(const RunOptions& options, const std::vector<Result>& results) {
  if (!options.json.empty()) write_file(options.json, json_report(results));
  if (!options.junit.empty()) write_file(options.junit, junit_report(results));
  if (!options.out.empty()) write_run_directory(options.out, results);
}

}  // namespace portproof
