// Turns the totals of a run into a Result: findings, questions, the gate's decision.
#pragma once

#include <string>
#include <vector>

#include "replay/fit.h"
#include "replay/gate_run.h"
#include "replay/sealed.h"
#include "replay/supervisor.h"

namespace portproof {

class ResultBuilder {
 public:
  ResultBuilder(const GateOptions& options, const Spec& spec, const std::vector<std::string>& files,
                Inputs inputs);

  /// A linked port: where it is registered, and what its types assume.
  void port(const PortReport& port);
  /// The Result where the port's types cannot hold what was recorded: nothing has run.
  Result unsupported(const Fit& fit);
  /// What was asked again in sealed processes, and what the port could read in them.
  void sealed(const SealReport& report, const std::vector<std::string>& reads);
  /// Waivers of the spec that cover nothing today.
  void expired(std::vector<std::string> waivers) { result_.expired_waivers = std::move(waivers); }
  /// Lines of the corpus that nobody could read: what stood there was not compared.
  void damaged(Damages damages) { result_.damages = std::move(damages); }
  Result build(const RunTotals& totals);
  /// The Result of a stage that gives the port no calls.
  Result without_calls(GateVerdict verdict, std::vector<std::string> reasons);

 private:
  /// The calls stand in the corpus; else they were generated, and have no line there.
  bool is_recorded() const { return options_.stage == kReplayStage; }
  Finding finding(const std::string& key, const ClassTotal& total) const;
  Finding loose_finding(const LooseFinding& loose) const;
  Question question(const Finding& finding) const;
  void decide(const RunTotals& totals);
  void count_missing_stages();

  const GateOptions& options_;
  const Spec& spec_;
  const std::vector<std::string>& files_;
  Result result_;
};

/// The Result of a stage that could not run: inconclusive, for `reason`.
Result not_run(const GateOptions& options, const Spec& spec, Inputs inputs,
               const std::string& reason);
/// The same of a later stage of a gate: what the earlier ones have found stays.
void note_missed(Result& result, const std::string& stage, const std::string& reason);

}  // namespace portproof
