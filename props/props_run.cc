// The stage `props`: cases of the Domain, asked of the original and of the port, judged, shrunk.
#include "props/props_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "props/case_session.h"
#include "props/shrink_classes.h"
#include "props/watched.h"
#include "replay/judge_recording.h"
#include "replay/report/report.h"
#include "replay/result_builder.h"
#include "replay/spec_file.h"

namespace portproof {
namespace {

/// Verdicts on calls that the original did not answer belong to the run.
void add_unanswered(RunTotals& totals, const RunTotals& unanswered) {
  for (std::size_t i = 0; i < kVerdictKinds; ++i) totals.counts[i] += unanswered.counts[i];
  for (const auto& [key, more] : unanswered.classes) {
    const auto [known, added] = totals.classes.try_emplace(key, more);
    if (!added) known->second.count += more.count;
  }
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "0 %" : fmt::format("{} %", part * 100 / whole);
}

/// What was tried, in words.
std::vector<std::string> explored(const CaseTotals& cases, std::uint64_t seed) {
  std::vector<std::string> lines;
  lines.push_back(fmt::format(
      "{} cases of seed {}, {} different calls; {} of those that were "
      "answered are inside every clause",
      cases.cases, seed, cases.cases - cases.repeated, percent(cases.inside, cases.written)));
  if (cases.refused > 0) {
    std::vector<std::pair<std::uint64_t, std::string>> types;
    types.reserve(cases.refusals.size());
    for (const auto& [type, count] : cases.refusals) types.emplace_back(count, type);
    std::sort(types.rbegin(), types.rend());
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(types.size(), 3); ++i) {
      names += fmt::format("{}{} {}", i == 0 ? "" : ", ", types[i].first, types[i].second);
    }
    lines.push_back(fmt::format("the original accepts {}, and refuses others ({})",
                                percent(cases.written - cases.refused, cases.written), names));
  }
  std::string bounds;
  if (cases.longest != Effort{}.longest) {
    bounds += fmt::format("nothing longer than {}", cases.longest);
  }
  if (cases.greatest != Effort{}.greatest) {
    bounds += fmt::format("{}no int beyond {}", bounds.empty() ? "" : ", ", cases.greatest);
  }
  if (!bounds.empty()) {
    lines.push_back(
        fmt::format("some calls took the original longer than {:g} s, or have very long "
                    "answers: after them, {} was tried",
                    kPatience, bounds));
  }
  return lines;
}

/// What is generated depends on what the port's process says of its types: it must say the same to
/// whoever asks.
void note_other_types(RunTotals& totals, const Gaps& gaps) {
  if (!totals.port || totals.port->fit.gaps == gaps) return;
  LooseFinding finding;
  finding.kind = "integrity";
  finding.title = "the port's process tells other types when it is asked again";
  totals.loose.push_back(std::move(finding));
}

/// Random cases, or all small ones.
CaseTotals make_cases(CaseSession& session, const GateOptions& options, const Spec& spec,
                      const std::string& path, std::string& all) {
  if (!options.exhaustive) return session.record(path, spec.gate.props_cases);
  const Enumeration enumeration = session.enumerate(*options.exhaustive, options.alphabet);
  all = fmt::format("all {} calls up to size {} over {}", *enumeration.count(), *options.exhaustive,
                    printable_line(wtf8_of(enumeration.alphabet())));
  return session.record_all(path, enumeration);
}

Result props(GateOptions options, const std::vector<std::string>& files) {
  options.stage = kPropsStage;
  options.live = false;
  options.damaged = Damaged::refused;
  const Spec spec = spec_from_file(options.spec);
  CaseSession session(options, spec, files);
  if (!session.stale().empty()) return not_run(options, spec, session.inputs(), session.stale());
  Recording recording;
  recording.files = {session.path("cases.jsonl")};
  std::string all;  // what was enumerated, in words
  const CaseTotals cases = make_cases(session, options, spec, recording.files[0], all);
  recording.spec = spec;
  recording.spec_file = options.spec;
  recording.inputs = session.inputs();
  recording.refine = [&](RunTotals& totals, const SupervisorConfig& config, const Spec& compared) {
    add_unanswered(totals, cases.unanswered);
    totals.interrupted = totals.interrupted || cases.interrupted;
    if (totals.interrupted || !totals.stopped.empty()) return;
    note_other_types(totals, session.gaps());
    shrink_classes(totals, options, config, compared, session.oracle(), session.original());
  };
  const InputWatch watch(options.spec, recording.files);
  Result result = judge_recording(options, recording, watch);
  result.explored = explored(cases, options.seed);
  const std::vector<std::string>& kept_to = session.gaps().clauses;
  if (!kept_to.empty()) {
    result.explored.push_back(
        fmt::format("within what the port's types hold: {}", fmt::join(kept_to, ", ")));
  }
  if (!all.empty() && !cases.interrupted) result.explored[0] = all;
  result.inputs.python = recording.inputs.python;
  return result;
}

}  // namespace

Result run_props(const GateOptions& options) { return watched(options, props); }

}  // namespace portproof
