// `portproof check` and `replay`: run gates, by names of the project or by files.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "replay/commands/commands.h"
#include "replay/commands/other_gate.h"
#include "replay/files.h"
#include "replay/gate_defaults.h"
#include "replay/port_executable.h"
#include "replay/reads.h"
#include "replay/regressions.h"
#include "replay/report/report.h"
#include "replay/spec_file.h"
#include "replay/supervisor.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

struct CheckOptions {
  std::string stage;  // empty: every one that the spec asks for
  RunOptions run;
  std::vector<std::string> names;
};

TextStyle style_of(const RunOptions& options) {
  return {!options.no_color && is_terminal(STDOUT_FILENO) && std::getenv("NO_COLOR") == nullptr,
          options.quiet};
}

/// The spec and corpus of a gate that were compiled in, where the command line names none.
void fill_defaults(RunOptions& options) {
  if (options.spec.empty()) options.spec = gate_defaults().spec;
  if (options.corpus.empty() && *gate_defaults().corpus != '\0') {
    options.corpus = {gate_defaults().corpus};
  }
  if (options.spec.empty()) throw UsageError("which spec? write --spec FILE");
  if (options.corpus.empty()) throw UsageError("which recordings? write --corpus PATH");
}

void keep_regressions(const RunOptions& options, const Result& result) {
  if (!options.save_regressions) return;
  const std::string done = save_regressions(options.corpus, result);
  std::cerr << "portproof: --save-regressions: "
            << (done.empty() ? "nothing new: what a replay finds stands in the corpus already"
                             : printable(done))
            << "\n";
}

int check_files(const Context& context, RunOptions options, const std::string& stage) {
  fill_defaults(options);
  if (!context.gate && options.port.empty()) {
    throw UsageError("which port? write --port python:MODULE:NAME, or run a gate of it");
  }
  const std::string name = *gate_defaults().name != '\0' ? gate_defaults().name : "";
  const Result result = run_gate(context, options, name, stage);
  std::cout << text_report(result, style_of(options));
  write_reports(options, {result});
  keep_regressions(options, result);
  return result.exit_code;
}

/// Whether the gate is newer than everything that it was compiled from (the compiler's own list).
bool is_fresh(const std::string& gate) {
  std::error_code error;
  // Its time is that at which the compiler was started.
  const auto built = fs::last_write_time(gate + ".d", error);
  std::ifstream list(gate + ".d");
  if (error || !list || fs::last_write_time(executable_path()) > built) return false;
  if (!fs::exists(gate) || !fs::exists(port_of(gate))) return false;
  // Built before the clock was set back: what has changed since may look older than it.
  if (built > fs::file_time_type::clock::now()) return false;
  std::string word;
  while (list >> word) {
    if (word == "\\" || word.ends_with(':')) continue;
    const auto changed = fs::last_write_time(word, error);
    if (error || changed > built) return false;
  }
  return true;
}

/// Where a port file's gate is built: beside the project file, never in the source folders.
std::string gate_of_port(const Project& project, const ProjectFunction& function) {
  const std::string port = project.path(function.port);
  if (!fs::exists(port)) {
    throw UsageError(fmt::format("{}: the port of {} is not there; write it, or name a gate in {}",
                                 port, function.name, project.file));
  }
  const std::string gate = project.path(".portproof/" + function.name + "_gate");
  const bool fresh = is_fresh(gate);
  if (!fresh) {
    fs::create_directories(fs::path(gate).parent_path());
    std::cerr << printable(fmt::format("building {} from {}\n", gate, port));
    build_gate({port}, gate, {});
  }
  return gate;
}

