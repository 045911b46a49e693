// Shrinks what diverged, sets apart what is noise, and unites what turns out to be the same.
#include "props/shrink_classes.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "props/shrinker.h"
#include "replay/interview.h"
#include "replay/sealed_port.h"
#include "specs/kept_trace.h"

namespace portproof {
namespace {

/// Of more classes the first ones are shrunk: a port that is wrong everywhere shows the same in
/// them.
constexpr std::size_t kMostShrunk = 32;

struct Class {
  std::string key;
  ClassTotal total;
};

/// What diverges in the process of a call, not in its answer, or takes all the time of a call to
/// show, is left as it is.
bool can_shrink(const Class& entry) {
  const std::string& kind = entry.total.example.divergence.kind;
  if (kind == "state" || kind == "environment" || kind == "timeout") return false;
  return entry.total.kind == VerdictKind::diverged || entry.total.kind == VerdictKind::undecided;
}

/// Those inside the clauses first, then in the order of the cases.
bool comes_first(const Class& a, const Class& b) {
  const auto rank = [](const Class& each) {
    return std::pair(each.total.example.where, each.total.example.index);
  };
  return rank(a) < rank(b);
}

class ClassShrinker {
 public:
  ClassShrinker(RunTotals& totals, const GateOptions& options, const SupervisorConfig& config,
                const Spec& spec, const OracleConfig& oracle, WorkerOracle& original)
      : totals_(totals),
        spec_(spec),
        oracle_(oracle),
        judge_(spec, {config.today}),
        port_(options.port.empty() ? run_sealed(config, spec) : run_python(options.port, oracle)),
        shrinker_(spec, config.today, original, *port_, config.interrupted) {}

  void run() {
    std::vector<Class> classes;
    for (auto& [key, total] : totals_.classes) classes.push_back({key, std::move(total)});
    totals_.classes.clear();
    std::sort(classes.begin(), classes.end(), comes_first);
    std::size_t shrunk = 0;
    for (Class& entry : classes) {
      if (totals_.classes.contains(key_inside(entry.key))) {
        // The same shows inside the clauses: one bug, and nothing to ask.
        count_as(entry, VerdictKind::diverged);
        entry.key = key_inside(entry.key);
      } else if (can_shrink(entry) && shrunk++ < kMostShrunk) {
        shrink(entry);
      }
      keep(std::move(entry));
    }
  }

 private:
  void shrink(Class& entry) {
    const std::optional<Shrunk> found = shrinker_.shrink(entry.key, entry.total.example);
    if (!found) return;
    Example example = found->example;
    example.index = entry.total.example.index;
    if (!found->edge.empty()) {
      example.reason += (example.reason.empty() ? "" : "; ") + found->edge;
    }
    if (noise(example)) {
      // The search went where the original is not sure. Where it began it may well be.
      const std::optional<Verdict> verdict = noise(entry.total.example);
      if (verdict) set_apart(entry, *verdict);
      return;
    }
    count_as(entry, found->kind);
    entry.key = found->key;
    entry.total.kind = found->kind;
    entry.total.example = std::move(example);
  }

  /// What the judge says where the original says something else in another process, with other
  /// hashes, time zone and locale; nothing where it says the same.
  std::optional<Verdict> noise(const Example& example) {
    if (!other_) other_.emplace(spec_, oracle_, kOther, true);
    const std::optional<KeptTrace> trace = read_trace(example.trace);
    if (!trace) return std::nullopt;
    Arena arena;
    const std::vector<Answer> answers = other_->ask({&trace->call, 1}, arena);
    // One that died or took too long there has not said anything else.
    const bool answered = answers[0].asked == Asked::answered &&
                          !std::holds_alternative<Faulted>(answers[0].outcome.result);
    if (!answered || other_->agree(trace->call, trace->outcome, answers[0].outcome)) {
      return std::nullopt;
    }
    return judge_.judge(trace->call, trace->outcome, trace->outcome, false, std::nullopt,
                        "in another process, with other hashes, time zone and locale");
  }

  /// Its calls belong to another verdict than they were judged by at first.
  void count_as(const Class& entry, VerdictKind kind) {
    totals_.counts[static_cast<std::size_t>(entry.total.kind)] -= entry.total.count;
    totals_.counts[static_cast<std::size_t>(kind)] += entry.total.count;
  }

  void set_apart(Class& entry, const Verdict& verdict) {
    count_as(entry, verdict.kind);
    entry.key = std::string(verdict_name(verdict.kind)) + " | " + verdict.reason;
    entry.total.kind = verdict.kind;
    entry.total.example.divergence = {};
    entry.total.example.observed = kNotJudged;
    entry.total.example.reason = verdict.reason;
  }

  /// What has the same smallest call is the same.
  void keep(Class entry) {
    for (auto& [key, known] : totals_.classes) {
      if (key != entry.key &&
          (known.kind != entry.total.kind || known.example.id != entry.total.example.id)) {
        continue;
      }
      known.count += entry.total.count;
      return;
    }
    totals_.classes.emplace(std::move(entry.key), std::move(entry.total));
  }

  RunTotals& totals_;
  const Spec& spec_;
  const OracleConfig& oracle_;
  Judge judge_;
  std::unique_ptr<PortRunner> port_;
  Shrinker shrinker_;
  std::optional<Interview> other_;
};

}  // namespace

void shrink_classes(RunTotals& totals, const GateOptions& options, const SupervisorConfig& config,
                    const Spec& spec, const OracleConfig& oracle, WorkerOracle& original) {
  const bool any = std::any_of(totals.classes.begin(), totals.classes.end(), [](const auto& each) {
    return can_shrink({each.first, each.second});
  });
  if (any) ClassShrinker(totals, options, config, spec, oracle, original).run();
}

}  // namespace portproof
