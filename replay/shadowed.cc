// Asks a port in Python a sample of calls again, and tells where code of the original runs.
#include "replay/shadowed.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "corpus/reader.h"
#include "oracle/oracle.h"
#include "replay/original.h"
#include "specs/codec.h"
#include "specs/compare.h"
#include "specs/judge.h"
#include "specs/noise.h"

namespace portproof {
namespace {

constexpr std::size_t kDoubtText = 100;
constexpr std::uint64_t kMostFaults = 2;

/// Why the spec lets the port call the original; empty: it does not.
std::string consent(const Spec& spec) {
  for (const auto& [name, json] : spec.kept) {
    if (name != "port_calls_original") continue;
    const auto reason = nlohmann::json::parse(json);
    if (reason.is_string()) return reason.get<std::string>();
  }
  return {};
}

OracleConfig config_of(const SupervisorConfig& config, const Spec& spec) {
  OracleConfig oracle = original_of(spec, config.worker.python, config.worker.pythonpath);
  oracle.prints = false;
  oracle.patience = start_limit(config.timeout_seconds);
  return oracle;
}

class ShadowCheck {
 public:
  ShadowCheck(RunTotals& totals, const SupervisorConfig& config, const Spec& spec)
      : totals_(totals), config_(config), spec_(spec), judge_(spec, {config.today}), noise_(spec) {}

  /// Words for the report.
  std::string run(const std::string& place) {
    OracleConfig oracle = config_of(config_, spec_);
    oracle.function = config_.worker.port.substr(std::string_view("python:").size());
    oracle.block.clear();
    oracle.shadowed = place;
    try {
      port_ = open_worker_oracle(oracle);
    } catch (const OracleError& error) {
      const std::string text = error.what();
      doubt("it does not start there: " + text.substr(text.find_last_of('\n') + 1));
      return "it was not asked again";
    }
    for (const SampledCall& call : totals_.sampled) {
      // What diverged is a finding already, and may be a call that does not end.
      if (call.verdict != VerdictKind::match) continue;
      if (faults_ >= kMostFaults || (config_.interrupted && config_.interrupted())) break;
      ask(call);
    }
    if (ran_ > 0) totals_.loose.push_back(std::move(finding_));
    return fmt::format("in {} of {} calls that were asked again the original ran", ran_, asked_);
  }

 private:
  void ask(const SampledCall& call) {
    const CallIndex index = CallIndex::unpack(call.index);
    if (!reader_ || file_ != index.file) {
      reader_.emplace(config_.worker.corpus[index.file], config_.worker.damaged);
      file_ = index.file;
    }
    reader_->skip_to(index.line);
    Trace trace;
    if (reader_->read(trace) != TraceReader::Line::trace) return;
    arena_.clear();
    Outcome outcome;
    std::string seen;
    const Asked asked = port_->ask(trace.call, arena_, outcome, seen);
    if (asked == Asked::unsupported) return;
    ++asked_;
    if (asked == Asked::answered) compare(trace, outcome);
    if (asked == Asked::shadowed && ++ran_ == 1) note(call, trace, seen);
    finding_.count = ran_;
  }

  /// On the fast path the port said what the original says.
  void compare(const Trace& trace, const Outcome& outcome) {
    const bool ended = std::holds_alternative<Faulted>(outcome.result);
    if (ended) ++faults_;
    if (!ended && judge_.needs_relation(trace.call, trace.outcome, outcome)) return;
    const Verdict verdict = noise_.judge(judge_, trace, trace.outcome, outcome);
    if (verdict.kind == VerdictKind::match) return;
    doubt(fmt::format("{}: there {}", to_python(spec_.function, trace.call, kDoubtText),
                      outcome_text(outcome, kDoubtText)));
  }

  /// The run says nothing then: it may be what the port makes of being watched.
  void doubt(const std::string& text) {
    if (!totals_.doubt.empty()) return;
    totals_.doubt =
        "the port answers otherwise where it is watched for code of the original (" + text + ")";
  }

  void note(const SampledCall& call, const Trace& trace, const std::string& seen) {
    finding_.kind = "integrity";
    finding_.title = seen;
    finding_.call = to_python(spec_.function, trace.call, kShownText);
    finding_.expected = outcome_text(trace.outcome, kShownText);
    finding_.observed = "(the answer of " + spec_.function + ")";
    finding_.reason = "where that is meant, say why in `port_calls_original` of the spec";
    finding_.trace = std::string(reader_->text());
    finding_.index = call.index;
    finding_.id = std::string(trace.id);
  }

  RunTotals& totals_;
  const SupervisorConfig& config_;
  const Spec& spec_;
  Judge judge_;
  NoiseIndex noise_;
  std::unique_ptr<Oracle> port_;
  std::optional<TraceReader> reader_;
  std::uint32_t file_ = 0;
  Arena arena_;
  LooseFinding finding_;
  std::uint64_t asked_ = 0, ran_ = 0, faults_ = 0;
};

}  // namespace

SealReport ask_again_shadowed(RunTotals& totals, const SupervisorConfig& config, const Spec& spec) {
  SealReport report{0, "a Python port needs the interpreter"};
  if (const std::string why = consent(spec); !why.empty()) {
    report.missing += "; that it calls the original is meant: " + why;
    return report;
  }
  if (totals.sampled.empty()) return report;
  const std::string unknown = "; whether it calls the original is not known: ";
  try {
    const std::string place = open_worker_oracle(config_of(config, spec))->info().place;
    report.missing += place == "null" ? unknown + "that is no function"
                                      : "; " + ShadowCheck(totals, config, spec).run(place);
  } catch (const OracleError& error) {
    const std::string text = error.what();
    report.missing += unknown + text.substr(0, text.find('\n'));
  }
  return report;
}

}  // namespace portproof
