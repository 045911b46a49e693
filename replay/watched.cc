// Runs a stage over inputs that must not change meanwhile, and tells their hashes.
#include "replay/watched.h"

#include <chrono>
#include <future>

#include "replay/inputs.h"

namespace portproof {

Result watched(const GateOptions& options, const StageBody& body) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<std::string> files = all_files(options.corpus);
  const InputWatch watch(options.spec, files);
  std::future<std::string> gate = std::async(std::launch::async, gate_sha256, options);
  Result result;
  try {
    result = body(options, files, watch);
  } catch (...) {
    watch.require_unchanged();  // else what was met there came of that
    throw;
  }
  watch.require_unchanged();
  result.inputs.spec_sha256 = watch.spec_sha256();
  result.inputs.corpus_sha256 = watch.corpus_sha256();
  result.inputs.gate_sha256 = gate.get();
  const auto end = std::chrono::steady_clock::now();
  result.seconds = std::chrono::duration<double>(end - start).count();
  return result;
}

}  // namespace portproof
