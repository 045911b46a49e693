// Shows a Result as text that a person who never saw Portproof understands.
#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "replay/gate_run.h"
#include "replay/report/report.h"

namespace portproof {
namespace {

/// Findings beyond these are counted, and stand in --json.
constexpr std::size_t kMostFindings = 20;
constexpr std::size_t kHashDigits = 12;
constexpr std::size_t kMargin = 13;  // before the text of a field

enum class Tone { good, bad, open, quiet };

std::string paint(const TextStyle& style, Tone tone, const std::string& text) {
  if (!style.color) return text;
  switch (tone) {
    case Tone::good:
      return fmt::format(fmt::fg(fmt::terminal_color::green), "{}", text);
    case Tone::bad:
      return fmt::format(fmt::fg(fmt::terminal_color::red), "{}", text);
    case Tone::open:
      return fmt::format(fmt::fg(fmt::terminal_color::yellow), "{}", text);
    case Tone::quiet:
      return fmt::format(fmt::emphasis::faint, "{}", text);
  }
  return text;
}

/// Lines after the first are indented: none can pass for one of ours.
void field(std::string& out, const std::string& name, const std::string& text) {
  if (text.empty()) return;
  out += fmt::format("  {:<10} ", name);
  for (const char c : printable(text)) {
    out += c;
    if (c == '\n') out.append(kMargin, ' ');
  }
  out += '\n';
}

std::uint64_t count_of(const Result& result, VerdictKind kind) {
  return result.counts[static_cast<std::size_t>(kind)];
}

std::uint64_t calls_of(const Result& result) {
  return std::accumulate(result.counts.begin(), result.counts.end(), std::uint64_t{0});
}

std::string calls(std::uint64_t count) {
  return fmt::format("{} {}", count, count == 1 ? "call" : "calls");
}

std::string place(const Result& result) {
  if (result.inputs.port_file.empty()) return printable_line(result.inputs.gate);
  return fmt::format("{}:{}", printable_line(result.inputs.port_file), result.inputs.port_line);
}

/// Where in the values they differ, when that says more than the two lines above it.
std::string difference(const Divergence& divergence) {
  if (divergence.path.empty()) return {};
  return fmt::format("{}{}: expected {}, observed {}", divergence.path,
                     divergence.kind == "argument" ? " after the call" : "", divergence.expected,
                     divergence.observed);
}

std::string where_words(const Finding& finding) {
  switch (finding.where) {
    case Where::inside:
      return "";
    case Where::mined:
      return fmt::format("outside what was recorded: not ({})", finding.clause);
    case Where::confirmed:
      return fmt::format("outside what was agreed: not ({})", finding.clause);
  }
  return {};
}

void finding_text(std::string& out, const Result& result, const Finding& finding,
                  const TextStyle& style) {
  const std::string word(verdict_name(finding.verdict));
  const Tone tone = finding.verdict == VerdictKind::diverged ? Tone::bad : Tone::open;
  out += fmt::format("{}: {}: {}\n", place(result), paint(style, tone, word),
                     printable_line(finding.call.empty() ? finding.title : finding.call));
  field(out, "expected", finding.expected);
  field(out, "observed", finding.observed);
  field(out, "differs at", difference(finding.divergence));
  field(out, "where", where_words(finding));
  field(out, "note", finding.reason);
  if (finding.count > 1) {
    field(out, "seen", fmt::format("in {} of {}", finding.count, calls(calls_of(result))));
  }
  field(out, "recorded", finding.source);
  field(out, "reproduce", finding.reproduce);
  out += '\n';
}

void question_text(std::string& out, const Result& result, const Question& question,
                   const TextStyle& style) {
  out += fmt::format("{}: {}: {}\n", place(result), paint(style, Tone::open, "undecided"),
                     printable_line(question.example.call));
  field(out, "expected", question.example.expected);
  field(out, "observed", question.example.observed);
  field(out, "question", question.question);
  for (const std::string& answer : question.answers) field(out, "answer", answer);
  out += '\n';
}

std::string counts_words(const Result& result) {
  static constexpr std::pair<VerdictKind, const char*> kWords[] = {
      {VerdictKind::match, "match"},
      {VerdictKind::diverged, "diverge"},
      {VerdictKind::unsupported, "cannot be held by the port's types"},
      {VerdictKind::undecided, "need a decision"},
      {VerdictKind::inconclusive, "say nothing (the original has no answer, or not one alone)"},
      {VerdictKind::beyond, "differ beyond the agreed Domain"},
      {VerdictKind::waived, "are waived"},
      {VerdictKind::rejected, "are refused by the original"},
  };
  std::string words;
  for (const auto& [kind, word] : kWords) {
    const std::uint64_t count = count_of(result, kind);
    if (count == 0) continue;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, word);
  }
  return fmt::format("{}: {}", calls(calls_of(result)), words.empty() ? "none compared" : words);
}

std::string stage_words(const Result& result) {
  if (result.stages_missing.empty()) return {};
  if (result.stages.empty()) return " (nothing has run)";
  return printable_line(fmt::format(" ({} only)", fmt::join(result.stages, ", ")));
}

Tone tone_of(const Result& result) {
  if (result.exit_code == 0) return Tone::good;
  return result.exit_code == 1 ? Tone::bad : Tone::open;
}

void audit_text(std::string& out, const Audit& audit) {
  if (!audit.missing.empty()) return field(out, "audit", audit.missing);
  std::string text = fmt::format("killed {} of {} mutants of the original by {}", audit.killed,
                                 audit.mutants, calls(audit.calls));
  if (audit.there_are > audit.mutants) {
    text += fmt::format("; there are {}, {} of them on lines that no call reaches", audit.there_are,
                        audit.unreached);
  }
  if (audit.noisy > 0) text += fmt::format("; {} left out as noise", calls(audit.noisy));
  field(out, "audit", text);
  constexpr std::size_t kMostSurvivors = 10;
  const std::size_t shown = std::min(audit.survivors.size(), kMostSurvivors);
  for (std::size_t i = 0; i < shown; ++i) {
    const Audit::Survivor& each = audit.survivors[i];
    field(out, "survived",
          fmt::format("{}\n- {}\n+ {}", each.place, printable_line(each.before),
                      printable_line(each.after)));
  }
  if (shown < audit.survivors.size()) {
    field(out, "survived",
          fmt::format("… and {} more (all in --json)", audit.survivors.size() - shown));
  }
}

void damages_text(std::string& out, const Damages& damages) {
  for (const std::string& text : damages.first) field(out, "damaged", text);
  if (damages.lines > damages.first.size()) {
    field(out, "damaged", fmt::format("… and {} more", damages.lines - damages.first.size()));
  }
}

void hashes_text(std::string& out, const Result& result, const TextStyle& style) {
  const Inputs& inputs = result.inputs;
  const auto part = [](const char* what, const std::string& path, const std::string& hash) {
    if (path.empty()) return std::string();
    return fmt::format(
        "  {:<10} {}{}\n", what, printable_line(path),
        hash.empty() ? "" : "  sha256 " + printable_line(hash.substr(0, kHashDigits)));
  };
  std::string lines = part("original", inputs.original, inputs.original_sha256);
  if (inputs.freshness == "not checked") {
    lines +=
        fmt::format("  {:<10} not checked: the original is not on this machine\n", "freshness");
  }
  lines += part("spec", inputs.spec, inputs.spec_sha256);
  lines += part("corpus", inputs.corpus, inputs.corpus_sha256);
  lines += part("gate", inputs.gate, inputs.gate_sha256);
  field(lines, "python", inputs.python);
  lines += fmt::format("  {:<10} {}\n", "seed", result.seed);
  out += paint(style, Tone::quiet, lines);
}

}  // namespace

