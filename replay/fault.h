// Judges a call in which a worker died: asks it again alone, then with the calls before it.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/protocol.h"
#include "replay/worker_process.h"
#include "specs/spec.h"

namespace portproof {

/// How long calls are waited for.
struct Patience {
  double timeout_seconds = 10;        // for one call
  std::function<bool()> interrupted;  // polled, may be empty
};

/// The user wants no more: thrown out of the middle of asking calls again.
struct Interrupted {};

class FaultFinder {
 public:
  /// `config` is that of the worker that died.
  FaultFinder(const WorkerConfig& config, const Spec& spec, Patience patience)
      : config_(config),
        spec_(spec),
        timeout_(patience.timeout_seconds),
        patience_(std::move(patience)) {}

  struct Finding {
    CallIndex call;      // whose doing it is: the one in which the worker died, or an earlier one
    BlockReport report;  // holds this one call's verdict
    std::string doubt;   // why nothing follows from it; empty: it does
  };
  Finding judge(CallIndex index, Phase phase, const Death& death) const;
  /// Whether a worker dies again, in the call alone or after those of its block before it.
  bool comes_back(CallIndex index) const;

  struct Rerun {
    bool died = false;
    Death death;
    double seconds = 0;  // of the clock, in its last call
    BlockReport report;  // where it lived: holds the last call's verdict
    /// Of the last call; nothing where the worker died.
    std::optional<VerdictKind> verdict(CallIndex last) const;
  };
  /// Asks these calls, of one file and in this order, in a fresh worker. `timeout` is each call's,
  /// `total` that of all. Throws Interrupted.
  Rerun run(const std::vector<std::uint64_t>& sequence, double timeout,
            double total = std::numeric_limits<double>::infinity()) const;
  /// The calls of the block of `index`, up to and with it.
  std::vector<std::uint64_t> calls_up_to(CallIndex index) const;

 private:
  Phase whose(const std::vector<std::uint64_t>& calls, Phase phase, const Death& death,
              double limit) const;
  Finding hang(CallIndex index, Phase phase, const Rerun& alone) const;
  Finding search(CallIndex index, Phase phase, const Death& death) const;
  Finding fault(CallIndex index, Phase phase, const Death& death, const std::string& note) const;

  const WorkerConfig& config_;
  const Spec& spec_;
  double timeout_;
  Patience patience_;
};

}  // namespace portproof
