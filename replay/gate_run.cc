// Runs the replay of one gate: spec, corpus and port in, a Result out.
#include "replay/gate_run.h"

#include <fmt/chrono.h>

#include <ctime>

#include "replay/inputs.h"
#include "replay/judge_recording.h"
#include "replay/spec_file.h"
#include "replay/watched.h"

namespace portproof {

std::string today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

namespace {

Result replay(const GateOptions& options, const std::vector<std::string>& files,
              const InputWatch& watch) {
  Recording recording;
  recording.files = files;
  recording.spec_file = options.spec;
  recording.spec = spec_from_file(options.spec);
  recording.inputs = describe_inputs(options, files, headers_of(files, recording.spec));
  return judge_recording(options, recording, watch);
}

}  // namespace

Result run_replay(const GateOptions& options) { return watched(options, replay); }

}  // namespace portproof