std::string text_report(const Result& result, const TextStyle& style) {
  std::string out;
  if (!style.quiet) {
    const std::size_t shown = std::min(result.findings.size(), kMostFindings);
    for (std::size_t i = 0; i < shown; ++i) finding_text(out, result, result.findings[i], style);
    if (shown < result.findings.size()) {
      out += fmt::format("… and {} more ways in which they differ (all in --json)\n\n",
                         result.findings.size() - shown);
    }
    for (const Question& question : result.undecided) question_text(out, result, question, style);
    for (const Finding& finding : result.reported) {
      // What the original refuses of generated calls is summed up, and stands in --json.
      const bool expected =
          finding.verdict == VerdictKind::rejected && finding.stage != kReplayStage;
      if (!expected) finding_text(out, result, finding, style);
    }
    for (const std::string& text : result.assumptions) field(out, "assumes", text);
    for (const std::string& text : result.comparison) field(out, "compares", text);
    for (const std::string& text : result.exception_mappings) field(out, "maps", text);
    for (const std::string& text : result.expired_waivers) field(out, "expired", "waives " + text);
    for (const std::string& text : result.explored) field(out, "explored", text);
    if (result.audit) audit_text(out, *result.audit);
    if (result.sealed_calls > 0) {
      field(out, "sealed",
            calls(result.sealed_calls) + " asked again, out of reach of the answers");
    }
    for (const std::string& path : result.reads) field(out, "may read", path);
    if (!result.not_sealed.empty()) field(out, "not sealed", result.not_sealed);
    if (result.sanitized_calls > 0) {
      field(out, "sanitized", calls(result.sanitized_calls) + " again, with sanitizers");
    }
    if (!result.not_sanitized.empty()) field(out, "sanitized", "no: " + result.not_sanitized);
    damages_text(out, result.damages);
    hashes_text(out, result, style);
  }
  for (const std::string& reason : result.reasons) field(out, "because", reason);
  out += fmt::format("{}: {}{}. {}\n", printable_line(result.name),
                     paint(style, tone_of(result), std::string(gate_verdict_name(result.verdict))),
                     stage_words(result), counts_words(result));
  return out;
}

std::string table_report(const std::vector<Result>& results, const TextStyle& style) {
  std::size_t width = 0;
  for (const Result& result : results) {
    width = std::max(width, printable_line(result.name).size());
  }
  std::string out;
  for (const Result& result : results) {
    const std::string verdict =
        fmt::format("{:<13}", std::string(gate_verdict_name(result.verdict)));
    out += fmt::format("{:<{}}  {} {}\n", printable_line(result.name), width,
                       paint(style, tone_of(result), verdict), counts_words(result));
  }
  return out;
}

}  // namespace portproof
