// Tells a spec in words.
#include "specs/mine/show.h"

#include <fmt/format.h>

#include <algorithm>

#include "specs/codec.h"
#include "specs/comparison_words.h"
#include "specs/domain/clause.h"
#include "specs/mine/bounds.h"
#include "specs/nearest.h"
#include "specs/noise.h"
#include "specs/spec_json.h"
#include "specs/waivers.h"

namespace portproof {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kLongestText = 60;  // bytes of an example, a prefix or a value

std::string counted(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// A space at which no line is broken.
constexpr char kHard = '\x1f';

/// A value as a Python expression that stays on one line.
std::string expression(ValueView value) {
  std::string text = to_python(value, kLongestText);
  std::replace(text.begin(), text.end(), ' ', kHard);
  return text;
}

std::string quoted(std::string_view wtf8) {
  Arena arena;
  return expression(arena.view(arena.str(wtf8)));
}

std::string joined(const std::vector<std::string>& words, const std::string& separator) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

/// Appends `text`, wrapped at spaces; lines after the first begin at `indent`.
void put(std::string& out, const std::string& first, const std::string& text, std::size_t indent) {
  std::string line = first;
  bool fresh = true;
  std::size_t column = code_points(first);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = std::string_view(text).substr(at, end - at);
    const std::size_t width = code_points(word);
    if (!fresh && column + 1 + width > kWidth) {
      out += line + "\n";
      line = std::string(indent, ' ');
      column = indent;
      fresh = true;
    }
    if (!fresh) {
      line += ' ';
      ++column;
    }
    line += word;
    std::replace(line.begin(), line.end(), kHard, ' ');
    column += width;
    fresh = false;
    at = end + 1;
  }
  out += line + "\n";
}

std::string evidence_words(const Evidence& evidence) {
  std::vector<std::string> words;
  if (!evidence.note.empty()) words.push_back(evidence.note);
  if (evidence.traces > 0 || evidence.thin) words.push_back(counted(evidence.traces, "trace"));
  if (evidence.thin) words.emplace_back("thin");
  return joined(words, ", ");
}

void put_clauses(std::string& out, const std::vector<SpecClause>& clauses,
                 const std::string& margin) {
  std::size_t width = 0;
  for (const SpecClause& each : clauses) {
    width = std::max(width, std::min<std::size_t>(code_points(each.clause.text()), 44));
  }
  for (const SpecClause& each : clauses) {
    const std::string& text = each.clause.text();
    const std::size_t length = code_points(text);
    std::string first = fmt::format("{}{:<11}{}", margin, by_name(each.by), text);
    first.append(2 + (length < width ? width - length : 0), ' ');
    std::string rest = evidence_words(each.evidence);
    if (!each.reason.empty()) rest += (rest.empty() ? "" : "; ") + each.reason;
    if (rest.empty()) first.erase(first.find_last_not_of(' ') + 1);
    put(out, first, rest, margin.size() + 13);
  }
}

std::vector<std::string> special_words(const Seen& seen) {
  std::vector<std::string> words;
  if (seen.nan) words.emplace_back("nan");
  if (seen.infinite) words.emplace_back("infinite");
  if (seen.subnormal) words.emplace_back("subnormal");
  if (seen.negative_zero) words.emplace_back("-0.0");
  return words;
}

std::string seen_words(const Seen& seen) {
  std::vector<std::string> words;
  if (seen.kinds.size() > 1) {
    std::vector<std::string> kinds;
    kinds.reserve(seen.kinds.size());
    for (const auto& [kind, count] : seen.kinds) {
      kinds.push_back(fmt::format("{} {}x", kind == "none" ? "None" : kind, count));
    }
    words.push_back(joined(kinds, ", "));
  }
  if (!seen.values.empty()) {
    std::vector<std::string> values;
    values.reserve(seen.values.size());
    for (const Value& value : seen.values) values.push_back(expression(value));
    words.push_back("only " + joined(values, ", "));
  }
  if (seen.least && seen.greatest && seen.values.empty()) {
    words.push_back(number_text(*seen.least) + " to " + number_text(*seen.greatest));
  }
  for (const std::string& word : special_words(seen)) words.push_back(word);
  if (seen.length && seen.values.empty()) {
    const auto [shortest, longest] = *seen.length;
    words.push_back("length " + std::to_string(shortest) +
                    (shortest == longest ? "" : " to " + std::to_string(longest)));
  }
  if (seen.values.empty()) {
    if (!seen.classes.empty()) words.push_back(joined(seen.classes, ", "));
    if (!seen.prefix.empty()) words.push_back("all begin with " + quoted(seen.prefix));
    const bool short_alphabet = code_points(seen.alphabet) <= 24;
    if (!seen.alphabet.empty() && short_alphabet) {
      words.push_back("no characters but " + quoted(seen.alphabet));
    }
  }
  return joined(words, "; ");
}

void put_seen(std::string& out, const Seen& seen, const std::string& subject,
              const std::string& margin, std::size_t depth = 0) {
  const std::string words = seen_words(seen);
  if (!words.empty()) {
    const std::string first = margin + "seen       " + (depth == 0 ? "" : subject + ": ");
    put(out, first, words, margin.size() + 13);
  }
  if (depth >= 4) return;
  for (const Seen& part : seen.parts) {
    put_seen(out, part, subject + part.step, margin, depth + 1);
  }
}

std::string passing_words(const Parameter& parameter) {
  std::vector<std::string> words;
  switch (parameter.passing) {
    case Passing::positional_only:
      words.emplace_back("by position only");
      break;
    case Passing::keyword_only:
      words.emplace_back("by keyword only");
      break;
    case Passing::var_positional:
      words.emplace_back("all further positional arguments");
      break;
    case Passing::var_keyword:
      words.emplace_back("all further keyword arguments");
      break;
    case Passing::positional_or_keyword:
      break;
  }
  if (parameter.has_default) {
    const bool unknown = parameter.default_value.view().is(Kind::opaque);
    words.push_back(unknown ? "optional" : "default " + expression(parameter.default_value));
  }
  return words.empty() ? "" : " (" + joined(words, ", ") + ")";
}

void put_parameter(std::string& out, const Parameter& parameter) {
  out += "\n";
  put(out, parameter.name + ": ",
      to_words(parameter.domain) + passing_words(parameter) +
          (parameter.domain_by == By::confirmed ? " (confirmed)" : ""),
      4);
  put_seen(out, parameter.seen, parameter.name, "  ");
  put_clauses(out, parameter.clauses, "  ");
}

void put_outcomes(std::string& out, const Spec& spec) {
  out += "\n";
  put(out, "returns ", to_words(spec.returns), 4);
  put_seen(out, spec.returns_seen, "result", "  ");
  for (const RaisesEntry& entry : spec.raises) {
    std::string words = evidence_words(entry.evidence);
    if (!entry.example.empty()) words += (words.empty() ? "" : ", ") + quoted(entry.example);
    put(out, "raises ", entry.type + " (" + std::string(by_name(entry.by)) + ") " + words, 4);
  }
  for (const std::string& type : spec.refuses) {
    put(out, "refuses ", type + ": whatever the port does there but crash is accepted", 4);
  }
  for (const auto& [type, count] : spec.evidence.refused) {
    const auto names = [&](const auto& entry) { return entry.type == type; };
    if (std::any_of(spec.raises.begin(), spec.raises.end(), names)) continue;
    if (std::find(spec.refuses.begin(), spec.refuses.end(), type) != spec.refuses.end()) continue;
    put(out, "refusal ",
        fmt::format("{0} in {1}, raised by Python itself: say what it means with confirm "
                    "'raises {0}' or confirm 'refuses {0}'",
                    type, counted(count, "trace")),
        4);
  }
  for (const std::string& name : spec.mutates) {
    const auto it = spec.evidence.mutated.find(name);
    const std::uint64_t count = it == spec.evidence.mutated.end() ? 0 : it->second;
    put(out, "changes ", "its argument " + name + (count ? ", " + counted(count, "trace") : ""), 4);
  }
}

void put_people(std::string& out, const Spec& spec) {
  for (const std::string& words : comparison_words(spec)) put(out, "compares ", words, 4);
  for (const Waiver& waiver : spec.waivers) put(out, "waives ", waiver_words(waiver), 4);
  for (const std::string& text : spec.widened) out += "struck " + text + "\n";
  if (spec.base_exceptions_mapped) out += "a port may map std::exception\n";
}

void put_corpus(std::string& out, const Spec& spec) {
  const CorpusEvidence& evidence = spec.evidence;
  if (spec.freeze != Freeze()) put(out, "recorded with ", freeze_words(spec.freeze), 4);
  if (!spec.deterministic.empty()) put(out, "the original ", spec.deterministic, 4);
  for (const NoiseEntry& entry : spec.noise) {
    put(out, "the original ", "disagrees with itself: " + noise_words(entry), 4);
  }
  const std::size_t reached = evidence.lines_reached.size();
  const std::size_t all = reached + evidence.lines_missed.size();
  if (all > 0) {
    std::string words = std::to_string(reached) + " of " + std::to_string(all) + " lines";
    std::vector<std::string> missed;
    missed.reserve(evidence.lines_missed.size());
    for (const int line : evidence.lines_missed) missed.push_back(std::to_string(line));
    if (!missed.empty()) words += "; not " + joined(missed, ", ");
    put(out, "the traces reach ", words, 4);
  }
  for (const auto& [reason, calls] : evidence.unrecorded) {
    put(out, "not recorded: ", counted(calls, "call") + ", " + reason, 4);
  }
  if (evidence.unbound > 0) {
    put(out, "not understood: ",
        counted(evidence.unbound, "trace") + " whose arguments do not fit the parameters", 4);
  }
}

}  // namespace

std::string show_spec(const Spec& spec) {
  std::string out;
  const CorpusEvidence& evidence = spec.evidence;
  std::string origin = "not mined";
  if (evidence.traces > 0) {
    origin = "mined from " + counted(evidence.traces, "trace");
    if (evidence.calls > evidence.traces) origin += " of " + counted(evidence.calls, "call");
    const std::uint64_t raised = evidence.traces - std::min(evidence.returned, evidence.traces);
    if (raised > 0) {
      origin += ", " + std::to_string(evidence.returned) + " returned and " +
                std::to_string(raised) + " raised";
    }
  }
  put(out, spec.function + ", ", origin, 4);
  for (const Parameter& parameter : spec.parameters) put_parameter(out, parameter);
  if (!spec.relations.empty()) {
    out += "\nbetween the arguments\n";
    put_clauses(out, spec.relations, "  ");
  }
  put_outcomes(out, spec);
  std::string people, corpus;
  put_people(people, spec);
  put_corpus(corpus, spec);
  if (!people.empty()) out += "\n" + people;
  if (!corpus.empty()) out += "\n" + corpus;
  return out;
}

}  // namespace portproof
