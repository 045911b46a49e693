// `portproof mine, show, confirm, widen`: make a spec, read it, answer its questions.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "corpus/reader.h"
#include "oracle/oracle.h"
#include "replay/ask_again.h"
#include "replay/commands/commands.h"
#include "replay/commands/common.h"
#include "replay/files.h"
#include "replay/original.h"
#include "replay/report/report.h"
#include "replay/spec_file.h"
#include "specs/mine/edit.h"
#include "specs/mine/merge.h"
#include "specs/mine/miner.h"
#include "specs/mine/show.h"
#include "specs/noise.h"
#include "specs/spec_json.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

struct MineOptions {
  std::vector<std::string> what;
  std::string out;
  std::string python;
  std::vector<std::string> pythonpath;
  bool no_ask_again = false;
  bool keep_going = false;
};

Damaged damaged_of(const MineOptions& options) {
  return options.keep_going ? Damaged::passed_over : Damaged::refused;
}

struct SpecOptions {
  std::string name;
  std::vector<std::string> clauses;
  std::string spec;
};

/// The first line, and the last one of the traceback behind it.
std::string first_and_last_line(const std::string& text) {
  const std::size_t first = text.find('\n'), last = text.rfind('\n');
  return first == std::string::npos ? text : text.substr(0, first) + " " + text.substr(last + 1);
}

/// Asks the original again and puts what it finds into the spec. Returns lines for people.
std::vector<std::string> find_noise(Spec& spec, const std::vector<std::string>& files,
                                    const TraceChoice& choice, const MineOptions& options) {
  AskedAgain asked;
  {
    ProgressLine line(printable_line("mine " + spec.function + ": asking the original again"),
                      is_terminal(STDERR_FILENO), 0);
    line.begin();  // a slow original takes its time for the first calls
    asked = ask_again(spec, files, damaged_of(options), choice,
                      original_of(spec, options.python, options.pythonpath),
                      [&](std::uint64_t calls) { line.show(calls); });
  }
  if (!asked.missing.empty()) return {"not asked again: " + first_and_last_line(asked.missing)};
  std::vector<std::string> lines;
  if (choice.size() < spec.evidence.traces) {
    lines.push_back(fmt::format("asked again: {} of {} traces, chosen by their ids", choice.size(),
                                spec.evidence.traces));
  }
  if (asked.not_rebuilt > 0) {
    lines.push_back(fmt::format("not asked again: {} of {} traces: {}", asked.not_rebuilt,
                                choice.size(), asked.not_rebuilt_reason));
  }
  for (const NoiseEntry& entry : asked.noise) lines.push_back("noise: " + noise_words(entry));
  spec.noise = std::move(asked.noise);
  return lines;
}

/// Says what was passed over. 3: a spec of less than what was recorded; 0: of all.
int tell_damages(const Damages& damages) {
  if (damages.lines == 0) return 0;
  std::cout << fmt::format("  {} passed over (--keep-going), so the spec is not of all:\n",
                           damages.lines == 1
                               ? "1 damaged line was"
                               : fmt::format("{} damaged lines were", damages.lines));
  for (const std::string& each : damages.first) std::cout << "    " << printable(each) << "\n";
  if (damages.lines > damages.first.size()) {
    std::cout << fmt::format("    … and {} more\n", damages.lines - damages.first.size());
  }
  return 3;
}

/// Mines recordings into the spec at `out`; tells what changed. Returns the exit code.
int mine_into(const std::vector<std::string>& paths, const std::string& out,
              const MineOptions& options) {
  std::optional<Spec> known;
  if (fs::exists(out)) known = spec_from_file(out);
  std::optional<Miner> miner;
  std::optional<ProgressLine> progress;
  std::string function;
  Freeze freeze;
  std::uint64_t traces = 0;
  std::vector<std::string> files;
  TraceChoice choice;
  Damages damages;
  for (const std::string& path : paths) {
    for (const std::string& file : corpus_files(path)) {
      files.push_back(file);
      TraceReader reader(file, damaged_of(options));
      if (!miner) {
        function = reader.header().function;
        freeze = reader.header().freeze;
        miner.emplace(reader.header(), known ? &*known : nullptr);
        progress.emplace(printable_line("mine " + function), is_terminal(STDERR_FILENO), 0);
        progress->begin();
      }
      reader.require_function(function);
      reader.require_freeze(freeze, "another recording with", "record all of them alike");
      Trace trace;
      while (reader.next(trace)) {
        miner->add(trace);
        choice.offer(trace.id);
        progress->show(++traces);
      }
      miner->finish_file(reader.header());
      damages.add(reader.damages());
    }
  }
  if (traces == 0) {
    throw UsageError(
        fmt::format("{}: no trace to mine; `portproof record` records some", paths.front()));
  }
  Spec spec = miner->finish();
  progress.reset();
  std::vector<std::string> changes;
  if (known) spec = merge_spec(*known, spec, changes);
  const std::vector<std::string> noise =
      options.no_ask_again ? std::vector<std::string>() : find_noise(spec, files, choice, options);
  const bool same_noise = known && known->noise == spec.noise;
  write_file(out, write_spec(spec));
  std::cout << printable(fmt::format("{}: {} from {} traces of {}\n", out,
                                     known ? "updated" : "mined", traces, function));
  for (const std::string& change : changes) std::cout << "  " << printable(change) << "\n";
  if (known && changes.empty() && same_noise) std::cout << "  nothing changed\n";
  for (const std::string& line : noise) std::cout << "  " << printable(line) << "\n";
  const int status = tell_damages(damages);
  std::cout << std::flush;  // the next function may take its time
  return status;
}

