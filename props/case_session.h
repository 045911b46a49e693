// What a stage that makes cases works with: the plan of calls, the original, the generator.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oracle/scratch_folder.h"
#include "oracle/worker.h"
#include "props/case_recorder.h"
#include "replay/gate_run.h"
#include "specs/domain/enumerate.h"
#include "specs/domain/generate.h"

namespace portproof {

inline constexpr double kPatience = 1;  // seconds for one answer of the original

class CaseSession {
 public:
  /// Looks at the port's types and starts the original. All must outlive it. Throws SpecError where
  /// no calls can be generated, CorpusError, OracleError.
  CaseSession(const GateOptions& options, const Spec& spec, const std::vector<std::string>& files);

  /// Why nothing that the original says now is to be compared; empty: it is the one that was
  /// recorded.
  const std::string& stale() const { return stale_; }
  /// What the verdict is made of. The original was just asked: it is fresh, unless it is `stale`.
  const Inputs& inputs() const { return inputs_; }
  /// What the port's types do not hold, as its process told; nothing where it told nothing.
  const std::optional<Gaps>& gaps() const { return gaps_; }
  const OracleConfig& oracle() const { return oracle_; }
  WorkerOracle& original() { return original_; }
  /// For files that go when the session ends.
  std::string path(const std::string& name) const { return scratch_.path() + "/" + name; }
  /// Makes `cases` of them and writes those that were answered to `path`.
  CaseTotals record(const std::string& path, std::uint64_t cases);
  /// All calls of `enumeration`, which must have some.
  CaseTotals record_all(const std::string& path, const Enumeration& enumeration);
  /// Texts of up to `size` characters of `alphabet` (UTF-8; empty: what the original speaks of),
  /// lists of as many boundary values. Throws UsageError where they cannot be enumerated.
  Enumeration enumerate(std::uint32_t size, const std::string& alphabet) const;

 private:
  CaseTotals record(const std::string& path, std::uint64_t cases, CaseMaker maker);

  const GateOptions& options_;
  const Spec& spec_;
  std::vector<TraceHeader> headers_;
  std::optional<Gaps> gaps_;
  CallPlan plan_;
  ScratchFolder scratch_;
  OracleConfig oracle_;
  WorkerOracle original_;
  Constants constants_;
  Generator generator_;
  Inputs inputs_;
  std::string stale_;
};

}  // namespace portproof
