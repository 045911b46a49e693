// Finds the smallest call that shows a class of divergences.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "oracle/worker.h"
#include "replay/port_runner.h"
#include "replay/supervisor.h"
#include "specs/domain/simplify.h"
#include "specs/judge.h"

namespace portproof {

/// What the search came to.
struct Shrunk {
  Example example;
  VerdictKind kind = VerdictKind::diverged;
  std::string key;   // of its class: another one where the class also shows inside the clauses
  std::string edge;  // how far the two agree, in words, where it is a number that parts them
};

class Shrinker {
 public:
  static constexpr std::uint64_t kMostCalls = 2000;  // of one class

  /// All must outlive it. `spec` compares as the port's types ask for.
  Shrinker(const Spec& spec, const std::string& today, WorkerOracle& original, PortRunner& port,
           const std::function<bool()>& interrupted);
  /// The smallest call of the class `key` that can be reached from `example` by simplifying it, by
  /// RapidCheck's search for a local minimum. Nothing where the class does not show when the call
  /// is asked alone. A class outside of the clauses ends inside them where it shows there too.
  std::optional<Shrunk> shrink(const std::string& key, const Example& example);

 private:
  struct Judged;
  std::optional<Judged> judge(const OwnedCall& call);
  bool belongs(const Judged& judged);
  std::string edge_of(const OwnedCall& call);
  Example describe(const OwnedCall& call, const Judged& judged) const;

  const Spec& spec_;
  WorkerOracle& original_;
  PortRunner& port_;
  const std::function<bool()>& interrupted_;
  Judge judge_;
  std::string key_, inside_;  // of the class that is sought; of the same inside the clauses
  std::uint64_t calls_ = 0;
};

/// What calls that leave different mined clauses have in common.
std::string key_without_clause(const std::string& key);
/// The class of the same divergence inside every clause; empty where it is that, or has none.
std::string key_inside(const std::string& key);

}  // namespace portproof
