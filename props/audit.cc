// The stage `audit`: mutants of the original in the port's place, on the inputs of replay and
// props.
#include "props/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>

#include "corpus/reader.h"
#include "props/case_session.h"
#include "replay/result_builder.h"
#include "replay/spec_file.h"
#include "replay/watched.h"
#include "specs/judge.h"
#include "specs/kept_trace.h"
#include "specs/noise.h"

namespace portproof {
namespace {

constexpr std::size_t kMutants = 50;
/// Of recorded calls, and of cases that are made. What kills a mutant is mostly among the first.
constexpr std::size_t kRecorded = 1000;
constexpr std::uint64_t kCases = 1500;
constexpr std::size_t kTraced = 500;
/// Bytes of a trace: each mutant is asked all of them again.
constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kBatch = 64;
/// Seconds: many mutants do not end.
constexpr double kMutantPatience = 0.4, kTracePatience = 120;

/// Up to `most` traces of a recording, from all over it.
void add_inputs(std::vector<KeptTrace>& inputs, const std::string& file, Damaged damaged,
                std::size_t most, const NoiseIndex& noise) {
  std::uint64_t traces = 0;
  Trace trace;
  for (TraceReader count(file, damaged); count.next(trace);) ++traces;
  const std::uint64_t stride = std::max<std::uint64_t>(1, traces / std::max<std::size_t>(most, 1));
  std::uint64_t i = 0;
  for (TraceReader reader(file, damaged); reader.next(trace);) {
    if (i++ % stride != 0 || reader.text().size() > kLongestLine) continue;
    if (!noise.factor_of(trace.id).empty()) continue;
    inputs.push_back(keep(trace));
  }
}

class Auditor {
 public:
  Auditor(const GateOptions& options, const Spec& spec, CaseSession& session,
          std::vector<KeptTrace> inputs)
      : options_(options),
        spec_(spec),
        session_(session),
        judge_(spec, {today()}),
        inputs_(std::move(inputs)) {}

  Audit run() {
    Audit audit;
    const std::vector<Mutant> mutants = mutants_told_inputs();
    audit.there_are = mutants.size();
    if (mutants.empty()) {
      audit.missing = "there is no Python source of the original that could be changed";
      return audit;
    }
    audit.noisy = leave_out_noise();
    audit.calls = inputs_.size();
    std::vector<std::size_t> reached;
    for (std::size_t i = 0; i < mutants.size(); ++i) {
      if (mutants[i].reached) reached.push_back(i);
    }
    audit.unreached = mutants.size() - reached.size();
    for (const std::size_t place : chosen(reached.size())) {
      const std::size_t i = reached[place];
      if (options_.interrupted && options_.interrupted()) break;
      if (options_.progress) options_.progress(audit.mutants);
      ++audit.mutants;
      if (is_killed(mutants[i].index)) {
        ++audit.killed;
      } else {
        const Mutant& mutant = mutants[i];
        audit.survivors.push_back(
            {fmt::format("{}:{}", std::filesystem::path(mutant.file).filename().string(),
                         mutant.line),
             mutant.before, mutant.after});
      }
    }
    return audit;
  }

 private:
  /// Which lines the inputs reach takes a tracer, which is slow: some of them must do.
  std::vector<Mutant> mutants_told_inputs() {
    std::vector<Call> calls;
    const std::size_t stride = std::max<std::size_t>(1, inputs_.size() / kTraced);
    for (std::size_t i = 0; i < inputs_.size(); i += stride) calls.push_back(inputs_[i].call);
    OracleConfig config = session_.oracle();
    config.patience = kTracePatience;
    return WorkerOracle(config).mutants(calls);
  }

  /// Which ones, in the order of the code: a function of the seed.
  std::vector<std::size_t> chosen(std::size_t all) const {
    std::vector<std::size_t> places(all);
    std::iota(places.begin(), places.end(), std::size_t{0});
    RandomDraws draws(options_.seed, Stream::control, 1);
    for (std::size_t i = 0; i + 1 < all && i < kMutants; ++i) {
      std::swap(places[i], places[i + draws.below(all - i)]);
    }
    places.resize(std::min(all, kMutants));
    std::sort(places.begin(), places.end());
    return places;
  }

  /// The control: the original itself in another process, from the last input to the first. What it
  /// says otherwise can kill nothing.
  std::uint64_t leave_out_noise() {
    std::reverse(inputs_.begin(), inputs_.end());
    OracleConfig config = session_.oracle();
    config.patience = std::min(config.patience, kMutantPatience);
    WorkerOracle again(config);
    const std::size_t before = inputs_.size();
    std::vector<bool> noisy(before, false);
    for_batches(again, [&](std::size_t i, const Answer& answer) {
      noisy[i] = tells_apart(inputs_[i], answer);
      return false;
    });
    std::size_t i = 0;
    std::erase_if(inputs_, [&](const KeptTrace&) { return static_cast<bool>(noisy[i++]); });
    std::reverse(inputs_.begin(), inputs_.end());
    return before - inputs_.size();
  }

