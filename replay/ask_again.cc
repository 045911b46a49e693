// Asks the original again about recorded calls, and finds those where it disagrees with itself.
#include "replay/ask_again.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>

#include "corpus/reader.h"
#include "replay/files.h"
#include "replay/interview.h"
#include "replay/noise_factor.h"
#include "specs/codec.h"
#include "specs/noise.h"

namespace portproof {
namespace {

constexpr std::size_t kBatch = 100;
constexpr std::size_t kMostCandidates = 20;
constexpr std::size_t kAlikeInARow = 3;
constexpr int kFewestMoreRounds = 3, kMostMoreRounds = 8;
constexpr std::size_t kExampleText = 200;

using Order = std::vector<std::size_t>;

std::uint64_t number_of(std::string_view id) {
  std::uint64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number, 16);
  return number;
}

struct Recorded {
  std::string id;
  std::string line;
  bool passed_over = false;  // it cannot be asked, or nothing can be said of it
  bool noisy = false;
};

/// Each distinct trace once, in the order of the recordings.
std::vector<Recorded> chosen_traces(const std::vector<std::string>& files, Damaged damaged,
                                    const TraceChoice& choice) {
  std::vector<Recorded> traces;
  std::set<std::uint64_t> met;
  for (const std::string& file : files) {
    TraceReader reader(file, damaged);
    Trace trace;
    while (reader.next(trace)) {
      if (!choice.has(trace.id) || !met.insert(number_of(trace.id)).second) continue;
      traces.push_back({std::string(trace.id), std::string(reader.text())});
    }
  }
  return traces;
}

class Investigation {
 public:
  Investigation(const Spec& spec, std::vector<Recorded> traces, const OracleConfig& config,
                const std::function<void(std::uint64_t)>& progress)
      : spec_(spec),
        traces_(std::move(traces)),
        config_(config),
        progress_(progress),
        judge_(spec, {}) {}

  /// Whether empty folders will do; where not, this must be run again, with ours.
  bool run(bool thrown_away) {
    thrown_away_ = thrown_away;
    candidates_.clear();
    for (Recorded& trace : traces_) trace.noisy = false;
    Order order(traces_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    round(kUsual, order, &NoisyTrace::first);
    std::reverse(order.begin(), order.end());
    round(kOther, order, &NoisyTrace::second);
    if (noisy() == 0) return true;
    more_rounds(order);
    return name_factors();
  }

  AskedAgain result() && {
    for (auto& [factor, entry] : found_) asked_.noise.push_back(std::move(entry));
    return std::move(asked_);
  }

 private:
  std::size_t noisy() const {
    return static_cast<std::size_t>(std::count_if(
        traces_.begin(), traces_.end(), [](const Recorded& trace) { return trace.noisy; }));
  }

  /// What stands in one of two orders by chance, or at the same place in both of them, shows after
  /// a few more. Nothing is asked here about an original that has agreed with itself.
  void more_rounds(Order order) {
    for (int i = 0; i < kMostMoreRounds; ++i) {
      const std::size_t before = noisy();
      if (before == traces_.size()) return;
      const Settings& like = i % 2 == 0 ? kUsual : kOther;
      const std::uint64_t salt = 0x9e3779b97f4a7c15 * static_cast<std::uint64_t>(2 * i + 3);
      std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return number_of(traces_[a].id) * salt < number_of(traces_[b].id) * salt;
      });
      round({std::to_string(100 + i), like.zone, like.locale}, order, nullptr);
      if (i + 1 >= kFewestMoreRounds && noisy() == before) return;
    }
  }

  /// Asks about all traces in this order. `member`: where the answers of candidates are kept.
  void round(const Settings& settings, const Order& order,
             std::optional<Reply> NoisyTrace::* member) {
    Interview interview(spec_, config_, settings, thrown_away_);
    for (std::size_t begin = 0; begin < order.size(); begin += kBatch) {
      const std::size_t size = std::min(kBatch, order.size() - begin);
      batch(interview, std::span(order).subspan(begin, size), member);
      progress_(calls_ += size);
    }
  }

  void batch(Interview& interview, std::span<const std::size_t> order,
             std::optional<Reply> NoisyTrace::* member) {
    Order asked;
    std::vector<Call> calls;
    const auto arena = std::make_shared<Arena>();
    for (const std::size_t i : order) {
      if (traces_[i].passed_over) continue;
      const Trace trace = read(traces_[i]);
      if (judge_.refusal(trace.outcome) == Refusal::exhausted) continue;
      asked.push_back(i);
      calls.push_back(copied(trace.call, *arena));
    }
    const auto answered = std::make_shared<Arena>();
    const std::vector<Answer> answers = interview.ask(calls, *answered);
    for (std::size_t k = 0; k < asked.size(); ++k) {
      compare(interview, asked[k], answers[k], {answered, {}, answers[k].outcome}, member);
    }
  }