int mine(const MineOptions& options) {
  require_interpreter(options.python);
  if (!options.out.empty()) {
    if (options.what.empty()) throw UsageError("mine --out SPEC needs the recordings to mine");
    return mine_into(options.what, options.out, options);
  }
  const Project project = find_project();
  std::vector<std::string> names = options.what;
  if (names.empty()) {
    for (const ProjectFunction& function : project.functions) names.push_back(function.name);
  }
  if (names.empty()) {
    throw UsageError(
        "nothing to mine: name a function of portproof.toml, or write mine "
        "FILE.jsonl --out SPEC");
  }
  int status = 0;
  for (const std::string& name : names) {
    if (project.find(name) == nullptr && fs::exists(name)) {
      throw UsageError(fmt::format("mine {}: also needs --out SPEC", name));
    }
    const ProjectFunction& function = project.get(name);
    status = worse_exit_code(
        status, mine_into({project.path(function.corpus)}, project.path(function.spec), options));
  }
  return status;
}

std::string spec_path(const SpecOptions& options) {
  if (!options.spec.empty()) return options.spec;
  if (fs::is_regular_file(options.name)) return options.name;
  const Project project = find_project();
  return project.path(project.get(options.name).spec);
}

int edit(const SpecOptions& options, void (*change)(Spec&, const std::string&)) {
  const std::string path = spec_path(options);
  Spec spec = spec_from_file(path);
  for (const std::string& clause : options.clauses) change(spec, clause);
  write_file(path, write_spec(spec));
  std::cout << printable(fmt::format("{}: written; the change shows in its diff\n", path));
  const auto about_exception = [](const std::string& clause) {
    return clause.starts_with("raises ") || clause.starts_with("refuses ");
  };
  if (std::any_of(options.clauses.begin(), options.clauses.end(), about_exception)) {
    std::cout << "  mine again: what only refused calls show leaves the Domain\n";
  }
  return 0;
}

CLI::App* spec_command(CLI::App& app, const char* name, const char* text,
                       std::shared_ptr<SpecOptions> options) {
  CLI::App* command = app.add_subcommand(name, text);
  command->add_option("name", options->name, "a function of portproof.toml, or a spec file")
      ->required();
  command->add_option("--spec", options->spec, "the spec (JSON)")->type_name("FILE");
  return command;
}

}  // namespace

void add_spec_commands(CLI::App& app, int& status) {
  auto mining = std::make_shared<MineOptions>();
  CLI::App* mine_command = app.add_subcommand(
      "mine", "infer the spec from recordings; keeps people's edits, prints what changed");
  mine_command->add_option("what", mining->what,
                           "functions of portproof.toml (default: all), or recordings with --out");
  mine_command->add_option("--out", mining->out, "the spec to write")->type_name("SPEC");
  mine_command->add_option("--python", mining->python, "the interpreter of the original")
      ->type_name("PATH");
  mine_command->add_option("--pythonpath", mining->pythonpath, "put before sys.path")
      ->type_name("DIR");
  mine_command->add_flag("--no-ask-again", mining->no_ask_again,
                         "do not ask the original again, whether it agrees with itself");
  mine_command->add_flag("--keep-going", mining->keep_going,
                         "pass over damaged lines of a recording, and count them");
  mine_command->callback([mining, &status] { status = mine(*mining); });

  auto shown = std::make_shared<SpecOptions>();
  spec_command(app, "show", "the spec in words, each clause with its evidence", shown)
      ->callback([shown, &status] {
        std::cout << printable(show_spec(spec_from_file(spec_path(*shown))));
        status = 0;
      });

  auto confirmed = std::make_shared<SpecOptions>();
  CLI::App* confirm_command =
      spec_command(app, "confirm", "accept a clause, as in: confirm total 'n <= 46340'", confirmed);
  confirm_command->add_option("clause", confirmed->clauses, "clauses")->required();
  confirm_command->callback([confirmed, &status] { status = edit(*confirmed, confirm); });

  auto widened = std::make_shared<SpecOptions>();
  CLI::App* widen_command = spec_command(
      app, "widen", "strike a clause, or all mined ones of a parameter: widen total n", widened);
  widen_command->add_option("clause", widened->clauses, "clauses or parameters")->required();
  widen_command->callback([widened, &status] { status = edit(*widened, widen); });
}

}  // namespace portproof
