// `portproof record`: hands over to the recorder, which is Python.
#include <fmt/format.h>

#include <filesystem>

#include "oracle/oracle.h"
#include "replay/commands/commands.h"
#include "replay/files.h"

namespace portproof {
namespace {

struct RecordOptions {
  std::vector<std::string> names;
  std::string function;
  std::string out;
  std::vector<std::string> block;
  std::string sample, max_traces, max_bytes;  // the recorder says which numbers are right
  std::string freeze_time, freeze_random;     // likewise
  bool recursive = false;
  std::string python;
  std::vector<std::string> pythonpath;
};

std::vector<std::string> targets(const RecordOptions& options) {
  std::vector<std::string> arguments;
  const auto add = [&](const std::string& function, const std::string& out,
                       const std::vector<std::string>& block) {
    arguments.insert(arguments.end(), {"--function", function, "--out", out});
    for (const std::string& module : block) arguments.insert(arguments.end(), {"--block", module});
    const auto add_value = [&](const char* option, const std::string& value) {
      if (!value.empty()) arguments.insert(arguments.end(), {option, value});
    };
    add_value("--sample", options.sample);
    add_value("--max-traces", options.max_traces);
    add_value("--max-bytes", options.max_bytes);
    add_value("--freeze-time", options.freeze_time);
    add_value("--freeze-random", options.freeze_random);
    if (options.recursive) arguments.emplace_back("--recursive");
  };
  if (!options.function.empty()) {
    if (options.out.empty()) throw UsageError("--function also needs --out FILE");
    add(options.function, options.out, options.block);
    return arguments;
  }
  const Project project = find_project();
  std::vector<std::string> names = options.names;
  if (names.empty()) {
    for (const ProjectFunction& function : project.functions) names.push_back(function.name);
  }
  if (names.empty()) {
    throw UsageError(
        "nothing to record: name a function of portproof.toml, or write --function "
        "module:name --out FILE -- COMMAND");
  }
  for (const std::string& name : names) {
    const ProjectFunction& function = project.get(name);
    std::filesystem::create_directories(project.path(function.corpus));
    add(function.original, project.path(function.corpus) + "/recorded.jsonl", function.block);
  }
  return arguments;
}

int record(const RecordOptions& options, const std::vector<std::string>& command) {
  if (command.empty()) {
    throw UsageError(
        "write the command to record behind --, as in: portproof record NAME -- "
        "python3 -m unittest");
  }
  require_interpreter(options.python);
  std::vector<std::string> run = {find_interpreter(options.python), "-m", "portproof", "record"};
  const std::vector<std::string> what = targets(options);
  run.insert(run.end(), what.begin(), what.end());
  run.push_back("--");
  run.insert(run.end(), command.begin(), command.end());
  std::string path = python_package_folder();
  const char* before = std::getenv("PYTHONPATH");
  std::string user_path;
  for (const std::string& folder : options.pythonpath) user_path += ":" + folder;
  if (before != nullptr && *before != '\0') user_path += std::string(":") + before;
  return run_program(run, Orphan::goes_on, {{"PYTHONPATH", path + user_path}});
}

}  // namespace

void add_record(CLI::App& app, int& status) {
  auto options = std::make_shared<RecordOptions>();
  CLI::App* command = app.add_subcommand(
      "record", "run a command, record the calls of a function: record [NAME…] -- COMMAND…");
  command->add_option("names", options->names, "functions of portproof.toml (default: all)");
  command->add_option("--function", options->function, "module:name, without portproof.toml")
      ->type_name("MOD:NAME");
  command->add_option("--out", options->out, "the recording")->type_name("FILE");
  command->add_option("--block", options->block, "a module kept from the original (accelerators)")
      ->type_name("MODULE");
  command->add_option("--sample", options->sample, "record one of N calls")->type_name("N");
  command->add_option("--max-traces", options->max_traces, "stop where the file holds so many")
      ->type_name("N");
  command->add_option("--max-bytes", options->max_bytes, "stop where the file is so large")
      ->type_name("N");
  command->add_flag("--recursive", options->recursive, "record its calls of itself too");
  command->add_option("--freeze-time", options->freeze_time, "hold the clock still in the calls")
      ->type_name("2026-01-02T03:04:05Z");
  command->add_option("--freeze-random", options->freeze_random, "seed random before each call")
      ->type_name("N");
  command->add_option("--python", options->python, "the interpreter that starts the recorder");
  command->add_option("--pythonpath", options->pythonpath, "put before sys.path");
  command->callback([options, &status] { status = record(*options, command_behind_dashes()); });
}

}  // namespace portproof
