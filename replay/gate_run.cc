// Runs the replay of one gate: spec, corpus and port in, a Result out.
#include "replay/gate_run.h"

#include <fmt/chrono.h>

#include <chrono>
#include <ctime>
#include <future>

#include "corpus/reader.h"
#include "replay/input_watch.h"
#include "replay/inputs.h"
#include "replay/judge_recording.h"
#include "replay/spec_file.h"

namespace portproof {

std::string today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

namespace {

using Clock = std::chrono::steady_clock;

Result replay(const GateOptions& options, const std::vector<std::string>& files,
              const InputWatch& watch) {
  Recording recording;
  recording.files = files;
  recording.spec_file = options.spec;
  recording.spec = spec_from_file(options.spec);
  std::vector<TraceHeader> headers;
  for (const std::string& file : files) {
    TraceReader reader(file);
    reader.require_function(recording.spec.function);
    reader.require_freeze(recording.spec.freeze, "the spec says", "mine again");
    headers.push_back(reader.header());
  }
  recording.inputs = describe_inputs(options, files, headers);
  return judge_recording(options, recording, watch);
}

}  // namespace

Result run_replay(const GateOptions& options) {
  const Clock::time_point start = Clock::now();
  const std::vector<std::string> files = all_files(options.corpus);
  const InputWatch watch(options.spec, files);
  std::future<std::string> gate = std::async(std::launch::async, gate_sha256, options);
  Result result;
  try {
    result = replay(options, files, watch);
  } catch (...) {
    watch.require_unchanged();  // else what was met there came of that
    throw;
  }
  watch.require_unchanged();
  result.inputs.spec_sha256 = watch.spec_sha256();
  result.inputs.corpus_sha256 = watch.corpus_sha256();
  result.inputs.gate_sha256 = gate.get();
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return result;
}

}  // namespace portproof