/// Runs the gate of one function of the project.
Result check_function(const Context& context, const CheckOptions& options, const Project& project,
                      const ProjectFunction& function) {
  RunOptions run = options.run;
  if (run.spec.empty()) run.spec = project.path(function.spec);
  if (run.corpus.empty()) run.corpus = {project.path(function.corpus)};
  if (run.port.empty() && function.port.starts_with("python:")) run.port = function.port;
  if (!run.port.empty()) {
    const Result result = run_gate(context, run, function.name, options.stage);
    std::cout << text_report(result, style_of(run));
    keep_regressions(run, result);
    return result;
  }
  if (function.gate.empty() && function.port.empty()) {
    throw UsageError(
        fmt::format("{}: [function.{}] names neither gate nor port", project.file, function.name));
  }
  const std::string gate =
      function.gate.empty() ? gate_of_port(project, function) : project.path(function.gate);
  if (!fs::exists(gate)) {
    throw UsageError(
        fmt::format("{}: the gate of {} is not built yet; build the CMake target "
                    "{}_gate",
                    gate, function.name, function.name));
  }
  // The gate does not hear of our run directory.
  if (!run.out.empty()) {
    readable_paths(spec_from_file(run.spec), run.spec, {{"the run directory", run.out}});
  }
  const std::string stage = options.stage.empty() ? "check" : options.stage;
  return run_other_gate(fs::absolute(gate).string(), stage, function.name, run, Output::ours);
}

int check_names(const Context& context, const CheckOptions& options) {
  const Project project = find_project();
  std::vector<std::string> names = options.names;
  if (names.empty()) {
    for (const ProjectFunction& function : project.functions) names.push_back(function.name);
  }
  if (names.empty()) {
    throw UsageError(
        "nothing to check: `portproof init module:function` starts a portproof.toml, "
        "or write --spec FILE --corpus PATH --port python:MODULE:NAME");
  }
  std::vector<Result> results;
  int failed = 0;
  for (const std::string& name : names) {
    if (was_interrupted()) break;
    try {
      results.push_back(check_function(context, options, project, project.get(name)));
    } catch (const WorkerError& error) {
      if (!error.text.empty()) std::cerr << "portproof: " << printable(error.text) << "\n";
      failed = worse_exit_code(failed, error.exit_code);
    }
    if (names.size() > 1) std::cout << "\n";
  }
  if (was_interrupted() && results.size() < names.size()) failed = worse_exit_code(failed, 3);
  if (results.size() > 1) std::cout << table_report(results, style_of(options.run));
  write_reports(options.run, results);
  return worse_exit_code(failed, worst_exit_code(results));
}

/// Stages (empty: all) and what they do.
std::vector<std::pair<std::string, std::string>> commands(const Context& context,
                                                          const std::string& of_all) {
  std::vector<std::pair<std::string, std::string>> all = {
      {"", "every stage that the spec asks for" + of_all}};
  for (const Stage& stage : context.stages) all.emplace_back(stage.name, stage.text);
  return all;
}

int check(const Context& context, const CheckOptions& options) {
  const bool by_files = options.names.empty() && (!options.run.spec.empty() || context.gate);
  return by_files ? check_files(context, options.run, options.stage)
                  : check_names(context, options);
}

}  // namespace

void add_check(CLI::App& app, const Context& context, int& status) {
  for (const auto& [stage, text] : commands(context, "; without NAME all functions")) {
    auto options = std::make_shared<CheckOptions>();
    options->stage = stage;
    CLI::App* command = app.add_subcommand(stage.empty() ? "check" : stage, text);
    command->add_option("names", options->names, "functions of portproof.toml");
    add_run_options(*command, options->run);
    command->callback([options, &context, &status] { status = check(context, *options); });
  }
}

void add_gate_commands(CLI::App& app, const Context& context, int& status) {
  for (const auto& [stage, text] : commands(context, " (the default)")) {
    auto options = std::make_shared<CheckOptions>();
    options->stage = stage;
    CLI::App* command = app.add_subcommand(stage.empty() ? "check" : stage, text);
    add_run_options(*command, options->run);
    command->add_option_function<std::string>(
        "--name",
        [](const std::string& given) {
          static std::string kept;
          kept = given;
          gate_defaults().name = kept.c_str();
        },
        "what the verdict is called");
    command->callback([options, &context, &status] {
      status = check_files(context, options->run, options->stage);
    });
  }
}

}  // namespace portproof
