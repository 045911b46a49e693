// The stage `props`: cases of the Domain, asked of the original and of the port, judged, shrunk.
#include "props/props_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "props/case_session.h"
#include "props/shrink_classes.h"
#include "replay/judge_recording.h"
#include "replay/report/report.h"
#include "replay/result_builder.h"
#include "replay/spec_file.h"
#include "replay/watched.h"

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

/// Which exceptions the original refused with, the commonest first.
std::string refusals(const CaseTotals& cases) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::pair<std::uint64_t, std::string>> types;
  types.reserve(cases.refusals.size());
  for (const auto& [type, count] : cases.refusals) types.emplace_back(count, type);
  std::sort(types.rbegin(), types.rend());
  std::string names;
  for (std::size_t i = 0; i < std::min(types.size(), kNamed); ++i) {
    names += fmt::format("{}{} {}", i == 0 ? "" : ", ", types[i].first, types[i].second);
  }
  return names;
}

/// What was tried, in words. `what`: which cases they were.
std::vector<std::string> explored(const CaseTotals& cases, const std::string& what,
                                  const std::optional<Gaps>& gaps, const GateOptions& options) {
  std::vector<std::string> lines;
  lines.push_back(
      fmt::format("{}, {} different calls; {} of those that were answered are inside every "
                  "clause",
                  what, cases.cases - cases.repeated, percent(cases.inside, cases.written)));
  if (cases.refused > 0) {
    lines.push_back(fmt::format("the original accepts {}, and refuses others ({})",
                                percent(cases.written - cases.refused, cases.written),
                                refusals(cases)));
  }
  for (const ProposedClause& each : cases.proposed) {
    lines.push_back(
        fmt::format("with {} the original refuses {} calls, all beyond {}, and none of the {} "
                    "within it: `portproof confirm {} {}` says that nobody calls it so",
                    each.exception, each.refused, each.clause, each.accepted,
                    shell_word(options.spec), shell_word(each.clause)));
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
  if (gaps && !gaps->clauses.empty()) {
    lines.push_back(
        fmt::format("within what the port's types hold: {}", fmt::join(gaps->clauses, ", ")));
  }
  return lines;
}

/// What is generated depends on what the port's process says of its types: it must say the same to
/// whoever asks.
void note_other_types(RunTotals& totals, const std::optional<Gaps>& gaps) {
  if (!totals.port || !gaps || totals.port->fit.gaps == *gaps) return;
  LooseFinding finding;
  finding.kind = "integrity";
  finding.title = "the port's process tells other types when it is asked again";
  totals.loose.push_back(std::move(finding));
}

/// Cases, and which they are, in words.
struct Made {
  CaseTotals totals;
  std::string what;
};

Made make_cases(CaseSession& session, const GateOptions& options, const Spec& spec,
                const std::string& path) {
  if (!options.exhaustive) {
    CaseTotals totals = session.record(path, spec.gate.props_cases);
    std::string what = fmt::format("{} cases of seed {}", totals.cases, options.seed);
    return {std::move(totals), std::move(what)};
  }
  const Enumeration enumeration = session.enumerate(*options.exhaustive, options.alphabet);
  CaseTotals totals = session.record_all(path, enumeration);
  const bool all = totals.cases == *enumeration.count();
  std::string what = fmt::format(
      "{} {} calls up to size {} over {}{}", all ? "all" : fmt::format("{} of", totals.cases),
      *enumeration.count(), *options.exhaustive, printable_line(wtf8_of(enumeration.alphabet())),
      enumeration.left_out());
  return {std::move(totals), std::move(what)};
}

/// Adds what came of the original alone, and shrinks what diverged.
void refine(RunTotals& totals, const Made& made, CaseSession& session, const GateOptions& options,
            const SupervisorConfig& config, const Spec& compared) {
  add_unanswered(totals, made.totals.unanswered);
  totals.interrupted = totals.interrupted || made.totals.interrupted;
  if (totals.interrupted || !totals.stopped.empty()) return;
  note_other_types(totals, session.gaps());
  shrink_classes(totals, options, config, compared, session.oracle(), session.original());
  totals.interrupted = config.interrupted && config.interrupted();
  totals.stopped = made.totals.stopped;
}

Result props(GateOptions options, const std::vector<std::string>& files, const InputWatch&) {
  options.stage = kPropsStage;
  options.live = false;
  options.damaged = Damaged::refused;
  const Spec spec = spec_from_file(options.spec);
  CaseSession session(options, spec, files);
  if (!session.stale().empty()) return not_run(options, spec, session.inputs(), session.stale());
  Recording recording;
  recording.files = {session.path("cases.jsonl")};
  const Made made = make_cases(session, options, spec, recording.files[0]);
  recording.spec = spec;
  recording.spec_file = options.spec;
  recording.inputs = session.inputs();
  recording.refine = [&](RunTotals& totals, const SupervisorConfig& config, const Spec& compared) {
    refine(totals, made, session, options, config, compared);
  };
  const InputWatch watch(options.spec, recording.files);
  Result result = judge_recording(options, recording, watch);
  result.explored = explored(made.totals, made.what, session.gaps(), options);
  result.inputs.python = recording.inputs.python;
  return result;
}

}  // namespace

Result run_props(const GateOptions& options) { return watched(options, props); }

}  // namespace portproof
