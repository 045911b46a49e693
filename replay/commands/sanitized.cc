// The gate with sanitizers, where one stands beside this one, runs the same calls.
#include "replay/commands/sanitized.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <utility>

#include "oracle/scratch_folder.h"
#include "replay/commands/commands.h"
#include "replay/files.h"
#include "replay/port_executable.h"
#include "replay/report/report.h"
#include "replay/supervisor.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

/// Sanitized code is so much slower, and needs so much more patience.
constexpr double kSlowness = 3;

/// Why the gate with sanitizers is not run; empty: it is.
std::string missing(const std::string& sanitized) {
  const std::string name = fs::path(sanitized).filename().string();
  std::error_code error;
  if (!fs::exists(sanitized, error) || !fs::exists(port_of(sanitized), error)) {
    return fmt::format("{} is not there (portproof build --sanitize, or its CMake target)", name);
  }
  const auto theirs = fs::last_write_time(port_of(sanitized), error);
  if (theirs < fs::last_write_time(port_executable().path, error)) {
    return fmt::format("{} is older than the gate: build it again", name);
  }
  return {};
}

std::vector<std::string> command_of(const std::string& sanitized, const RunOptions& options,
                                    const std::string& name, const std::string& stage) {
  RunOptions its = options;
  its.timeout = kSlowness * options.timeout;
  its.save_regressions = false;
  its.quiet = true;
  std::vector<std::string> command = {sanitized, stage, "--spec", options.spec};
  if (!name.empty()) command.insert(command.end(), {"--name", name});
  for (const std::string& path : options.corpus) {
    command.insert(command.end(), {"--corpus", path});
  }
  const std::vector<std::string> more = forwarded(its);
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

/// Classes that the gate without sanitizers has found already are its own.
void add_findings(Result& result, std::vector<Finding>&& findings) {
  for (Finding& finding : findings) {
    const bool known =
        std::any_of(result.findings.begin(), result.findings.end(), [&](const Finding& other) {
          return other.id == finding.id ||
                 (other.divergence.kind == finding.divergence.kind && other.call == finding.call);
        });
    if (known) continue;
    finding.title += ", with sanitizers";
    result.findings.push_back(std::move(finding));
  }
}

void add_questions(Result& result, std::vector<Question>&& questions) {
  for (Question& question : questions) {
    const bool asked =
        std::any_of(result.undecided.begin(), result.undecided.end(),
                    [&](const Question& other) { return other.clause == question.clause; });
    if (!asked) result.undecided.push_back(std::move(question));
  }
}

}  // namespace

void add_sanitized(Result& result, const RunOptions& options, const std::string& name,
                   const std::string& stage) {
  if (!options.port.empty() || options.live || !options.only.empty() || result.nothing_ran) return;
  if (port_executable().sanitized || was_interrupted()) return;
  const std::string sanitized = sanitized_of(executable_path());
  result.not_sanitized = missing(sanitized);
  if (!result.not_sanitized.empty()) return;
  const ScratchFolder folder;
  const std::string json = folder.path() + "/result.json";
  std::vector<std::string> command = command_of(sanitized, options, name, stage);
  command.insert(command.end(), {"--json", json});
  const int status = run_program(command, Orphan::ends, {}, Output::none);
  const std::string text = fs::exists(json) ? read_file(json) : "";
  if (text.empty()) {
    throw WorkerError{status == 2 ? 2 : 3, fmt::format("{} {} ended with {} and without a result",
                                                       sanitized, stage, status)};
  }
  Result theirs = std::move(parse_results(text).at(0));
  result.sanitized_calls = std::accumulate(theirs.counts.begin(), theirs.counts.end(), 0UL);
  add_findings(result, std::move(theirs.findings));
  add_questions(result, std::move(theirs.undecided));
  for (const std::string& reason : theirs.reasons) {
    result.reasons.push_back("with sanitizers: " + reason);
  }
  result.verdict = worse(result.verdict, theirs.verdict);
  result.exit_code = exit_code(result.verdict);
  result.seconds += theirs.seconds;
}

}  // namespace portproof
