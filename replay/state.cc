// Believes a divergence that comes back alone; finds the calls that another one depends on.
#include "replay/state.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpus/reader.h"
#include "specs/codec.h"
#include "specs/compare.h"
#include "specs/judge.h"

namespace portproof {
namespace {

using Calls = std::vector<std::uint64_t>;

constexpr std::size_t kMostClasses = 32;
constexpr int kMostReruns = 120;
constexpr std::uint64_t kBlocksBack = 16;
constexpr std::size_t kMostShown = 8;
constexpr std::size_t kCallText = 80;
constexpr std::size_t kMostIds = 200;  // of a command line

class StateFinder {
 public:
  StateFinder(const WorkerConfig& config, const Spec& spec, const Patience& patience)
      : config_(config),
        spec_(spec),
        finder_(config_, spec, patience),
        patience_(patience),
        timeout_(patience.timeout_seconds) {}

  /// A process that ends for another reason contradicts nothing.
  bool alone(CallIndex index, std::uint64_t memory) {
    WorkerConfig config = config_;
    config.memory = memory;
    const FaultFinder finder(config, spec_, patience_);
    const auto verdict = finder.run({index.packed()}, timeout_).verdict(index);
    return verdict.value_or(VerdictKind::diverged) == VerdictKind::diverged;
  }

  /// The fewest calls before `index` after which it diverges; nothing where none are found.
  Calls before(CallIndex index) {
    Calls calls = finder_.calls_up_to(index);
    calls.pop_back();
    for (std::uint64_t back = 1; !diverges(calls, index); ++back) {
      const std::uint64_t block = (index.line - 2) / kBlockLines;
      if (back > kBlocksBack || back > block) return {};
      const CallIndex last{index.file, 1 + (block - back + 1) * kBlockLines};
      const Calls earlier = finder_.calls_up_to(last);
      calls.insert(calls.begin(), earlier.begin(), earlier.end());
    }
    return minimal(std::move(calls), index);
  }

  std::string in_words(const Calls& calls) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(calls.size(), kMostShown); ++i) {
      text += (i == 0 ? "" : "; ") + call_text(CallIndex::unpack(calls[i]));
    }
    if (calls.size() > kMostShown) text += fmt::format("; … ({} calls)", calls.size());
    return text;
  }

  std::vector<std::string> ids(const Calls& calls) const {
    std::vector<std::string> ids;
    for (const std::uint64_t call : calls) {
      ids.push_back(at(CallIndex::unpack(call), [](const Trace& t) { return std::string(t.id); }));
    }
    return ids;
  }

  std::string recorded_text(CallIndex index) const {
    return at(index, [](const Trace& trace) { return outcome_text(trace.outcome); });
  }

 private:
  bool diverges(const Calls& before, CallIndex index) {
    if (++reruns_ > kMostReruns) return false;
    Calls all = before;
    all.push_back(index.packed());
    return finder_.run(all, 5 * timeout_, 5 * timeout_).verdict(index) == VerdictKind::diverged;
  }

  /// Zeller and Hildebrandt: Simplifying and isolating failure-inducing input (ddmin).
  Calls minimal(Calls calls, CallIndex index) {
    for (std::size_t parts = 2; calls.size() > 1 && reruns_ < kMostReruns;) {
      const std::size_t size = (calls.size() + parts - 1) / parts;
      bool smaller = false;
      for (std::size_t first = 0; first < calls.size() && !smaller; first += size) {
        const auto begin = calls.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end =
            calls.begin() + static_cast<std::ptrdiff_t>(std::min(first + size, calls.size()));
        Calls rest(calls.begin(), begin);
        rest.insert(rest.end(), end, calls.end());
        const Calls part(begin, end);
        if (diverges(part, index)) {
          calls = part, parts = 2, smaller = true;
        } else if (parts > 2 && diverges(rest, index)) {
          calls = std::move(rest), parts = std::max<std::size_t>(parts - 1, 2), smaller = true;
        }
      }
      if (smaller) continue;
      if (size == 1) break;
      parts = std::min(2 * parts, calls.size());
    }
    return calls;
  }

  template <class Use>
  std::string at(CallIndex index, Use use) const {
    TraceReader reader(config_.corpus[index.file], config_.damaged);
    reader.skip_to(index.line);
    Trace trace;
    return reader.next(trace) ? use(trace) : std::string();
  }

  std::string call_text(CallIndex index) const {
    return at(index,
              [&](const Trace& trace) { return to_python(spec_.function, trace.call, kCallText); });
  }

  const WorkerConfig& config_;
  const Spec& spec_;
  FaultFinder finder_;
  const Patience& patience_;
  double timeout_;
  int reruns_ = 0;
};

/// A port that has run out of 4 GiB runs out of less too.
std::uint64_t confirming_memory(const Example& example) {
  return example.observed.starts_with("raises MemoryError") ? kConfirmMemory : kMostMemory;
}

bool is_difference(const ClassTotal& total) {
  const std::string& kind = total.example.divergence.kind;
  return total.kind == VerdictKind::diverged && kind != "fault" && kind != "timeout" &&
         kind != "environment";
}

}  // namespace

void set_apart_state(RunTotals& totals, const WorkerConfig& config, const Spec& spec,
                     const Patience& patience) {
  std::size_t looked_at = 0;
  for (auto& [key, total] : totals.classes) {
    if (!is_difference(total) || ++looked_at > kMostClasses) continue;
    StateFinder finder(config, spec, patience);
    const CallIndex index = CallIndex::unpack(total.example.index);
    if (finder.alone(index, confirming_memory(total.example))) continue;
    const Calls before = finder.before(index);
    Example& example = total.example;
    // Only a live original can have changed: a recording answers the same at all times.
    const bool original = config.live && example.expected != finder.recorded_text(index);
    example.divergence.kind = "state";
    example.reason =
        fmt::format("{} depends on earlier calls: alone {} matches, {}",
                    original ? "the original" : "the port", original ? "it" : "this call",
                    before.empty() ? "and no short sequence of calls brought the difference back"
                                   : "after " + finder.in_words(before) + " it does not");
    if (before.size() <= kMostIds) example.after = finder.ids(before);
    if (!original) continue;
    totals.counts[static_cast<std::size_t>(total.kind)] -= total.count;
    total.kind = Judge::disagreement().kind;
    totals.counts[static_cast<std::size_t>(total.kind)] += total.count;
  }
}

}  // namespace portproof
