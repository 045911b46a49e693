// `portproof report`: shows the result of a run directory again.
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "replay/commands/commands.h"
#include "replay/files.h"

namespace portproof {
namespace {

struct ReportOptions {
  std::string directory;
  std::string junit;
};

std::vector<Result> results_of(const std::string& path) {
  try {
    return parse_results(read_file(path));
  } catch (const UsageError& error) {
    throw UsageError(path + ": " + error.what());
  }
}

}  // namespace

void add_report(CLI::App& app, int& status) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand("report", "show the result of a run directory again");
  command->add_option("run_dir", options->directory, "what --out named")->required();
  command->add_option("--junit", options->junit, "write it as JUnit XML")->type_name("FILE");
  command->callback([options, &status] {
    const std::string path = options->directory + "/run.json";
    if (!std::filesystem::exists(path)) {
      throw UsageError(path + ": no such file; `portproof check --out RUN_DIR` writes one");
    }
    const std::vector<Result> results = results_of(path);
    for (const Result& result : results) {
      std::cout << text_report(result, {is_terminal(STDOUT_FILENO), false});
    }
    if (!options->junit.empty()) write_file(options->junit, junit_report(results));
    status = worst_exit_code(results);
  });
}

}  // namespace portproof
