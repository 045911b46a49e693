// Runs a gate that is an executable of its own, and reads its result.
#include "replay/commands/other_gate.h"

#include <fmt/format.h>
#include <signal.h>

#include <filesystem>
#include <iostream>

#include "oracle/scratch_folder.h"
#include "replay/files.h"
#include "replay/report/report.h"
#include "replay/supervisor.h"

namespace portproof {
namespace {

/// The options of this run, without spec, corpus and where results are written.
std::vector<std::string> forwarded(const RunOptions& options) {
  std::vector<std::string> arguments = {"--timeout", fmt::format("{}", options.timeout)};
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) arguments.insert(arguments.end(), {flag, value});
  };
  add("--seed", std::to_string(options.seed));
  if (options.jobs != 0) add("--jobs", std::to_string(options.jobs));
  add("--python", options.python);
  for (const std::string& folder : options.pythonpath) add("--pythonpath", folder);
  add("--only", options.only);
  if (options.exhaustive) add("--exhaustive", std::to_string(*options.exhaustive));
  add("--alphabet", options.alphabet);
  if (options.live) arguments.emplace_back("--live");
  if (options.keep_going) arguments.emplace_back("--keep-going");
  if (options.save_regressions) arguments.emplace_back("--save-regressions");
  if (options.quiet) arguments.emplace_back("--quiet");
  if (options.no_color) arguments.emplace_back("--no-color");
  return arguments;
}

}  // namespace

Result run_other_gate(const std::string& gate, const std::string& stage, const std::string& name,
                      const RunOptions& options, Output output) {
  const ScratchFolder folder;
  const std::string json = folder.path() + "/result.json";
  std::vector<std::string> command = {gate, stage, "--spec", options.spec, "--json", json};
  if (!name.empty()) command.insert(command.end(), {"--name", name});
  for (const std::string& path : options.corpus) {
    command.insert(command.end(), {"--corpus", path});
  }
  const std::vector<std::string> more = forwarded(options);
  command.insert(command.end(), more.begin(), more.end());
  std::cout << std::flush;
  const int status = run_program(command, Orphan::ends, {}, output);
  const std::string text = std::filesystem::exists(json) ? read_file(json) : "";
  if (status == 2 || status == 4) throw WorkerError{status, ""};  // the gate has said why
  if (status == 128 + SIGKILL) {
    throw WorkerError{3, gate + " was killed (SIGKILL) before its verdict; run it again"};
  }
  if (text.empty()) throw WorkerError{4, fmt::format("{} ended without a result", gate)};
  Result result = std::move(parse_results(text).at(0));
  if (status != result.exit_code) {
    throw WorkerError{
        4, fmt::format("{} ended with {}, its result says {}", gate, status, result.exit_code)};
  }
  return result;
}

}  // namespace portproof
