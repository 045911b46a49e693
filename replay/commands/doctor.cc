// `portproof doctor`: what is installed, what is missing, the command that installs it.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "oracle/oracle.h"
#include "oracle/program.h"
#include "replay/commands/commands.h"
#include "replay/files.h"
#include "replay/toolchain.h"

namespace portproof {
namespace {

class Checkup {
 public:
  explicit Checkup(std::string python) : python_(std::move(python)) {}

  int run() {
    compiler();
    program("cmake", "gates by CMake", "cmake", false);
    program("clang++-19", "fuzzing and sanitizers", "clang-19 libclang-rt-19-dev", false);
    interpreter();
    if (missing_ == 0) std::cout << "all that record, mine, build and check need is here\n";
    return missing_ == 0 ? 0 : 3;
  }

 private:
  void good(const std::string& what, const std::string& text) {
    std::cout << fmt::format("  ok       {:<28} {}\n", what, text);
  }
  void bad(const std::string& what, const std::string& install, bool needed) {
    std::cout << fmt::format("  {} {:<28} {}\n", needed ? "MISSING " : "optional", what, install);
    if (needed) ++missing_;
  }

  void program(const char* name, const char* what, const char* packages, bool needed) {
    const std::string found = find_program(name);
    if (!found.empty()) return good(what, found);
    bad(what, fmt::format("sudo apt-get install {}", packages), needed);
  }

  void compiler() {
    try {
      const Toolchain toolchain = find_toolchain();
      good("headers and libraries", toolchain.compile_flags.front().substr(2));
      const std::string found = find_program(toolchain.compiler);
      if (!found.empty()) return good("C++ compiler", found);
      bad("C++ compiler", "sudo apt-get install g++", true);
    } catch (const UsageError& error) {
      bad("headers and libraries", error.what(), true);
    }
  }

  void interpreter() {
    try {
      const std::string python = find_interpreter(python_);
      good("Python of the original", python);
      good("recorder", python_package_folder());
      good("oracle (--live)", oracle({python, {}, "os.path:join", {}, {}}));
    } catch (const OracleError& error) {
      bad("oracle (--live)", error.what(), false);
    }
  }

  /// Which oracle answers, and why not the faster one.
  static std::string oracle(const OracleConfig& config) {
    try {
      open_embedded_oracle(config);
      return "embedded";
    } catch (const NotEmbeddable& error) {
      open_worker_oracle(config);
      return fmt::format("in a worker process ({})", error.what());
    }
  }

  std::string python_;
  int missing_ = 0;
};

}  // namespace

void add_doctor(CLI::App& app, int& status) {
  auto python = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("doctor", "what is installed, what is missing, what installs it");
  command->add_option("--python", *python, "the interpreter of the original")->type_name("PATH");
  command->callback([python, &status] { status = Checkup(*python).run(); });
}

}  // namespace portproof
