// Judges the calls of recordings, of a corpus or made by a stage, and makes a Result of them.
#include "replay/judge_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <thread>

#include "corpus/reader.h"
#include "oracle/scratch_folder.h"
#include "replay/files.h"
#include "replay/port_executable.h"
#include "replay/result_builder.h"
#include "replay/sealed.h"
#include "replay/shadowed.h"
#include "replay/state.h"
#include "specs/waivers.h"

namespace portproof {
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Where the traces with these ids stand, as packed indices. Throws UsageError where one stands
/// nowhere, or not in the file of the last.
std::vector<std::uint64_t> find_traces(const std::vector<std::string>& files, Damaged damaged,
                                       const std::vector<std::string>& ids) {
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    std::map<std::string, std::uint64_t, std::less<>> found;
    TraceReader reader(files[file], damaged);
    Trace trace;
    while (found.size() < ids.size() && reader.next(trace)) {
      if (std::find(ids.begin(), ids.end(), trace.id) == ids.end()) continue;
      found.emplace(trace.id, CallIndex{file, trace.line}.packed());
    }
    if (!found.contains(ids.back())) continue;
    std::vector<std::uint64_t> sequence;
    for (const std::string& id : ids) {
      const auto it = found.find(id);
      if (it == found.end()) {
        throw UsageError(
            fmt::format("--only {}: not in the file of the last one ({})", id, files[file]));
      }
      sequence.push_back(it->second);
    }
    return sequence;
  }
  throw UsageError(fmt::format("--only {}: no trace of the corpus has this id", ids.back()));
}

std::vector<std::string> ids_of(const std::string& only) {
  std::vector<std::string> ids;
  std::istringstream text(only);
  for (std::string id; std::getline(text, id, ',');) ids.push_back(id);
  if (ids.empty()) throw UsageError("--only: names no trace");
  return ids;
}

/// At least as many as the longest of these files has: a worker without a block would only be
/// started.
std::uint64_t most_blocks(const std::vector<std::string>& files) {
  constexpr std::uint64_t kShortestLine = 50;  // bytes; an id alone has 24
  std::uint64_t most = 1;
  for (const std::string& file : files) {
    if (file.ends_with(".zst")) return std::numeric_limits<std::uint64_t>::max();
    std::error_code unknown;
    const std::uint64_t size = fs::file_size(file, unknown);
    if (!unknown) most = std::max(most, size / (kShortestLine * kBlockLines) + 1);
  }
  return most;
}

WorkerConfig worker_config(const GateOptions& options, const Recording& recording) {
  const Spec& spec = recording.spec;
  const std::vector<std::string>& files = recording.files;
  WorkerConfig config;
  config.function = spec.function;
  config.spec = recording.spec_file;
  config.corpus = files;
  config.damaged = options.damaged;
  config.port = options.port;
  config.live = options.live;
  config.interpreter = options.live || !options.port.empty() || !spec.compare.relation.empty();
  config.effects = spec.effects;
  config.python = options.python;
  config.pythonpath = options.pythonpath;
  config.min_matches = spec.gate.min_matches;
  const std::uint64_t cores = std::max(1U, std::thread::hardware_concurrency());
  config.jobs = std::min(options.jobs != 0 ? options.jobs : cores, most_blocks(files));
  if (!options.only.empty()) {
    config.sequence = find_traces(files, options.damaged, ids_of(options.only));
    config.jobs = 1;
  }
  return config;
}

/// A name that cannot be one is wrong usage, said before any process starts.
void require_python_name(const std::string& port) {
  constexpr std::string_view kScheme = "python:";
  const std::size_t colon =
      port.starts_with(kScheme) ? port.find(':', kScheme.size()) : std::string::npos;
  if (colon != std::string::npos && colon > kScheme.size() && colon + 1 < port.size()) return;
  throw UsageError(fmt::format("--port {}: write python:MODULE:NAME", port));
}

/// How many calls are asked again in sealed processes (`gate.sealed`).
std::size_t sample_size(const Spec& spec) {
  constexpr std::size_t kSealedCalls = 2000;
  for (const auto& [name, json] : spec.gate.kept) {
    if (name == "sealed" && json == "\"all\"") return std::numeric_limits<std::size_t>::max();
  }
  return kSealedCalls;
}

/// What no spec can let a port read.
std::vector<Secret> secrets(const GateOptions& options, const std::vector<std::string>& files) {
  std::vector<Secret> all;
  for (const std::string& path : options.corpus) all.push_back({"the corpus", path});
  for (const std::string& file : files) all.push_back({"the corpus", file});
  all.insert(all.end(), options.outputs.begin(), options.outputs.end());
  return all;
}

/// A port could leave itself the answers where a sealed one may read, or become another one.
void note_changed(RunTotals& totals, const std::vector<std::string>& paths,
                  const std::string& before, const std::string& what) {
  if (state_of(paths) == before) return;
  LooseFinding finding;
  finding.kind = "integrity";
  finding.title = what + " was changed while the port was judged";
  totals.loose.push_back(std::move(finding));
}

