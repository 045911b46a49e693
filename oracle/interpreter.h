// Finds a Python interpreter and asks it what it is.
#pragma once

#include <string>

namespace portproof {

/// What embedding an interpreter needs to know of it.
struct Interpreter {
  std::string executable;  // as it names itself
  std::string version;     // "3.11.2"
  std::string libpython;   // path of the shared library; empty where it has none
  std::string suffix;      // of extension modules: ".cpython-311-x86_64-linux-gnu.so"
};

/// Runs the interpreter once. Throws OracleError.
Interpreter describe_interpreter(const std::string& path);

}  // namespace portproof
