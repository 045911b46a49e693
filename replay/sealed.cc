// Asks a sample of calls again in sealed processes, judges the answers here, and compares.
#include "replay/sealed.h"

#include <fmt/format.h>

#include <span>

#include "corpus/reader.h"
#include "replay/confine.h"
#include "replay/fault.h"
#include "replay/sealed_asker.h"
#include "specs/codec.h"
#include "specs/judge.h"
#include "specs/noise.h"

namespace portproof {
namespace {

constexpr std::size_t kBatchCalls = 32;
constexpr std::size_t kBatchBytes = std::size_t{1} << 16;
constexpr std::size_t kMostUnsealed = 3;
constexpr const char* kSealed = "in a process that reads no files and has no Python";

class SealCheck {
 public:
  SealCheck(RunTotals& totals, const SupervisorConfig& config, const Spec& spec)
      : totals_(totals),
        config_(config),
        spec_(spec),
        judge_(spec, {config.today}),
        noise_(spec),
        asker_(config, spec),
        finder_(config.worker, spec, {config.timeout_seconds, config.interrupted}),
        described_(to_message(LoadReport{{}, totals.port})) {
    answers_.check_ids(false);
  }

  SealReport run() {
    const std::vector<SampledCall>& calls = totals_.sampled;
    asker_.launch();
    for (std::size_t begin = 0; begin < calls.size();) {
      const std::uint32_t file = CallIndex::unpack(calls[begin].index).file;
      std::size_t end = begin;
      while (end < calls.size() && CallIndex::unpack(calls[end].index).file == file) ++end;
      check_file(file, {calls.data() + begin, end - begin});
      begin = end;
    }
    SealReport report{asked_ - related_, ""};
    if (related_ > 0) {
      report.missing =
          fmt::format("{} answers are for the relation to judge, which needs Python", related_);
    } else if (!asker_.confined()) {
      report.missing = "this kernel has no Landlock: files and the gate's memory were in reach";
    } else if (!can_filter_calls()) {
      report.missing = "this kernel has no seccomp filters: other processes were in reach";
    }
    return report;
  }

 private:
  void check_file(std::uint32_t file, std::span<const SampledCall> calls) {
    TraceReader reader(config_.worker.corpus[file], config_.worker.damaged);
    std::vector<Asking> batch;
    std::size_t bytes = 0;
    Trace trace;
    for (const SampledCall& call : calls) {
      reader.skip_to(CallIndex::unpack(call.index).line);
      if (reader.read(trace) != TraceReader::Line::trace) continue;
      batch.push_back({call, std::string(reader.text()), asking_line(trace.call)});
      bytes += batch.back().asked.size();
      if (batch.size() < kBatchCalls && bytes < kBatchBytes) continue;
      check(batch);
      batch.clear();
      bytes = 0;
    }
    check(batch);
  }

  void check(std::span<const Asking> questions) {
    Ending ending;
    if (questions.empty() || found_ >= kMostUnsealed || is_interrupted()) return;
    if (!asker_.start(ending)) return add_unloadable(ending);
    if (asker_.described() != described_) return add_other_port();
    const std::vector<std::string> answers = asker_.ask(questions);
    const bool all = answers.size() == questions.size();
    const SealedEnding ended = all ? SealedEnding{} : asker_.end();  // comparing may start another
    for (std::size_t i = 0; i < answers.size(); ++i) compare(questions[i], {answers[i], {}});
    asked_ += answers.size();
    if (all) return;
    const std::span<const Asking> rest = questions.subspan(answers.size());
    if (asker_.is_pardoned(ended)) return check(rest);
    check_singly(rest, ended);
  }

  bool is_interrupted() {
    totals_.interrupted = totals_.interrupted || (config_.interrupted && config_.interrupted());
    return totals_.interrupted;
  }

  /// On one of these questions the process has ended: on which one shows when each waits for its
  /// answer.
  void check_singly(std::span<const Asking> questions, const SealedEnding& together) {
    bool ended = false;
    for (const Asking& question : questions) {
      Ending ending;
      if (found_ >= kMostUnsealed || is_interrupted()) return;
      if (!asker_.start(ending)) return add_unloadable(ending);
      const SealedAnswer answer = asker_.ask_one(question.asked);
      ended = ended || !answer.text;
      compare(question, answer);
      ++asked_;
    }
    // One that was too slow for us did not end by itself.
    if (ended || together.killed_by_us || found_ >= kMostUnsealed) return;
    add(questions.back(), "state", "the port ends its process after other calls",
        text_of(together.how));
  }

  /// The verdict on a sealed answer; nothing where it cannot be judged here.
  std::optional<VerdictKind> verdict(const Asking& question, const SealedAnswer& answer,
                                     std::string* text = nullptr) {
    Trace trace, answered;
    TraceHeader ignored;
    const std::string line = padded(question.line);
    recorded_.read_line(line, trace, ignored);
    Outcome observed;
    std::string reply;
    if (!answer.text) {
      observed.result = Faulted{answer.ending.signal, answer.ending.exit_code, kSealed};
    } else if (answer.text->empty()) {
      return judge_.unsupported(trace.call, trace.outcome, "").kind;
    } else {
      reply = padded(*answer.text);
      try {
        answers_.read_line(reply, answered, ignored);
        observed = answered.outcome;
      } catch (const CodecError&) {
        observed.result = Faulted{0, 0, "the port writes over its answers"};
      }
    }
    if (text != nullptr) *text = outcome_text(observed, kShownText);
    if (judge_.needs_relation(trace.call, trace.outcome, observed)) return std::nullopt;
    return noise_.judge(judge_, trace, trace.outcome, observed).kind;
  }

