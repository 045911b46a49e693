// Makes cases, asks the original about them, and writes down what it answered: a recording.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "oracle/worker.h"
#include "props/random_draws.h"
#include "replay/block_tally.h"
#include "replay/totals.h"
#include "specs/bind_arguments.h"
#include "specs/domain/generate.h"
#include "specs/judge.h"
#include "specs/mine/refusals.h"

namespace portproof {

/// What came of the cases.
struct CaseTotals {
  std::uint64_t cases = 0;                        // generated
  std::uint64_t repeated = 0;                     // the same call as an earlier case: asked once
  std::uint64_t written = 0;                      // answered: traces of the recording
  std::uint64_t refused = 0;                      // of these, with an exception that is no answer
  std::map<std::string, std::uint64_t> refusals;  // by type
  std::vector<ProposedClause> proposed;           // what explains refusals
  std::uint64_t inside = 0;                       // of the written ones, those that leave no clause
  std::uint64_t timed_out = 0;
  // What texts, containers and ints were cut to in the end; as they are by default: to nothing.
  std::uint32_t longest = Effort{}.longest;
  std::int64_t greatest = Effort{}.greatest;
  RunTotals unanswered;  // verdicts on calls that have no outcome to compare with
  bool interrupted = false;
  std::string stopped;  // why not all were made, empty: they were, or a person interrupted it
};

struct CaseConfig {
  std::uint64_t seed = 0;
  std::uint64_t cases = 20'000;
  double patience = 1;  // seconds that the original may take for an answer
  std::string today;
  std::function<void(std::uint64_t)> progress;  // may be empty
  std::function<bool()> interrupted;            // may be empty
};

/// Makes case `index`, whose views point into the arena.
using CaseMaker = std::function<Call(std::uint64_t index, const Effort& effort, Arena& arena)>;

class CaseRecorder {
 public:
  /// All but `maker` must outlive it.
  CaseRecorder(const Spec& spec, CaseMaker maker, WorkerOracle& original, const CaseConfig& config);
  /// Writes a recording with `header` to `path`. Case i is a function of the seed, of i, and of how
  /// long texts and containers may be by then. Throws OracleError, std::system_error.
  CaseTotals run(const std::string& path, const TraceHeader& header);

 private:
  struct Batch;
  Effort effort_of(std::uint64_t index) const;
  void make(Batch& batch);
  void take(const Batch& batch, std::vector<WorkerReply> replies, std::string& out);
  void take_refusal(const Call& call, const Outcome& outcome);
  void take_answer(const Call& call, const Answer& answer, std::string& out);
  Verdict verdict_on(const Call& call, const Answer& answer, const Outcome& expected) const;
  void curb(const Call& call, std::size_t answer);
  void shrink_effort(const Call& call);

  const Spec& spec_;
  CaseMaker maker_;
  WorkerOracle& original_;
  const CaseConfig& config_;
  Judge judge_;
  ArgumentBinder binder_;
  BoundArguments bound_;
  RefusalMiner refusals_;
  BlockTally tally_;
  Totals unanswered_;
  CaseTotals totals_;
  std::unordered_set<std::uint64_t> known_;
  std::uint64_t next_ = 0;
  Arena answered_;
};

/// What may make a call slow: the most characters, elements or entries of one value in it, and the
/// int that is farthest from 0.
struct Extent {
  std::uint64_t longest = 0;
  std::uint64_t greatest = 0;
  void add(ValueView value);
};

}  // namespace portproof
