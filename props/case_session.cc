// What a stage that makes cases works with: the plan of calls, the original, the generator.
#include "props/case_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "corpus/reader.h"
#include "props/inputs_of_cases.h"
#include "replay/files.h"
#include "replay/inputs.h"
#include "replay/judge_recording.h"
#include "replay/original.h"
#include "replay/sealed_asker.h"

namespace portproof {
namespace {

/// What the port's types do not hold; nothing where that is not known, of a port in Python or of
/// one that does not start: judging will tell.
std::optional<Gaps> gaps_of(const GateOptions& options, const Spec& spec,
                            const std::vector<std::string>& files) {
  if (!options.port.empty()) return std::nullopt;
  const SupervisorConfig config = sealing_config(options, spec, files);
  SealedAsker asker(config, spec);
  Ending ending;
  if (!asker.start(ending)) return std::nullopt;
  const Message message = parse_message(asker.described());
  asker.end();
  if (!message.load || !message.load->port) return std::nullopt;
  return message.load->port->fit.gaps;
}

CallPlan plan_of(const GateOptions& options, const Spec& spec, const Gaps& gaps,
                 const std::vector<std::string>& files) {
  const std::vector<KeptTrace> recorded = sample_recorded(files);
  std::vector<Call> calls;
  calls.reserve(recorded.size());
  for (const KeptTrace& trace : recorded) calls.push_back(trace.call);
  CallPlan plan = plan_calls(spec, gaps, calls);
  if (plan.obstacles.empty()) return plan;
  throw SpecError(fmt::format("{}: no calls can be generated: {}", options.spec,
                              fmt::join(plan.obstacles, "; ")));
}

/// The original is looked for where its file lies too, from wherever the gate is run.
OracleConfig oracle_of(const GateOptions& options, const Spec& spec, const TraceHeader& header,
                       const std::string& recording, const std::string& scratch) {
  OracleConfig config = original_of(spec, options.python, options.pythonpath);
  const std::string folder = original_folder(header.module_file, recording);
  if (!folder.empty()) config.pythonpath.push_back(folder);
  config.effects = EffectRules{spec.effects, scratch};
  config.patience = std::min(options.timeout_seconds, kPatience);
  config.prints = false;
  // What is generated, and what an original with sets answers, is the same every time.
  config.environment = {{"PYTHONHASHSEED", "0"}};
  return config;
}

}  // namespace

CaseSession::CaseSession(const GateOptions& options, const Spec& spec,
                         const std::vector<std::string>& files)
    : options_(options),
      spec_(spec),
      headers_(headers_of(files, spec)),
      gaps_(gaps_of(options, spec, files)),
      plan_(plan_of(options, spec, gaps_.value_or(Gaps{}), files)),
      oracle_(oracle_of(options, spec, headers_[0], files[0], scratch_.path())),
      original_(oracle_),
      constants_(constants_of(original_.literals())),
      generator_(plan_, constants_, spec.relations),
      inputs_(describe_inputs(options, files, headers_)) {
  const OriginalInfo info = original_.info();
  inputs_.python = fmt::format("{} ({})", info.python, info.interpreter);
  for (const TraceHeader& header : headers_) {
    if (header.file_sha256.empty() || info.file_sha256 == header.file_sha256) continue;
    inputs_.freshness = "stale";
    stale_ = fmt::format(
        "{} imports {}, which is not the file that was recorded: name its "
        "interpreter by --python, or record and mine again",
        info.interpreter, info.module_file);
  }
}

CaseTotals CaseSession::record(const std::string& path, std::uint64_t cases) {
  return record(path, cases, [this](std::uint64_t index, const Effort& effort, Arena& arena) {
    RandomDraws draws(options_.seed, Stream::calls, index);
    return generator_.generate(draws, effort, arena);
  });
}

CaseTotals CaseSession::record_all(const std::string& path, const Enumeration& enumeration) {
  return record(path, *enumeration.count(),
                [&enumeration](std::uint64_t index, const Effort&, Arena& arena) {
                  return enumeration.call(index, arena);
                });
}

Enumeration CaseSession::enumerate(std::uint32_t size, const std::string& alphabet) const {
  constexpr std::size_t kLetters = 5;
  const std::u32string letters =
      alphabet.empty() ? alphabet_of(constants_, kLetters) : code_points_of(alphabet);
  Enumeration enumeration(plan_, size, letters);
  if (enumeration.count()) return enumeration;
  throw UsageError(
      fmt::format("--exhaustive {}: there are more than {} such calls, or an argument that has no "
                  "small values: take a smaller size, or --alphabet",
                  size, Enumeration::kMost));
}

CaseTotals CaseSession::record(const std::string& path, std::uint64_t cases, CaseMaker maker) {
  CaseConfig config;
  config.seed = options_.seed;
  config.cases = cases;
  config.patience = oracle_.patience;
  config.today = today();
  config.progress = options_.progress;
  config.interrupted = options_.interrupted;
  TraceHeader header = headers_[0];
  header.again.clear();
  header.unrecorded.clear();
  const OriginalInfo info = original_.info();
  header.module_file = info.module_file;
  header.file_sha256 = info.file_sha256;
  return CaseRecorder(spec_, std::move(maker), original_, config).run(path, header);
}

}  // namespace portproof
