// Turns the totals of a run into a Result: findings, questions, the gate's decision.
#include "replay/result_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "replay/report/report.h"
#include "replay/stage.h"
#include "specs/codec.h"
#include "specs/comparison_words.h"
#include "specs/content_id.h"
#include "specs/qualified_name.h"

namespace portproof {
namespace {

constexpr std::size_t kFindingIdDigits = 12;

/// One line in words: "returned 1, expected 2 at [0]".
std::string title_of(const Finding& finding) {
  const Divergence& divergence = finding.divergence;
  if (divergence.kind.empty()) return finding.reason;
  if (divergence.path.empty()) {
    return fmt::format("{}: expected {}, observed {}", divergence.kind, finding.expected,
                       finding.observed);
  }
  return fmt::format("{} at {}: expected {}, observed {}", divergence.kind, divergence.path,
                     divergence.expected, divergence.observed);
}

/// What to do about an exception of the port that has no name in Python.
std::string unmapped_hint(const std::string& observed) {
  constexpr std::string_view kUnmapped = "raises C++:";
  if (!observed.starts_with(kUnmapped)) return {};
  const std::size_t begin = kUnmapped.size();
  const std::string type = observed.substr(begin, observed.find('(', begin) - begin);
  return fmt::format("nobody mapped {0}: add .raises<{0}>(\"module:Type\") to the port", type);
}

bool blocks(VerdictKind kind) {
  return kind == VerdictKind::diverged || kind == VerdictKind::unsupported;
}

}  // namespace

ResultBuilder::ResultBuilder(const GateOptions& options, const Spec& spec,
                             const std::vector<std::string>& files, Inputs inputs)
    : options_(options), spec_(spec), files_(files) {
  result_.function = spec.function;
  result_.name = options.name.empty() ? std::string(last_name(spec.function)) : options.name;
  result_.seed = options.seed;
  result_.inputs = std::move(inputs);
  result_.comparison = comparison_words(spec);
  result_.stages = {options.stage};
  std::vector<std::string> wanted = spec.gate.stages;
  if (wanted.empty()) wanted = default_stages();
  for (const std::string& stage : wanted) {
    if (stage != options.stage) result_.stages_missing.push_back(stage);
  }
}

void ResultBuilder::port(const PortReport& port) {
  result_.inputs.port_file = port.file;
  result_.inputs.port_line = port.line;
  result_.assumptions = port.fit.assumptions;
  result_.exception_mappings = port.exception_mappings;
}

void ResultBuilder::sealed(const SealReport& report, const std::vector<std::string>& reads) {
  result_.reads = reads;
  result_.sealed_calls = report.calls;
  result_.sealed_seconds = report.seconds;
  result_.not_sealed = report.missing;
}

Result ResultBuilder::unsupported(const Fit& fit) {
  for (const std::string& text : fit.unsupported) {
    Finding finding;
    finding.verdict = VerdictKind::unsupported;
    finding.title = text;
    finding.divergence.kind = "unsupported";
    finding.id = content_id(text).text().substr(0, kFindingIdDigits);
    finding.stage = options_.stage;
    finding.count = 1;
    result_.findings.push_back(std::move(finding));
  }
  result_.verdict = GateVerdict::diverged;
  result_.exit_code = exit_code(result_.verdict);
  result_.nothing_ran = true;
  result_.reasons.push_back("the port's types cannot hold what was recorded; nothing was run");
  return std::move(result_);
}

Finding ResultBuilder::finding(const std::string& key, const ClassTotal& total) const {
  const Example& example = total.example;
  Finding finding;
  finding.id = content_id(key + "\n" + example.id).text().substr(0, kFindingIdDigits);
  finding.verdict = total.kind;
  finding.divergence = example.divergence;
  finding.where = example.where;
  finding.clause = example.clause;
  finding.reason = example.reason;
  finding.count = total.count;
  finding.stage = options_.stage;
  finding.call = example.call;
  finding.expected = example.expected;
  finding.observed = example.observed;
  finding.trace = example.trace;
  const CallIndex index = CallIndex::unpack(example.index);
  if (is_recorded()) {
    finding.source = fmt::format("{}:{}", files_[index.file], index.line);
  }
  // What depends on earlier calls shows only with them.
  const bool state = finding.divergence.kind == "state" && example.after.empty();
  const bool whole_run = state || !is_recorded();
  std::string ids;
  for (const std::string& id : example.after) ids += id + ",";
  finding.reproduce = whole_run ? options_.command
                                : fmt::format("{} --only {}{}", options_.command, ids, example.id);
  finding.title = title_of(finding);
  const std::string hint = unmapped_hint(finding.observed);
  if (!hint.empty()) finding.reason += (finding.reason.empty() ? "" : "; ") + hint;
  return finding;
}

Question ResultBuilder::question(const Finding& finding) const {
  Question question;
  question.example = finding;
  question.clause = finding.clause;
  const std::string name = shell_word(result_.name);
  constexpr std::string_view kRaises = "raises ";
  if (finding.clause.starts_with(kRaises)) {
    const std::string type = finding.clause.substr(kRaises.size());
    question.question = fmt::format(
        "does {} mean to raise {} here, or does it refuse a call that nobody should make?",
        result_.function, type);
    question.answers = {
        fmt::format("it means it: portproof confirm {} {}", name, shell_word("raises " + type)),
        fmt::format("nobody should: portproof confirm {} {}", name, shell_word("refuses " + type))};
    return question;
  }
  question.question = fmt::format(
      "will callers ever leave {}? they differ there, and nowhere inside", finding.clause);
  const std::string clause = shell_word(finding.clause);
  question.answers = {fmt::format("never: portproof confirm {} {}", name, clause),
                      fmt::format("they may: portproof widen {} {}", name, clause)};
  return question;
}

Result ResultBuilder::build(const RunTotals& totals) {
  result_.counts = totals.counts;
  result_.inputs.python = totals.python;
  std::vector<std::pair<std::uint64_t, Finding>> ordered;
  ordered.reserve(totals.classes.size());
  for (const auto& [key, total] : totals.classes) {
    ordered.emplace_back(total.example.index, finding(key, total));
  }
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second.id) < std::pair(b.first, b.second.id);
  });
  for (auto& [index, found] : ordered) {
    if (found.verdict == VerdictKind::undecided) {
      result_.undecided.push_back(question(found));
    } else if (blocks(found.verdict)) {
      result_.findings.push_back(std::move(found));
    } else {
      result_.reported.push_back(std::move(found));
    }
  }
  for (const LooseFinding& loose : totals.loose) {
    result_.findings.push_back(loose_finding(loose));
  }
  // How many there were depends on the number of processes.
  if (totals.threads_left > 0) {
    result_.assumptions.push_back(fmt::format(
        "threads of the port{} still ran when its process was through: what they do later is not "
        "seen",
        options_.live ? " or the original" : ""));
  }
  decide(totals);
  return std::move(result_);
}

