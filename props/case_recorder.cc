// Makes cases, asks the original about them, and writes down what it answered: a recording.
#include "props/case_recorder.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "specs/codec.h"
#include "specs/domain/clause.h"

namespace portproof {
namespace {

/// Few: after one that took too long, the next ones are to be smaller.
constexpr std::uint64_t kBatchCases = 64;
constexpr std::uint32_t kShortestSteered = 4;
/// An original that is slow on whatever it is asked would take hours.
constexpr std::uint64_t kMostTimeOuts = 40;
/// Bytes of a trace, and how many times longer than its call it is.
constexpr std::size_t kLongAnswer = 1 << 16, kLongAnswerFactor = 8;
constexpr std::int64_t kLeastGreatest = 20, kIntCut = 16;
/// One case in three may leave the clauses.
constexpr std::uint64_t kLeaving = 3;
/// Sizes go round and round; coprime to their number, the step comes to each of them.
constexpr std::uint64_t kSizes = 34, kLeastSize = 3, kSizeStep = 7;

}  // namespace

/// Cases that are asked together. Each has an arena: their views must live until the answers came.
struct CaseRecorder::Batch {
  std::vector<std::unique_ptr<Arena>> arenas;
  std::vector<Call> calls;
  std::vector<std::string> texts;  // of the calls
};

void Extent::add(ValueView value) {
  std::vector<ValueView> open = {value};
  while (!open.empty()) {
    const ValueView next = open.back();
    open.pop_back();
    longest = std::max(longest, length_of(next).value_or(0));
    if (next.is(Kind::big_integer)) greatest = UINT64_MAX;
    if (next.is(Kind::integer)) {
      const auto bits = static_cast<std::uint64_t>(next.integer());
      greatest = std::max(greatest, next.integer() < 0 ? 0 - bits : bits);
    }
    if (!has_children(next.kind())) continue;
    for (std::uint32_t i = 0; i < next.size(); ++i) open.push_back(next[i]);
  }
}

CaseRecorder::CaseRecorder(const Spec& spec, CaseMaker maker, WorkerOracle& original,
                           const CaseConfig& config)
    : spec_(spec),
      maker_(std::move(maker)),
      original_(original),
      config_(config),
      judge_(spec, {config.today}),
      binder_(spec),
      refusals_(spec),
      tally_(spec, 0) {}

Effort CaseRecorder::effort_of(std::uint64_t index) const {
  Effort effort;
  effort.size = static_cast<std::uint32_t>(kLeastSize + index * kSizeStep % kSizes);
  effort.longest = totals_.longest;
  effort.greatest = totals_.greatest;
  effort.leaves = index % kLeaving == kLeaving - 1;
  return effort;
}

/// The next cases whose calls were not asked before. The answers to the batch before this one are
/// not there yet: how large values may be is by the one before that.
void CaseRecorder::make(Batch& batch) {
  batch.calls.clear();
  batch.texts.clear();
  std::string text;
  for (std::uint64_t i = 0; i < kBatchCases && next_ < config_.cases; ++i, ++next_) {
    if (batch.arenas.size() <= batch.calls.size()) {
      batch.arenas.push_back(std::make_unique<Arena>());
    }
    const Call call = maker_(next_, effort_of(next_), *batch.arenas[batch.calls.size()]);
    text.clear();
    write_call(text, call);
    ++totals_.cases;
    if (known_.insert(call_hash(text)).second) {
      batch.calls.push_back(call);
      batch.texts.push_back(std::move(text));
    } else {
      ++totals_.repeated;
    }
  }
}

/// A short call with a very long answer would, made larger, have one that takes long too.
void CaseRecorder::curb(const Call& call, std::size_t answer) {
  std::string text;
  write_call(text, call);
  if (answer > kLongAnswerFactor * text.size()) shrink_effort(call);
}

/// After a call that took too long: what may have been the reason gets smaller from the next batch
/// on. A long value is the likelier one; a large int is a count of something.
void CaseRecorder::shrink_effort(const Call& call) {
  Extent extent;
  extent.add(call.args);
  extent.add(call.kwargs);
  if (extent.greatest > static_cast<std::uint64_t>(kLeastGreatest) &&
      extent.greatest > extent.longest) {
    const auto most =
        static_cast<std::int64_t>(std::min<std::uint64_t>(extent.greatest / kIntCut, INT64_MAX));
    totals_.greatest = std::max(kLeastGreatest, std::min(totals_.greatest, most));
  } else if (extent.longest > kShortestSteered) {
    const auto most =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(extent.longest / 2, UINT32_MAX));
    totals_.longest = std::max(kShortestSteered, std::min(totals_.longest, most));
  }
}

