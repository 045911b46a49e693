// Adds up block reports, so that the sum does not depend on who reported first.
#include "replay/totals.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "corpus/reader.h"
#include "specs/codec.h"
#include "specs/compare.h"
#include "specs/judge.h"

namespace portproof {

bool shows_better(const Example& one, const Example& other) {
  if (one.trace.size() != other.trace.size()) return one.trace.size() < other.trace.size();
  return one.index < other.index;
}

std::uint64_t call_hash(std::string_view call_json) {
  // FNV-1a: the same on every platform, and a clash only costs a second look.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : call_json) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

bool adds_up(const BlockReport& report) {
  Counts told{};
  for (const char letter : report.verdicts) {
    if (letter != '.') ++told[static_cast<std::size_t>(kind_of(letter))];
  }
  return told == report.counts;
}

void Totals::add(const BlockReport& report) {
  for (const std::uint64_t count : report.counts) {
    if (count != 0) totals_.judged[{report.file, report.block}] += count;
  }
  for (std::size_t i = 0; i < kVerdictKinds; ++i) {
    totals_.counts[i] += report.counts[i];
    calls_ += report.counts[i];
  }
  totals_.shapes |= report.shapes;
  matched_.insert(report.matched.begin(), report.matched.end());
  totals_.drifted += report.drifted;
  if (!report.drift.empty() && (totals_.drift.empty() || report.drift < totals_.drift)) {
    totals_.drift = report.drift;
  }
  for (const ClassReport& entry : report.classes) {
    const auto [it, fresh] = totals_.classes.try_emplace(entry.key);
    ClassTotal& total = it->second;
    total.kind = entry.kind;
    total.count += entry.count;
    if (entry.kind == VerdictKind::diverged) {
      total.calls.insert(total.calls.end(), entry.calls.begin(), entry.calls.end());
    }
    if (entry.example &&
        (total.example.trace.empty() || shows_better(*entry.example, total.example))) {
      total.example = *entry.example;
    }
  }
}

RunTotals Totals::take() {
  totals_.distinct_matches = matched_.size();
  return std::move(totals_);
}

namespace {

constexpr std::size_t kTextLimit = 1000;

/// Reads a line of a recording that was read before.
class LineReader {
 public:
  /// Valid until the next one is read.
  Trace read(const std::string& line) {
    Trace trace;
    TraceHeader notes;
    padded_ = line;
    padded_.append(JsonReader::kPadding, '\0');
    reader_.read_line(std::string_view(padded_).substr(0, line.size()), trace, notes);
    return trace;
  }

 private:
  JsonReader reader_;
  std::string padded_;
};

std::uint64_t hash_of(const Call& call) {
  std::string json;
  write_call(json, call);
  return call_hash(json);
}

/// "0 and also 1"; where only a part tells them apart, which one.
std::string both_answers(const Outcome& one, const Outcome& other, const Divergence& difference) {
  const std::string first = outcome_text(one, kTextLimit), second = outcome_text(other, kTextLimit);
  if (first != second) return first + " and also " + second;
  return first + "; at " + difference.path + " " + difference.expected + " and also " +
         difference.observed;
}

/// Of the calls whose hashes are asked for, those that stand in the corpus with two outcomes which
/// the policy tells apart, each with both.
std::map<std::uint64_t, Example> disagreeing(const std::set<std::uint64_t>& calls,
                                             const std::vector<std::string>& corpus,
                                             const Spec& spec, Damaged damaged) {
  std::map<std::uint64_t, std::string> first;  // the first trace of each call
  std::map<std::uint64_t, Example> found;
  LineReader again;
  for (std::uint32_t file = 0; file < corpus.size(); ++file) {
    TraceReader reader(corpus[file], damaged);
    Trace trace;
    while (reader.next(trace)) {
      const std::uint64_t hash = hash_of(trace.call);
      if (!calls.contains(hash)) continue;
      const auto [it, fresh] = first.try_emplace(hash, reader.text());
      if (fresh || found.contains(hash)) continue;
      const Outcome earlier = again.read(it->second).outcome;
      const auto difference = compare_outcomes(trace.call, earlier, trace.outcome, spec.compare);
      if (!difference) continue;
      Example& example = found[hash];
      example.index = CallIndex{file, trace.line}.packed();
      example.id = trace.id;
      example.trace = reader.text();
      example.call = to_python(spec.function, trace.call, kTextLimit);
      example.expected = both_answers(earlier, trace.outcome, *difference);
      example.observed = kNotJudged;
      example.reason = Judge::disagreement().reason;
    }
  }
  return found;
}

/// The smallest call that the original disagrees about: of the examples, which are shown to be seen
/// again alone, else of all.
Example shown_disagreement(const std::vector<Example>& examples,
                           const std::map<std::uint64_t, Example>& noisy) {
  std::vector<Example> candidates;
  LineReader reader;
  for (const Example& example : examples) {
    const auto it = noisy.find(hash_of(reader.read(example.trace).call));
    if (it == noisy.end()) continue;
    Example shown = it->second;
    shown.index = example.index;
    shown.id = example.id;
    shown.trace = example.trace;
    candidates.push_back(std::move(shown));
  }
  if (candidates.empty()) {
    for (const auto& [hash, example] : noisy) candidates.push_back(example);
  }
  return *std::min_element(candidates.begin(), candidates.end(), shows_better);
}

/// A crash or an endless loop is the port's, whatever the original answers.
bool is_answer(const ClassTotal& entry) {
  const std::string& kind = entry.example.divergence.kind;
  return entry.kind == VerdictKind::diverged && kind != "fault" && kind != "timeout";
}

}  // namespace

void set_apart_self_disagreement(RunTotals& totals, const std::vector<std::string>& corpus,
                                 const Spec& spec, Damaged damaged) {
  std::set<std::uint64_t> diverged;
  for (const auto& [key, entry] : totals.classes) {
    if (is_answer(entry)) diverged.insert(entry.calls.begin(), entry.calls.end());
  }
  if (diverged.empty()) return;
  const auto noisy = disagreeing(diverged, corpus, spec, damaged);
  ClassTotal noise{Judge::disagreement().kind, 0, {}, {}};
  std::vector<Example> examples;
  for (auto it = totals.classes.begin(); it != totals.classes.end();) {
    ClassTotal& entry = it->second;
    std::uint64_t moved = 0;
    if (is_answer(entry)) {
      for (const std::uint64_t hash : entry.calls) moved += noisy.contains(hash) ? 1 : 0;
    }
    if (moved == 0) {
      ++it;
      continue;
    }
    examples.push_back(entry.example);
    noise.count += moved;
    entry.count -= moved;
    it = entry.count == 0 ? totals.classes.erase(it) : std::next(it);
  }
  if (noise.count == 0) return;
  totals.counts[static_cast<std::size_t>(VerdictKind::diverged)] -= noise.count;
  totals.counts[static_cast<std::size_t>(VerdictKind::inconclusive)] += noise.count;
  noise.example = shown_disagreement(examples, noisy);
  totals.classes["inconclusive|disagrees"] = std::move(noise);
}

}  // namespace portproof
