// Runs the replay of one gate: spec, corpus and port in, a Result out.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "replay/reads.h"
#include "replay/result.h"

namespace portproof {

inline constexpr const char* kReplayStage = "replay";

/// What a gate is asked to do. Paths are as the user gave them.
struct GateOptions {
  std::string stage = kReplayStage;
  std::string name;  // empty: the last part of the function
  std::string spec;
  std::vector<std::string> corpus;  // files or folders
  Damaged damaged = Damaged::refused;
  std::string port;  // empty: linked in; "python:MOD:NAME"
  bool live = false;
  std::string only;  // one trace, by id; after a comma, the one that is judged after it
  std::string python;
  std::vector<std::string> pythonpath;
  std::uint64_t jobs = 0;  // 0: as many as there are cores
  std::uint64_t seed = 0;
  std::optional<std::uint32_t> exhaustive;  // instead of random cases: all up to this size
  std::string alphabet;                     // of those; empty: what the original speaks of
  double timeout_seconds = 10;
  std::vector<Secret> outputs;  // where results are written, now or by an earlier run
  std::string command;          // how the user starts this gate, for lines that reproduce
  std::function<void(std::uint64_t)> progress;
  std::function<bool()> interrupted;
};

/// Throws UsageError, SpecError, CorpusError, WorkerError.
Result run_replay(const GateOptions& options);

/// Today in UTC, "2026-11-24".
std::string today();

}  // namespace portproof