/// Counts a call that the original refuses, and learns from those that it does not.
void CaseRecorder::take_refusal(const Call& call, const Outcome& outcome) {
  const bool bound = binder_.bind(call, Defaults::fill, bound_);
  const Refusal refusal = judge_.refusal(outcome);
  if (refusal == Refusal::answer) {
    if (bound) refusals_.accepted(bound_.values);
    return;
  }
  const std::string type(std::get<Raised>(outcome.result).type.text());
  ++totals_.refused;
  ++totals_.refusals[type];
  // Running out of something is no matter of the arguments' relations.
  if (bound && refusal == Refusal::refused) refusals_.refused(type, bound_.values);
}

void CaseRecorder::take_answer(const Call& call, const Answer& answer, std::string& out) {
  if (answer.asked == Asked::answered && !answer.line.empty()) {
    out += answer.line;
    out += '\n';
    ++totals_.written;
    if (answer.line.size() > kLongAnswer) curb(call, answer.line.size());
    if (judge_.where(call, nullptr) == Where::inside) ++totals_.inside;
    take_refusal(call, answer.outcome);
    return;
  }
  const Outcome nothing{Returned{call.args}, {}};
  Outcome expected = answer.asked == Asked::unsupported ? nothing : answer.outcome;
  const auto* faulted = std::get_if<Faulted>(&answer.outcome.result);
  // A process that is waited for no longer is ended.
  if (answer.asked == Asked::answered && faulted != nullptr && faulted->signal == SIGKILL) {
    expected.result = TimedOut{config_.patience};
    ++totals_.timed_out;
    shrink_effort(call);
  }
  Trace trace;
  trace.call = call;
  const std::string line = content_line(call, nothing);
  tally_.add_not_called({0, 2}, trace, line, expected, verdict_on(call, answer, expected), true);
}

/// On a call that was not answered with an outcome to compare.
Verdict CaseRecorder::verdict_on(const Call& call, const Answer& answer,
                                 const Outcome& expected) const {
  switch (answer.asked) {
    case Asked::effect:
      return judge_.effect(call, answer.reason);
    case Asked::answered:
      return judge_.judge(call, expected, Outcome{Returned{call.args}, {}});
    default:
      return Judge::no_answer(answer.reason);
  }
}

void CaseRecorder::take(const Batch& batch, std::vector<WorkerReply> replies, std::string& out) {
  tally_.start(0, 0);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    answered_.clear();
    take_answer(batch.calls[i], original_.read(batch.calls[i], std::move(replies[i]), answered_),
                out);
  }
  unanswered_.add(tally_.report());
}

CaseTotals CaseRecorder::run(const std::string& path, const TraceHeader& header) {
  std::ofstream file(path, std::ios::binary);
  file << header_line(header) << '\n';
  Batch asked, next;
  std::string out;
  make(asked);
  original_.begin(std::move(asked.texts));
  for (std::uint64_t made = 0; made < next_;) {
    made = next_;
    const bool goes_on = !totals_.interrupted && totals_.timed_out < kMostTimeOuts;
    if (goes_on) make(next);  // while the original answers
    std::vector<WorkerReply> replies = original_.collect();
    if (goes_on) original_.begin(std::move(next.texts));
    out.clear();
    take(asked, std::move(replies), out);
    file << out;
    if (config_.progress) config_.progress(made);
    totals_.interrupted = config_.interrupted && config_.interrupted();
    std::swap(asked, next);
  }
  if (next_ < config_.cases && totals_.timed_out >= kMostTimeOuts) {
    totals_.stopped = fmt::format(
        "stopped after {} calls that took the original longer than {:g} s: {} of {} cases were "
        "made",
        kMostTimeOuts, config_.patience, next_, config_.cases);
  }
  file.close();
  if (!file) throw std::system_error(errno, std::generic_category(), path);
  totals_.unanswered = unanswered_.take();
  totals_.proposed = refusals_.finish();
  return std::move(totals_);
}

}  // namespace portproof
