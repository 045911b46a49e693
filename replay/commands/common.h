// What the commands share: common options, terminals, interruption, starting programs.
#pragma once

#include <CLI/CLI.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "replay/project.h"
#include "replay/report/report.h"
#include "replay/stage.h"

namespace portproof {

/// The options that every stage takes.
struct RunOptions {
  std::string spec;
  std::vector<std::string> corpus;
  std::string port;
  bool live = false;
  std::string only;
  bool keep_going = false;
  std::uint64_t seed = 0;
  std::optional<std::uint32_t> exhaustive;
  std::string alphabet;
  std::uint64_t jobs = 0;
  std::string python;
  std::vector<std::string> pythonpath;
  double timeout = 10;
  std::string out;
  std::string json;
  std::string junit;
  bool save_regressions = false;
  bool quiet = false;
  bool no_color = false;
};

void add_run_options(CLI::App& app, RunOptions& options);

/// What a command works with.
struct Context {
  std::string program;  // as the user started it
  std::vector<Stage> stages;
  bool gate = false;
};

/// A file that the run needs twice or more: the driver's own paths.
std::string executable_path();

/// What a program does where this process is killed: a command that is recorded is the user's and
/// goes on, what works for us alone ends.
enum class Orphan { goes_on, ends };

/// Whether a program's standard output is ours, or thrown away.
enum class Output { ours, none };

/// Runs a program with our terminal and waits. Returns its exit status, 128 + N for signal N.
/// Throws UsageError where it cannot be started. `environment` is added to
/// ours, for good.
int run_program(const std::vector<std::string>& command, Orphan orphan,
                const std::vector<std::pair<std::string, std::string>>& environment = {},
                Output output = Output::ours);

/// Ctrl-C from now on sets a flag, which this reads. The second one ends the process.
void catch_interrupt();
bool was_interrupted();

bool is_terminal(int fd);

/// A line on standard error that is rewritten a few times a second, and gone at the end.
class ProgressLine {
 public:
  /// `shown`: whether a person looks at it. `total`: about how many calls there are, 0 where that
  /// is not known.
  ProgressLine(std::string what, bool shown, std::uint64_t total)
      : what_(std::move(what)), shown_(shown), total_(total) {}
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Shows what goes on, before there is anything to count.
  void begin();
  void show(std::uint64_t calls);

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  bool shown_;
  std::uint64_t total_;
  bool printed_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

/// Runs stages of one gate, and returns what they came to together. `stage`: one of them; empty:
/// all that the spec asks for and that there are.
Result run_gate(const Context& context, const RunOptions& options, const std::string& name,
                const std::string& stage);
/// Writes --json, --junit and --out for what was run.
void write_reports(const RunOptions& options, const std::vector<Result>& results);

}  // namespace portproof