  void compare(const Asking& question, const SealedAnswer& answer) {
    // What came of the original then says nothing of the port.
    const VerdictKind said = question.call.verdict;
    if (said == VerdictKind::inconclusive) return;
    if (config_.worker.live && said == VerdictKind::unsupported) return;
    const auto sealed = verdict(question, answer);
    if (!sealed) ++related_;
    if (!sealed || *sealed == said || found_ >= kMostUnsealed) return;
    // Such a run never passes, and each rerun starts an interpreter.
    if (drifts_ >= kMostUnsealed) return;
    const CallIndex index = CallIndex::unpack(question.call.index);
    const FaultFinder::Rerun rerun = finder_.run({index.packed()}, config_.timeout_seconds);
    // A live original that answers otherwise now than when it was recorded is no lie of the port's.
    if (rerun.report.drifted > 0) {
      ++drifts_;
      return note_drift(rerun.report);
    }
    const auto fast = rerun.verdict(index);
    asker_.end();
    Ending ending;
    if (!asker_.start(ending)) return add_unloadable(ending);
    std::string text;
    const auto alone = verdict(question, asker_.ask_one(question.asked), &text);
    if (fast == alone) {
      add(question, "state", "the port answers otherwise after other calls",
          "(another answer, after other calls)");
    } else if (answer_of(question, MemoryFill::odd) != text) {
      add(question, "unstable", "the port answers one call otherwise in another process", text);
    } else if (answer_of(question, MemoryFill::zeros) != text) {
      add(question, "unstable", "the port reads memory that it has not written", text);
    } else {
      add(question, "integrity", "the port answers otherwise where it cannot see that it is judged",
          text);
    }
  }

  /// Of another process, in which memory that nobody has written holds `fill`.
  std::string answer_of(const Asking& question, MemoryFill fill) {
    SealedAsker other(config_, spec_, fill);
    Ending ending;
    std::string text;
    if (other.start(ending)) verdict(question, other.ask_one(question.asked), &text);
    return text;
  }

  /// Where nothing else has said so yet.
  void note_drift(const BlockReport& report) {
    if (totals_.drifted > 0) return;
    totals_.drifted = report.drifted;
    totals_.drift = report.drift;
  }

  static std::string text_of(const Ending& ending) {
    return outcome_text(Outcome{Faulted{ending.signal, ending.exit_code, ""}, {}}, kShownText);
  }

  void add_other_port() {
    found_ = kMostUnsealed;
    LooseFinding finding;
    finding.kind = "integrity";
    finding.title = "the port is registered otherwise where it cannot see that it is judged";
    totals_.loose.push_back(std::move(finding));
  }

  void add_unloadable(const Ending& ending) {
    found_ = kMostUnsealed;
    LooseFinding finding;
    finding.kind = "integrity";
    finding.title = fmt::format("the port does not start in a process that reads no files: it {}",
                                text_of(ending));
    finding.reason = about_files(nullptr);
    totals_.loose.push_back(std::move(finding));
  }

  /// What the port wants to read, where it is that which makes the difference.
  std::string about_files(const Asking* question) {
    const auto files = asker_.kept_away(question);
    if (!files)
      return "where it reads a file when it is called: `gate.reads` of the spec allows that";
    std::string words;
    for (const std::string& file : *files) {
      words += (words.empty() ? "" : "; ") + wanted_words(file, config_.secrets);
    }
    return words;
  }

  void add(const Asking& question, const std::string& kind, const std::string& title,
           const std::string& observed) {
    ++found_;
    for (LooseFinding& known : totals_.loose) {
      if (known.title == title) return void(++known.count);
    }
    Trace trace;
    TraceHeader ignored;
    const std::string line = padded(question.line);
    recorded_.read_line(line, trace, ignored);
    LooseFinding finding;
    finding.kind = kind;
    finding.title = title;
    finding.call = to_python(spec_.function, trace.call, kShownText);
    finding.expected = outcome_text(trace.outcome, kShownText);
    finding.observed = observed;
    finding.reason = fmt::format(
        "{} in the gate's own worker, not in a process that reads no files and has no Python",
        verdict_name(question.call.verdict));
    const std::string files = kind == "integrity" ? about_files(&question) : "";
    if (!files.empty()) finding.reason += "; " + files;
    finding.trace = question.line;
    finding.index = question.call.index;
    finding.id = trace.id;
    totals_.loose.push_back(std::move(finding));
  }

  RunTotals& totals_;
  const SupervisorConfig& config_;
  const Spec& spec_;
  Judge judge_;
  NoiseIndex noise_;
  SealedAsker asker_;
  FaultFinder finder_;
  std::string described_;  // the port, by the worker that was asked first
  JsonReader recorded_, answers_;
  std::uint64_t asked_ = 0, related_ = 0;
  std::size_t found_ = 0, drifts_ = 0;
};

}  // namespace

SealReport ask_again_sealed(RunTotals& totals, const SupervisorConfig& config, const Spec& spec) {
  if (!spec.effects.empty()) {
    return {0, fmt::format("the spec allows effects ({}), which no sealed process may have",
                           fmt::join(spec.effects, ", "))};
  }
  if (totals.sampled.empty()) return {0, "there is no call that could be asked again"};
  return SealCheck(totals, config, spec).run();
}

}  // namespace portproof
