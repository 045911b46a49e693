// Asks the original in a fresh process under chosen settings, and says whether answers agree.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "oracle/scratch_folder.h"
#include "oracle/worker.h"
#include "specs/compare.h"
#include "specs/judge.h"
#include "specs/spec.h"

namespace portproof {

/// What of the environment may show in an answer.
struct Settings {
  std::string hash_seed, zone, locale;
};
inline const Settings kUsual = {"1", "UTC", "C.UTF-8"};
inline const Settings kOther = {"4242", "Asia/Kathmandu", "C"};

/// A call and what was answered, with the arenas that hold them.
struct Reply {
  std::shared_ptr<const Arena> arena;
  Call call;
  Outcome outcome;
};

/// One process of the original.
class Interview {
 public:
  /// `thrown_away`: it works in a folder of its own, else in ours. Throws OracleError.
  Interview(const Spec& spec, const OracleConfig& config, const Settings& settings,
            bool thrown_away);
  std::vector<Answer> ask(std::span<const Call> calls, Arena& arena) {
    return oracle_->ask_batch(calls, arena);
  }
  /// By the spec's policy; a relation is asked here.
  bool agree(const Call& call, const Outcome& expected, const Outcome& observed);

 private:
  const Spec& spec_;
  Judge judge_;
  Comparer comparer_;
  std::optional<ScratchFolder> folder_;
  std::unique_ptr<WorkerOracle> oracle_;
};

}  // namespace portproof
