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

void Totals::add(const BlockReport& report) {
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

/// Of the calls whose hashes are asked for, those that stand in the corpus with two outcomes which
/// the policy tells apart.
std::set<std::uint64_t> disagreeing(const std::set<std::uint64_t>& calls,
                                    const std::vector<std::string>& corpus,
                                    const ComparePolicy& policy, Damaged damaged) {
  std::map<std::uint64_t, std::string> first;  // the first trace of each call
  std::set<std::uint64_t> found;
  std::string json;
  JsonReader again;
  for (const std::string& file : corpus) {
    TraceReader reader(file, damaged);
    Trace trace;
    while (reader.next(trace)) {
      json.clear();
      write_call(json, trace.call);
      const std::uint64_t hash = call_hash(json);
      if (!calls.contains(hash)) continue;
      const auto [it, fresh] = first.try_emplace(hash, reader.text());
      if (fresh || found.contains(hash)) continue;
      const std::size_t size = it->second.size();
      std::string padded = it->second;
      padded.append(JsonReader::kPadding, '\0');
      Trace earlier;
      TraceHeader notes;
      again.read_line(std::string_view(padded).substr(0, size), earlier, notes);
      if (compare_outcomes(trace.call, earlier.outcome, trace.outcome, policy)) found.insert(hash);
    }
  }
  return found;
}

/// A crash or an endless loop is the port's, whatever the original answers.
bool is_answer(const ClassTotal& entry) {
  const std::string& kind = entry.example.divergence.kind;
  return entry.kind == VerdictKind::diverged && kind != "fault" && kind != "timeout";
}

}  // namespace

void set_apart_self_disagreement(RunTotals& totals, const std::vector<std::string>& corpus,
                                 const ComparePolicy& policy, Damaged damaged) {
  std::set<std::uint64_t> diverged;
  for (const auto& [key, entry] : totals.classes) {
    if (is_answer(entry)) diverged.insert(entry.calls.begin(), entry.calls.end());
  }
  if (diverged.empty()) return;
  const std::set<std::uint64_t> noisy = disagreeing(diverged, corpus, policy, damaged);
  const Verdict verdict = Judge::disagreement();
  ClassTotal noise{verdict.kind, 0, {}, {}};
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
    if (noise.example.trace.empty()) noise.example = entry.example;
    noise.count += moved;
    entry.count -= moved;
    it = entry.count == 0 ? totals.classes.erase(it) : std::next(it);
  }
  if (noise.count == 0) return;
  totals.counts[static_cast<std::size_t>(VerdictKind::diverged)] -= noise.count;
  totals.counts[static_cast<std::size_t>(VerdictKind::inconclusive)] += noise.count;
  noise.example.reason = verdict.reason;
  totals.classes["inconclusive|disagrees"] = std::move(noise);
}

}  // namespace portproof
