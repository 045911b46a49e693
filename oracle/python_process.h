// Runs the worker of the Python package in a process of its own, and talks to it in lines.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "oracle/interpreter.h"
#include "oracle/oracle.h"

namespace portproof {

/// How a process ended. `signal` 0: by itself, with `exit_code`.
struct Ending {
  int signal = 0;
  int exit_code = 0;
};

class PythonProcess {
 public:
  /// Throws OracleError where it does not start.
  PythonProcess(const Interpreter& interpreter,
                const std::vector<std::pair<std::string, std::string>>& environment);
  /// Ends it.
  ~PythonProcess();
  PythonProcess(const PythonProcess&) = delete;
  PythonProcess& operator=(const PythonProcess&) = delete;

  bool alive() const;
  /// How long it may let us wait for a line, before it is ended; 0: without end.
  void set_patience(double seconds);
  /// False: the process has ended, or reads no more.
  bool send(std::string_view text);
  /// The next line, without its newline. Nothing: the process has ended, or writes no more.
  std::optional<std::string> receive();
  /// How it ended, once it has stopped to read or write. Ends it where it has not.
  Ending wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