  bool is_killed(std::uint64_t mutant) {
    OracleConfig config = session_.oracle();
    config.mutant = mutant;
    config.patience = std::min(config.patience, kMutantPatience);
    std::unique_ptr<WorkerOracle> asked;
    try {
      asked = std::make_unique<WorkerOracle>(config);
    } catch (const OracleError&) {
      return true;  // it does not even start
    }
    return for_batches(*asked, [&](std::size_t i, const Answer& answer) {
      return tells_apart(inputs_[i], answer);
    });
  }

  /// Until `done` says so, which is told each answer.
  template <class Done>
  bool for_batches(WorkerOracle& asked, Done done) {
    std::vector<Call> calls;
    std::size_t size = 8;  // most mutants are killed at once
    for (std::size_t begin = 0; begin < inputs_.size(); begin += calls.size()) {
      calls.clear();
      for (std::size_t i = begin; i < std::min(begin + size, inputs_.size()); ++i) {
        calls.push_back(inputs_[i].call);
      }
      Arena arena;
      const std::vector<Answer> answers = asked.ask_batch(calls, arena);
      for (std::size_t i = 0; i < answers.size(); ++i) {
        if (done(begin + i, answers[i])) return true;
      }
      size = kBatch;
    }
    return false;
  }

  /// Whether a port that answers so would be found out, or asked about.
  bool tells_apart(const KeptTrace& input, const Answer& answer) {
    if (answer.asked != Asked::answered) return true;
    std::optional<bool> relation;
    if (judge_.needs_relation(input.call, input.outcome, answer.outcome)) {
      try {
        relation = session_.original().relation(spec_.compare.relation, input.call, input.outcome,
                                                answer.outcome);
      } catch (const OracleError&) {
        return false;  // it cannot tell the two apart
      }
    }
    const VerdictKind kind =
        judge_.judge(input.call, input.outcome, answer.outcome, true, relation).kind;
    return kind == VerdictKind::diverged || kind == VerdictKind::undecided;
  }

  const GateOptions& options_;
  const Spec& spec_;
  CaseSession& session_;
  Judge judge_;
  std::vector<KeptTrace> inputs_;
};

/// The verdict of a stage that compares no port: passed, unless the policy wants more of the
/// inputs.
Result verdict_of(const GateOptions& options, const Spec& spec, Inputs inputs, Audit audit) {
  std::vector<std::string> reasons;
  const double wanted = spec.gate.min_kill.value_or(0) *
                        static_cast<double>(std::max<std::uint64_t>(audit.mutants, 1));
  if (static_cast<double>(audit.killed) < wanted) {
    reasons.push_back(fmt::format(
        "the inputs kill {} of {} mutants, gate.min_kill asks for {:.0f} %: record calls that tell "
        "the survivors from the original",
        audit.killed, audit.mutants, *spec.gate.min_kill * 100));
  }
  if (options.interrupted && options.interrupted()) {
    reasons.emplace_back("interrupted: what follows is what was known by then");
  }
  const GateVerdict verdict = reasons.empty() ? GateVerdict::passed : GateVerdict::inconclusive;
  const std::vector<std::string> no_files;
  Result result = ResultBuilder(options, spec, no_files, std::move(inputs))
                      .without_calls(verdict, std::move(reasons));
  result.audit = std::move(audit);
  return result;
}

Result audit(GateOptions options, const std::vector<std::string>& files, const InputWatch&) {
  options.stage = kAuditStage;
  const Spec spec = spec_from_file(options.spec);
  CaseSession session(options, spec, files);
  if (!session.stale().empty()) return not_run(options, spec, session.inputs(), session.stale());
  std::vector<KeptTrace> inputs;
  const NoiseIndex noise(spec);
  for (const std::string& file : files) {
    add_inputs(inputs, file, options.damaged, kRecorded / files.size(), noise);
  }
  const std::string made = session.path("cases.jsonl");
  session.record(made, std::min(kCases, spec.gate.props_cases));
  add_inputs(inputs, made, Damaged::refused, kCases, noise);
  Audit audit = Auditor(options, spec, session, std::move(inputs)).run();
  return verdict_of(options, spec, session.inputs(), std::move(audit));
}

}  // namespace

Result run_audit(const GateOptions& options) { return watched(options, audit); }

}  // namespace portproof
