// Drives worker processes over a corpus, survives their deaths, and adds up their reports.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replay/death.h"
#include "replay/protocol.h"
#include "replay/reads.h"
#include "replay/sample.h"
#include "specs/spec.h"
#include "specs/verdict.h"

namespace portproof {

/// All verdicts of one class.
struct ClassTotal {
  VerdictKind kind = VerdictKind::diverged;
  std::uint64_t count = 0;
  Example example;                   // the smallest; the first among equals
  std::vector<std::uint64_t> calls;  // hashes of its Calls, where kind is diverged
};

/// What is no verdict of a call: an environment that loading the port changes, a report that the
/// worker did not write, an answer that is another one in a sealed process.
struct LooseFinding {
  std::string kind;  // "environment", "integrity", "state", "unstable"
  std::string title;
  std::string call, expected, observed, reason, trace;  // where one call shows it
  std::uint64_t index = 0;                              // of that call, packed; 0: none
  std::string id;                                       // of its trace
  std::uint64_t count = 1;
};

/// What a run over a corpus came to.
struct RunTotals {
  Counts counts{};
  // How many calls have a verdict, by file and block.
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint64_t> judged;
  std::uint64_t distinct_matches = 0;  // exact up to the spec's min_matches
  std::uint64_t shapes = 0;
  std::map<std::string, ClassTotal> classes;
  std::uint64_t drifted = 0;
  std::string drift;
  std::string python;
  std::optional<PortReport> port;  // a linked one, as the first worker that was ready has it
  std::vector<LooseFinding> loose;
  std::vector<SampledCall> sampled;  // to be asked again, in the order of the corpus
  std::uint64_t threads_left = 0;    // most that still ran when a worker was through
  bool interrupted = false;
  std::string stopped;  // why the run ended before the corpus did, empty: it did not
  std::string doubt;    // why nothing follows from it, though it came to its end
};

/// A call that sleeps uses no CPU time; it is given this many times the limit of the clock.
inline constexpr double kWallFactor = 5;
/// SIGKILL may come from anybody: a person, the kernel where memory is short. So many processes are
/// started again where they were before it is asked whether the port brings it about.
inline constexpr int kMostKilled = 3;

/// How long a process may take to load the port, and the original where it is asked.
inline double start_limit(double timeout_seconds) {
  return std::max(60.0, kWallFactor * timeout_seconds);
}

struct SupervisorConfig {
  WorkerConfig worker;  // job, file and block are the supervisor's
  double timeout_seconds = 10;
  std::string today;
  std::uint64_t seed = 0;
  std::vector<std::string> reads;                     // what a sealed port may read: real paths
  std::vector<Secret> secrets;                        // what none may
  std::size_t sample = 0;                             // how many calls are picked to be asked again
  std::function<void(std::uint64_t calls)> progress;  // called now and then, may be empty
  std::function<bool()> interrupted;                  // polled, may be empty
};

/// Runs every call of the corpus once. Throws WorkerError, CorpusError, std::system_error.
RunTotals supervise(const SupervisorConfig& config, const Spec& spec);

}  // namespace portproof