/// What is no verdict of a call, and blocks all the same.
Finding ResultBuilder::loose_finding(const LooseFinding& loose) const {
  Finding finding;
  finding.verdict = VerdictKind::diverged;
  finding.title = loose.title;
  finding.divergence.kind = loose.kind;
  finding.id = content_id(loose.title + "\n" + loose.id).text().substr(0, kFindingIdDigits);
  finding.stage = options_.stage;
  finding.count = loose.count;
  finding.call = loose.call;
  finding.expected = loose.expected;
  finding.observed = loose.observed;
  finding.reason =
      loose.reason.empty() || loose.call.empty() ? loose.reason : loose.title + "; " + loose.reason;
  finding.trace = loose.trace;
  finding.reproduce = loose.id.empty() || loose.kind == "state" || !is_recorded()
                          ? options_.command
                          : fmt::format("{} --only {}", options_.command, loose.id);
  if (loose.index != 0 && is_recorded()) {
    const CallIndex index = CallIndex::unpack(loose.index);
    finding.source = fmt::format("{}:{}", files_[index.file], index.line);
  }
  return finding;
}

void ResultBuilder::decide(const RunTotals& totals) {
  Tally tally;
  tally.counts = totals.counts;
  tally.distinct_matches = totals.distinct_matches;
  for (const auto& [key, total] : totals.classes) {
    const bool blocks_here = is_recorded() || total.example.where == Where::inside;
    if (total.kind == VerdictKind::unsupported && blocks_here) {
      tally.blocking_unsupported += total.count;
    }
  }
  for (std::size_t i = 0; i < kMostShapes; ++i) tally.matched_shapes[i] = totals.shapes >> i & 1U;
  Gate gate(spec_, options_.stage);
  gate.add(tally);
  const GateResult decision = gate.decide(result_.assumptions.size());
  result_.verdict = decision.verdict;
  if (!totals.loose.empty()) {
    result_.verdict = worse(result_.verdict, GateVerdict::diverged);
  }
  // Beside findings, which say why themselves, what else was missing does not matter.
  if (result_.findings.empty()) result_.reasons = decision.reasons;
  // One trace alone cannot reach the floors of a whole corpus: it passes where it matches.
  const bool matched = tally.of(VerdictKind::match) == tally.tried() && tally.tried() > 0;
  if (!options_.only.empty() && matched && totals.loose.empty()) {
    result_.verdict = GateVerdict::passed;
    result_.reasons.clear();
  }
  const auto open = [&](const std::string& reason) {
    result_.reasons.push_back(reason);
    if (result_.verdict == GateVerdict::passed) result_.verdict = GateVerdict::inconclusive;
  };
  if (totals.interrupted) open("interrupted: what follows is what was known by then");
  if (!totals.stopped.empty()) open(totals.stopped);
  if (!totals.doubt.empty()) open(totals.doubt);
  if (const std::uint64_t lines = result_.damages.lines; lines > 0) {
    open(fmt::format("{} of the corpus {} damaged and {} passed over (--keep-going)",
                     lines == 1 ? "1 line" : fmt::format("{} lines", lines),
                     lines == 1 ? "is" : "are", lines == 1 ? "was" : "were"));
  }
  if (totals.drifted > 0) {
    open(fmt::format("the original now answers {} recorded calls otherwise ({}): record again",
                     totals.drifted, totals.drift));
  }
  if (result_.inputs.freshness == "stale") {
    open(
        fmt::format("the recording is stale: {} has changed since; run `portproof record` and "
                    "`portproof mine` again",
                    result_.inputs.original));
  }
  result_.exit_code = exit_code(result_.verdict);
}

Result ResultBuilder::without_calls(GateVerdict verdict, std::vector<std::string> reasons) {
  result_.verdict = verdict;
  result_.exit_code = exit_code(verdict);
  result_.reasons = std::move(reasons);
  return std::move(result_);
}

Result not_run(const GateOptions& options, const Spec& spec, Inputs inputs,
               const std::string& reason) {
  const std::vector<std::string> no_files;
  Result result = ResultBuilder(options, spec, no_files, std::move(inputs))
                      .without_calls(GateVerdict::inconclusive, {});
  result.stages.clear();
  note_missed(result, options.stage, reason);
  return result;
}

void note_missed(Result& result, const std::string& stage, const std::string& reason) {
  const bool known = std::find(result.stages_missing.begin(), result.stages_missing.end(), stage) !=
                     result.stages_missing.end();
  if (!known) result.stages_missing.push_back(stage);
  result.verdict = worse(result.verdict, GateVerdict::inconclusive);
  result.exit_code = exit_code(result.verdict);
  result.reasons.push_back(stage + " did not run: " + reason);
}

}  // namespace portproof
