// The gate with sanitizers, where one stands beside this one, runs the same calls.
#include "replay/commands/sanitized.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <utility>

#include "replay/commands/other_gate.h"
#include "replay/merge_results.h"
#include "replay/port_executable.h"
#include "replay/result_builder.h"
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

/// Whether the gate without sanitizers has found it already.
bool is_known(const Result& result, const Finding& finding) {
  return std::any_of(result.findings.begin(), result.findings.end(), [&](const Finding& other) {
    return other.id == finding.id ||
           (other.divergence.kind == finding.divergence.kind && other.call == finding.call);
  });
}

/// What `theirs` says that `result` does not: no counts, and nothing about the inputs.
Result news_of(Result theirs, const Result& result) {
  Result news;
  news.verdict = theirs.verdict;
  news.seconds = theirs.seconds;
  news.undecided = std::move(theirs.undecided);
  for (Finding& finding : theirs.findings) {
    if (is_known(result, finding)) continue;
    finding.title += ", with sanitizers";
    news.findings.push_back(std::move(finding));
  }
  for (const std::string& reason : theirs.reasons) {
    const auto& said = result.reasons;
    if (std::find(said.begin(), said.end(), reason) != said.end()) continue;
    news.reasons.push_back("with sanitizers: " + reason);
  }
  return news;
}

}  // namespace

void add_sanitized(Result& result, const RunOptions& options, const std::string& name,
                   const std::string& stage) {
  if (!options.port.empty() || options.live || !options.only.empty() || result.nothing_ran) return;
  if (port_executable().sanitized || was_interrupted()) return;
  const std::string sanitized = sanitized_of(executable_path());
  result.not_sanitized = missing(sanitized);
  if (!result.not_sanitized.empty()) return;
  RunOptions its = options;
  its.timeout = kSlowness * options.timeout;
  its.save_regressions = false;
  try {
    Result theirs = run_other_gate(sanitized, stage, name, its, Output::none);
    result.sanitized_calls = std::accumulate(theirs.counts.begin(), theirs.counts.end(), 0UL);
    merge(result, news_of(std::move(theirs), result));
  } catch (const WorkerError& error) {
    // What this gate has found is not lost.
    const std::string why =
        error.text.empty() ? fmt::format("exit code {}", error.exit_code) : error.text;
    note_missed(result, fs::path(sanitized).filename().string() + " " + stage, why);
  }
}

}  // namespace portproof
