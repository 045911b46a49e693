// How a worker ended, and what is said of that.
#pragma once

#include <cstdint>
#include <string>

#include "replay/protocol.h"

namespace portproof {

/// How a worker ended that did not say "done".
struct Death {
  int signal = 0;
  int exit_code = 0;
  bool reached_main = false;  // all static constructors had returned
  bool stack_overflow = false;
  bool started_process = false;  // where that is forbidden
  bool killed_for_time = false;
  std::uint64_t memory = 0;        // most bytes that it held
  bool killed_by_another = false;  // SIGKILL that is not ours: the kernel's, a person's, its own
  std::string report;              // the end of its standard error
  // What it changed of the environment, where it ended for that (bits of Aspect; words, one a
  // line).
  std::uint32_t aspects = 0;
  bool of_call = false;
  std::string changed;
};

/// A worker that could not start: the text for the user and the exit code.
struct WorkerError {
  int exit_code = 4;
  std::string text;
};

std::string how_it_ended(const Death& death);

/// Whether somebody else may have sent the signal that has ended it: a person, a service manager,
/// the kernel.
bool may_be_sent(const Death& death);

/// The end of what it printed, in one line.
std::string printed(const Death& death);

/// Of the dynamic loader, where a library is missing: the program never ran.
inline constexpr int kNoProgram = 127;

/// A worker that ends before its first call. Where it imports Python, that code has ended it.
WorkerError died_at_start(const WorkerConfig& config, const Death& death);

}  // namespace portproof
