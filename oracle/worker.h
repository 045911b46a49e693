// The original in a process of its own, asked through a socket: many calls with one round trip.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "oracle/oracle.h"

namespace portproof {

/// What asking one call came to: an outcome, or why there is none.
struct Answer {
  Asked asked = Asked::unsupported;
  Outcome outcome;
  std::string reason;
};

class WorkerOracle : public Oracle {
 public:
  /// Starts the process and imports the original. Throws OracleError.
  explicit WorkerOracle(const OracleConfig& config);
  ~WorkerOracle() override;

  Asked ask(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) override;
  /// One answer for each call, in order. The outcomes' views point into `arena`.
  std::vector<Answer> ask_batch(std::span<const Call> calls, Arena& arena);
  bool relation(const std::string& function, const Call& call, const Outcome& expected,
                const Outcome& observed) override;
  OriginalInfo info() const override;
  void settle() override {}  // a process has settled when it has imported the original

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