  void compare(Interview& interview, std::size_t i, const Answer& answer, Reply kept,
               std::optional<Reply> NoisyTrace::* member) {
    Recorded& recorded = traces_[i];
    if (answer.asked != Asked::answered) {
      recorded.passed_over = true;
      if (asked_.not_rebuilt++ == 0) asked_.not_rebuilt_reason = answer.reason;
      return;
    }
    const Trace trace = read(recorded);
    const bool agree = interview.agree(trace.call, trace.outcome, answer.outcome);
    if (!agree) recorded.noisy = true;
    if (agree || member == nullptr) return;
    if (!candidates_.contains(i)) {
      if (candidates_.size() >= kMostCandidates) return;
      candidates_[i].recorded = keep(trace);
    }
    NoisyTrace& candidate = candidates_[i];
    kept.call = candidate.recorded.call;
    candidate.*member = std::move(kept);
  }

  /// False: the original reads our folder.
  bool name_factors() {
    std::map<std::size_t, std::string_view> named;
    std::map<std::string_view, std::size_t> counts;
    std::size_t row = 0;
    std::string_view last;
    for (const auto& [i, candidate] : candidates_) {
      const std::string_view factor = FactorFinder(spec_, config_, thrown_away_).find(candidate);
      if (factor == kFolderFactor) return false;
      named[i] = factor;
      ++counts[factor];
      progress_(calls_ += 1);
      row = factor == last ? row + 1 : 1;
      last = factor;
      if (row == kAlikeInARow && counts.size() == 1) break;
    }
    const auto commonest =
        std::max_element(counts.begin(), counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    for (std::size_t i = 0; i < traces_.size(); ++i) {
      if (!traces_[i].noisy) continue;
      const auto it = named.find(i);
      add(traces_[i], it == named.end() ? commonest->first : it->second);
    }
    for (auto& [factor, entry] : found_) {
      std::sort(entry.ids.begin(), entry.ids.end());
      if (entry.ids.size() > kMostNoiseIds) entry.ids.resize(kMostNoiseIds);
    }
    return true;
  }

  void add(const Recorded& recorded, std::string_view factor) {
    NoiseEntry& entry = found_[std::string(factor)];
    entry.factor = factor;
    ++entry.traces;
    entry.ids.push_back(recorded.id);
    const std::string text = to_python(spec_.function, read(recorded).call, kExampleText);
    if (entry.example.empty() || text.size() < entry.example.size()) entry.example = text;
  }

  /// Valid until the next one is read.
  Trace read(const Recorded& recorded) {
    Trace trace;
    TraceHeader ignored;
    padded_ = recorded.line;
    padded_.append(JsonReader::kPadding, '\0');
    reader_.read_line(std::string_view(padded_).substr(0, recorded.line.size()), trace, ignored);
    return trace;
  }

  static Call copied(const Call& call, Arena& arena) {
    const ValueView parts[] = {call.args, call.kwargs};
    const std::vector<NodeId> ids = copy(parts, arena);
    return {arena.view(ids[0]), arena.view(ids[1])};
  }

  /// The trace with values of its own.
  static Reply keep(const Trace& trace) {
    const auto arena = std::make_shared<Arena>();
    const Outcome& outcome = trace.outcome;
    Reply kept{arena, copied(trace.call, *arena), {}};
    const auto own = [&](ValueView value) { return arena->view(copy(value, *arena)); };
    if (outcome.after) kept.outcome.after = {own(outcome.after.args), own(outcome.after.kwargs)};
    if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
      const ValueView message = raised->message ? own(raised->message) : ValueView();
      kept.outcome.result = Raised{own(raised->type), message, raised->deliberate};
    } else {
      kept.outcome.result = Returned{own(std::get<Returned>(outcome.result).value)};
    }
    return kept;
  }

  const Spec& spec_;
  std::vector<Recorded> traces_;
  const OracleConfig& config_;
  const std::function<void(std::uint64_t)>& progress_;
  Judge judge_;
  JsonReader reader_;
  std::string padded_;
  bool thrown_away_ = true;
  std::uint64_t calls_ = 0;
  std::map<std::size_t, NoisyTrace> candidates_;
  std::map<std::string, NoiseEntry> found_;
  AskedAgain asked_;
};

}  // namespace

void TraceChoice::offer(std::string_view id) {
  const std::uint64_t number = number_of(id);
  if (ids_.size() >= kMostAskedAgain) {
    if (number >= *ids_.rbegin()) return;
    if (ids_.insert(number).second) ids_.erase(std::prev(ids_.end()));
    return;
  }
  ids_.insert(number);
}

bool TraceChoice::has(std::string_view id) const { return ids_.contains(number_of(id)); }

AskedAgain ask_again(const Spec& spec, const std::vector<std::string>& files, Damaged damaged,
                     const TraceChoice& choice, const OracleConfig& config,
                     const std::function<void(std::uint64_t)>& progress) {
  AskedAgain none;
  try {
    Investigation investigation(spec, chosen_traces(files, damaged, choice), config, progress);
    if (!investigation.run(true)) investigation.run(false);
    return std::move(investigation).result();
  } catch (const OracleError& error) {
    none.missing = error.what();
  }
  return none;
}

}  // namespace portproof