/// What diverged, alone; then a sample where the port cannot know that it is judged.
SealReport ask_again(RunTotals& totals, const SupervisorConfig& config, const Spec& spec) {
  set_apart_state(totals, config.worker, spec, {config.timeout_seconds, config.interrupted});
  const Clock::time_point sealing = Clock::now();
  SealReport seal = config.worker.port.empty() ? ask_again_sealed(totals, config, spec)
                                               : ask_again_shadowed(totals, config, spec);
  seal.seconds = since(sealing);
  return seal;
}

/// Every trace has one verdict, and no other call has any: what a process says of its calls may not
/// be its worker's word.
void note_missing(RunTotals& totals, const std::vector<std::vector<LineBlock>>& files) {
  if (totals.interrupted || !totals.stopped.empty()) return;
  std::uint64_t traces = 0, missing = 0, made_up = 0;
  auto judged = std::move(totals.judged);  // not needed again
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    for (std::uint64_t block = 0; block < files[file].size(); ++block) {
      const LineBlock& lines = files[file][block];
      const auto found = judged.extract({file, block});
      const std::uint64_t calls = found ? found.mapped() : 0;
      traces += lines.traces;
      if (calls < lines.traces) missing += lines.traces - calls;
      if (calls > lines.lines) made_up += calls - lines.lines;
    }
  }
  for (const auto& [place, calls] : judged) made_up += calls;
  LooseFinding finding;
  finding.kind = "integrity";
  if (missing != 0) {
    finding.title = fmt::format(
        "the port's process says that all is judged, but {} of {} recorded calls have no verdict",
        missing, traces);
  } else {
    finding.title =
        fmt::format("the port's process tells verdicts on {} calls that no recording has", made_up);
  }
  if (missing != 0 || made_up != 0) totals.loose.push_back(std::move(finding));
}

}  // namespace

SupervisorConfig sealing_config(const GateOptions& options, const Spec& spec,
                                const std::vector<std::string>& files) {
  SupervisorConfig config;
  config.secrets = secrets(options, files);
  config.reads = readable_paths(spec, options.spec, config.secrets);
  config.secrets.push_back({"the spec", options.spec});
  config.timeout_seconds = options.timeout_seconds;
  config.interrupted = options.interrupted;
  return config;
}

namespace {

/// What workers are told, and what else a run of them needs. `scratch`: of a live original.
SupervisorConfig supervisor_config(const GateOptions& options, const Recording& recording,
                                   std::optional<ScratchFolder>& scratch) {
  SupervisorConfig config = sealing_config(options, recording.spec, recording.files);
  config.today = today();  // asked once: one day, also at midnight
  config.worker = worker_config(options, recording);
  config.worker.today = config.today;
  // Here, not in the workers: it goes however they end.
  if (options.live) config.worker.scratch = scratch.emplace().path();
  config.progress = options.progress;
  config.seed = options.seed;
  config.sample = sample_size(recording.spec);
  return config;
}

/// Asks again what was judged, in processes that know nothing, and lets the stage refine it.
SealReport settle(RunTotals& totals, const SupervisorConfig& config, const Recording& recording,
                  const Spec& spec) {
  SealReport seal;
  try {
    if (!totals.interrupted && totals.stopped.empty()) seal = ask_again(totals, config, spec);
    if (recording.refine) recording.refine(totals, config, spec);
  } catch (const Interrupted&) {
    totals.interrupted = true;
  }
  end_orphans();
  return seal;
}

}  // namespace

Result judge_recording(const GateOptions& options, const Recording& recording,
                       const InputWatch& watch) {
  if (!options.port.empty()) require_python_name(options.port);
  std::optional<ScratchFolder> scratch;
  const SupervisorConfig config = supervisor_config(options, recording, scratch);
  Spec spec = recording.spec;
  ResultBuilder builder(options, spec, recording.files, recording.inputs);
  if (options.damaged == Damaged::passed_over) builder.damaged(damaged_lines(recording.files));
  builder.expired(expired_waivers(spec, config.today));
  std::vector<std::string> port;
  if (options.port.empty()) port.push_back(port_executable().path);
  const std::string reads = state_of(config.reads), program = state_of(port);
  RunTotals totals = supervise(config, spec);
  if (totals.port) {
    builder.port(*totals.port);
    if (!totals.port->fit.unsupported.empty()) return builder.unsupported(totals.port->fit);
    compare_alike(totals.port->fit.alike, spec.compare);
  }
  if (options.only.empty() && options.damaged == Damaged::refused) {
    note_missing(totals, watch.blocks());
  }
  const SealReport seal = settle(totals, config, recording, spec);
  note_changed(totals, config.reads, reads, "what the port may read (gate.reads)");
  note_changed(totals, port, program, "the executable that holds the port");
  builder.sealed(seal, config.reads);
  return builder.build(totals);
}

}  // namespace portproof
