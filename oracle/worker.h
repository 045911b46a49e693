// The original in a process of its own, asked through a socket: many calls with one round trip.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "oracle/oracle.h"
#include "oracle/python_process.h"

namespace portproof {

/// What asking one call came to: an outcome, or why there is none.
struct Answer {
  Asked asked = Asked::unsupported;
  Outcome outcome;
  std::string reason;
  std::string line;  // a trace of call and outcome, where it was answered with one
};

/// What a process said to a call, not read yet. An empty line: it has ended.
struct WorkerReply {
  std::string line;
  Ending ending;
};

/// What the code of the original, and of what it calls, speaks of.
struct Literals {
  std::vector<std::int64_t> integers;
  std::vector<double> floats;
  std::vector<std::string> texts;  // without lone surrogates
};

/// One node of the original's syntax tree, changed.
struct Mutant {
  std::uint64_t index = 0;  // OracleConfig::mutant
  std::string file;
  int line = 0;
  std::string before, after;  // as Python
  bool reached = false;       // by one of the calls that were told
};

class WorkerOracle : public Oracle {
 public:
  /// Starts the process and imports the original. Throws OracleError.
  explicit WorkerOracle(const OracleConfig& config);
  ~WorkerOracle() override;

  Asked ask(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) override;
  /// Sends calls, as write_call writes them, and does not wait. None may be begun.
  void begin(std::vector<std::string> calls);
  /// Waits for what was begun: one reply for each call, in order.
  std::vector<WorkerReply> collect();
  /// The outcome's views point into `arena`. Throws OracleError where the reply is none.
  Answer read(const Call& call, WorkerReply reply, Arena& arena);
  /// These three in one, for each call.
  std::vector<Answer> ask_batch(std::span<const Call> calls, Arena& arena);
  bool relation(const std::string& function, const Call& call, const Outcome& expected,
                const Outcome& observed) override;
  OriginalInfo info() const override;
  Literals literals();
  /// Of the original's function and those of its module that it calls; none where there is no
  /// source. Always the same ones, in the order of the code.
  std::vector<Mutant> mutants(std::span<const Call> calls);
  void settle() override {}  // a process has settled when it has imported the original

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
