// Answers a Call with an Outcome by running the Python original.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "specs/freeze.h"
#include "specs/outcome.h"

namespace portproof {

/// The oracle cannot be had: no library, no module for this version, an original that does not
/// import (with the short traceback), a function that does not exist. Exit code 2.
class OracleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// This interpreter cannot run in this process; a process of its own may still answer.
class NotEmbeddable : public OracleError {
 public:
  using OracleError::OracleError;
};

/// What a live original may do to the world while it answers.
struct EffectRules {
  std::vector<std::string> allowed;  // words of the spec's `effects`
  std::string folder = {};           // where its empty working folder is made; empty: with the
                                     // temporary files
};

struct OracleConfig {
  std::string python;                     // interpreter; empty: $VIRTUAL_ENV, ./.venv, python3
  std::vector<std::string> pythonpath;    // put before sys.path; the working folder follows them
  std::string function;                   // "module:QualName"
  std::vector<std::string> block;         // modules that must not be imported by the original
  std::vector<std::string> record_types;  // classes that arguments may be rebuilt as
  /// Added to the environment of a worker process (PYTHONHASHSEED, TZ, LC_ALL); where there are
  /// any, no embedded interpreter will do.
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::optional<EffectRules> effects = {};  // nothing: it may do what it likes (a port may)
  /// Where a worker process goes once the original is imported; empty: it stays in ours.
  std::string folder = {};
  /// Where code stands (OriginalInfo::place) that must not run while a worker process answers:
  /// that of the original, where the function is a port.
  std::string shadowed = {};
  double patience = 0;  // seconds that a worker process may take for an answer; 0: any time
  /// Which mutant takes the original's place, in a worker process; see WorkerOracle::mutants.
  std::optional<std::uint64_t> mutant = {};
  Freeze freeze = {};  // of clock and dice, while the original is called
  /// Whether what the original prints is shown on our standard error, of a worker process.
  bool prints = true;
};

/// What is known of the original once it is imported, for the check of freshness.
struct OriginalInfo {
  std::string module_file, file_sha256, source_sha256;
  std::string python;       // full version
  std::string interpreter;  // path
  std::string oracle;       // which answers: "embedded" or "worker"
  std::string place;        // where its code stands, as JSON, of a worker process; "null": nowhere
};

/// What asking came to. All but an answer have a reason in words.
enum class Asked {
  answered,
  unsupported,  // an argument cannot be rebuilt, or what came of it not be written
  effect,       // it was stopped: "opens 'x.txt' for writing"
  shadowed      // code of `OracleConfig::shadowed` ran
};

class Oracle {
 public:
  virtual ~Oracle() = default;
  /// Runs the original on fresh copies of the arguments. The outcome's views point into `arena`;
  /// there is none where it did not answer.
  virtual Asked ask(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) = 0;
  /// Calls a Python "module:function" on values (a relation of the spec): its truth.
  /// Throws OracleError where it raises or does not exist.
  virtual bool relation(const std::string& function, const Call& call, const Outcome& expected,
                        const Outcome& observed) = 0;
  virtual OriginalInfo info() const = 0;
  /// Where effects are watched: the empty folder becomes the working folder of the original's
  /// process, which is this one where it is embedded. Once all is loaded.
  virtual void settle() = 0;
};

/// Finds the interpreter, loads its libpython and the module built for its version, imports the
/// original. At most one interpreter per process. Throws NotEmbeddable, or another OracleError
/// where the original itself cannot be had.
std::unique_ptr<Oracle> open_embedded_oracle(const OracleConfig& config);

/// Starts the interpreter as a process of its own: any CPython from 3.8 on. An original that ends
/// its process is an outcome (Faulted), and the next call finds a new process.
std::unique_ptr<Oracle> open_worker_oracle(const OracleConfig& config);

/// The embedded oracle where it can be had, else one in a worker process.
std::unique_ptr<Oracle> open_oracle(const OracleConfig& config);

/// The interpreter that `python` names or the environment implies (absolute path).
/// Throws OracleError where there is none.
std::string find_interpreter(const std::string& python);

/// Runs the interpreter that a person has named, if one is named. Throws OracleError where that is
/// none: whoever names one means it, also where another one, or none, would do.
void require_interpreter(const std::string& python);

/// The folder that holds the Python package `portproof` and its native modules: of
/// $PORTPROOF_PYTHON_DIR, of the installation, or of the build tree.
std::string python_package_folder();

}  // namespace portproof
