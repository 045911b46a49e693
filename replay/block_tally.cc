// Gathers the verdicts of one block into its report: counts, classes, the smallest examples.
#include "replay/block_tally.h"

#include <algorithm>

#include "replay/totals.h"
#include "specs/codec.h"
#include "specs/compare.h"
#include "specs/finding.h"

namespace portproof {
namespace {

/// Texts of a finding are for reading; its trace holds everything.
constexpr std::size_t kTextLimit = 2000;

/// Inconclusive although the original answered: it has other answers too, and beside one of them
/// the port's would read as a contradiction, or as a match.
bool is_not_judged(const Verdict& verdict, const Outcome& expected) {
  return verdict.kind == VerdictKind::inconclusive &&
         (std::holds_alternative<Returned>(expected.result) ||
          std::holds_alternative<Raised>(expected.result));
}

}  // namespace

BlockTally::BlockTally(const Spec& spec, std::uint64_t min_matches)
    : spec_(spec),
      shapes_(spec),
      binder_(spec),
      all_shapes_(shapes_.size() >= kMostShapes ? ~std::uint64_t{0}
                                                : (std::uint64_t{1} << shapes_.size()) - 1),
      min_matches_(min_matches) {}

void BlockTally::start(std::uint32_t file, std::uint64_t block) {
  report_ = {};
  report_.file = file;
  report_.block = block;
}

void BlockTally::add(CallIndex index, const Trace& trace, std::string_view line,
                     const Outcome& expected, const Outcome& observed, const Verdict& verdict,
                     const std::string& note) {
  put(index, trace, line, expected, observed, verdict, note, Answered::both);
}

void BlockTally::add_not_called(CallIndex index, const Trace& trace, std::string_view line,
                                const Outcome& expected, const Verdict& verdict, bool stopped) {
  put(index, trace, line, expected, expected, verdict, "",
      stopped ? Answered::nobody : Answered::original);
}

void BlockTally::put(CallIndex index, const Trace& trace, std::string_view line,
                     const Outcome& expected, const Outcome& observed, const Verdict& verdict,
                     const std::string& note, Answered answered) {
  ++report_.counts[static_cast<std::size_t>(verdict.kind)];
  const std::size_t place = (index.line - 2) % kBlockLines;
  if (report_.verdicts.size() <= place) report_.verdicts.resize(place + 1, '.');
  report_.verdicts[place] = letter_of(verdict.kind, answered == Answered::nobody);
  if (verdict.kind == VerdictKind::match) {
    add_match(trace.call, expected);
    return;
  }
  const std::string key = class_key(verdict, expected, observed);
  const auto found = std::find_if(report_.classes.begin(), report_.classes.end(),
                                  [&](const ClassReport& entry) { return entry.key == key; });
  ClassReport& entry = found != report_.classes.end() ? *found : report_.classes.emplace_back();
  entry.key = key;
  entry.kind = verdict.kind;
  ++entry.count;
  if (verdict.kind == VerdictKind::diverged) {
    scratch_.clear();
    write_call(scratch_, trace.call);
    entry.calls.push_back(call_hash(scratch_));
  }
  const auto shown = std::pair(line.size(), index.packed());
  const auto best = best_.find(key);
  if (best != best_.end() && best->second <= shown) return;
  best_[key] = shown;
  entry.example = example(index, trace, line, expected, observed, verdict, answered);
  if (!note.empty()) entry.example->reason += (verdict.reason.empty() ? "" : "; ") + note;
}

void BlockTally::add_match(const Call& call, const Outcome& outcome) {
  if (seen_shapes_ != all_shapes_ && binder_.bind(call, Defaults::fill, bound_)) {
    const std::uint64_t mask = shapes_.mask_of(bound_.values, outcome);
    seen_shapes_ |= mask;
    report_.shapes |= mask;
  }
  if (matched_.size() >= min_matches_) return;
  scratch_.clear();
  write_call(scratch_, call);
  const std::uint64_t hash = call_hash(scratch_);
  if (matched_.insert(hash).second) report_.matched.push_back(hash);
}

void BlockTally::drifted(const std::string& text) {
  if (report_.drifted++ == 0) report_.drift = text;
}

Example BlockTally::example(CallIndex index, const Trace& trace, std::string_view line,
                            const Outcome& expected, const Outcome& observed,
                            const Verdict& verdict, Answered answered) const {
  Example shown;
  shown.index = index.packed();
  shown.id = trace.id;
  shown.trace = line;
  shown.call = to_python(spec_.function, trace.call, kTextLimit);
  shown.expected = answered == Answered::nobody ? "(stopped)" : outcome_text(expected, kTextLimit);
  shown.observed = answered == Answered::both ? outcome_text(observed, kTextLimit) : "(not called)";
  if (is_not_judged(verdict, expected)) shown.observed = kNotJudged;
  if (verdict.divergence) shown.divergence = *verdict.divergence;
  shown.where = verdict.where;
  shown.clause = verdict.clause;
  shown.reason = verdict.reason;
  return shown;
}

}  // namespace portproof
