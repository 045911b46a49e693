// The command line: parses it, runs the command, turns every error into a text and an exit code.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iostream>

#include "corpus/reader.h"
#include "oracle/oracle.h"
#include "oracle/scratch_folder.h"
#include "replay/bind/port.h"
#include "replay/commands/commands.h"
#include "replay/files.h"
#include "replay/supervisor.h"
#include "replay/toolchain.h"
#include "specs/codec.h"
#include "specs/domain/clause.h"
#include "specs/nearest.h"
#include "specs/spec_json.h"

#ifndef PORTPROOF_VERSION
#error "the build passes PORTPROOF_VERSION"
#endif

namespace portproof {
namespace {

std::vector<std::string> behind_dashes;

/// "; did you mean check?" for a mistyped command, else for a mistyped option of the command.
std::string parse_hint(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty()) return {};
  const auto all = [](const CLI::App*) { return true; };
  std::vector<std::string> commands, options;
  const CLI::App* chosen = &app;
  for (const CLI::App* command : app.get_subcommands(all)) {
    commands.push_back(command->get_name());
    if (command->get_name() == arguments[0]) chosen = command;
  }
  for (const CLI::Option* option : chosen->get_options()) {
    for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
  }
  if (chosen == &app && !arguments[0].starts_with("-")) {
    return fmt::format(": there is no command {}{}", arguments[0],
                       did_you_mean(arguments[0], commands));
  }
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (!name.starts_with("--")) continue;
    if (std::find(options.begin(), options.end(), name) != options.end()) continue;
    const std::string near = did_you_mean(name, options);
    if (!near.empty()) return near;
  }
  return {};
}

/// What a shell leaves to a program, whoever has started it: streams that are open, so that none of
/// our files gets their numbers, and children that can be waited for.
void settle() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
  }
  ::signal(SIGCHLD, SIG_DFL);
}

int fail(int code, const std::string& text) {
  if (!text.empty()) std::cerr << "portproof: " << printable(text) << "\n";
  return code;
}

/// Runs the chosen command. CLI11's callbacks run inside parse.
int parse_and_run(CLI::App& app, std::vector<std::string> arguments, const int& status) {
  const std::vector<std::string> given = arguments;
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(arguments);
    return status;
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::CallForAllHelp&) {
    std::cout << app.help("", CLI::AppFormatMode::All);
    return 0;
  } catch (const CLI::CallForVersion&) {
    std::cout << "portproof " PORTPROOF_VERSION "\n";
    return 0;
  } catch (const CLI::Success&) {
    return 0;
  } catch (const CLI::ParseError& error) {
    return fail(2, error.what() + parse_hint(app, given) + " (--help shows what there is)");
  } catch (const UsageError& error) {
    return fail(2, error.what());
  } catch (const SpecError& error) {
    return fail(2, error.what());
  } catch (const ClauseError& error) {
    return fail(2, error.what());
  } catch (const CorpusError& error) {
    return fail(2, error.what());
  } catch (const OracleError& error) {
    return fail(2, error.what());
  } catch (const WorkerError& error) {
    return fail(error.exit_code, error.text);
  } catch (const NoScratchFolder& error) {
    return fail(2, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(2, fmt::format("{}: {}{}", error.path1().string(), error.code().message(),
                               advice(error.code())));
  } catch (const std::exception& error) {
    return fail(4, std::string("a defect of Portproof, please report it: ") + error.what());
  }
}

}  // namespace

std::vector<std::string> default_stages() { return {"replay", "props", "audit"}; }

const std::vector<std::string>& command_behind_dashes() { return behind_dashes; }

namespace {

/// The program as a person in this folder would write it.
std::string shown_program(const std::string& program) {
  const std::filesystem::path path(program);
  if (!path.is_absolute()) return program;
  const std::filesystem::path near = path.lexically_relative(std::filesystem::current_path());
  if (near.empty() || near.native().starts_with("..")) return program;
  return near.has_parent_path() ? near.string() : "./" + near.string();
}

}  // namespace

int driver_main(Program kind, const std::string& program, const std::vector<std::string>& arguments,
                const std::vector<Stage>& stages) {
  settle();
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  std::vector<std::string> own(arguments.begin(), dashes);
  if (dashes != arguments.end()) behind_dashes.assign(dashes + 1, arguments.end());
  const Context context{shown_program(program), stages, kind == Program::gate};
  int status = 0;
  CLI::App app(context.gate ? "A gate: proves its port against the Python that it replaces."
                            : "Proves a C++ port against the Python that it replaces.");
  app.name(program);
  app.set_version_flag("--version", PORTPROOF_VERSION);
  if (context.gate) {
    add_gate_commands(app, context, status);
    // A gate alone runs its check.
    if (own.empty() || (own[0].starts_with("-") && own[0] != "--help" && own[0] != "-h" &&
                        own[0] != "--version")) {
      own.insert(own.begin(), "check");
    }
  } else {
    add_init(app, status);
    add_record(app, status);
    add_spec_commands(app, status);
    add_build(app, status);
    add_check(app, context, status);
    add_report(app, status);
    add_doctor(app, status);
    app.add_flag_callback(
        "--cmakedir",
        [] {
          std::cout << cmake_folder() << "\n";
          throw CLI::Success();
        },
        "the folder for find_package(portproof)");
  }
  app.require_subcommand(1);
  const int code = parse_and_run(app, std::move(own), status);
  errno = 0;
  if (std::cout.flush()) return code;
  const std::error_code reason(errno, std::generic_category());
  return worse_exit_code(code, fail(2, "standard output cannot be written: " + reason.message()));
}

}  // namespace portproof
