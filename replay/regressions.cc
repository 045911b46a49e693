// Keeps what generated calls have found: traces in the corpus, which the next replay judges.
#include "replay/regressions.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <system_error>

#include "corpus/reader.h"
#include "replay/gate_run.h"
#include "replay/inputs.h"
#include "specs/codec.h"
#include "specs/kept_trace.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;

/// The traces that stand in a file already, by their ids; none where there is no file.
std::set<std::string, std::less<>> ids_in(const std::string& file) {
  std::set<std::string, std::less<>> ids;
  if (!fs::exists(file)) return ids;
  TraceReader reader(file);
  for (Trace trace; reader.next(trace);) ids.emplace(trace.id);
  return ids;
}

/// Of the recording that the calls were generated from, without what belongs to its own calls.
std::string header_for(const std::string& recording) {
  TraceHeader header = TraceReader(recording).header();
  header.again.clear();
  header.unrecorded.clear();
  header.lines_reached.clear();
  return header_line(header);
}

}  // namespace

std::string save_regressions(const std::vector<std::string>& corpus, const Result& result) {
  const fs::path first(corpus.front());
  const fs::path folder = fs::is_directory(first) ? first : first.parent_path();
  const std::string file = (folder / "regressions.jsonl").string();
  std::set<std::string, std::less<>> known = ids_in(file);
  std::string lines;
  std::size_t added = 0;
  for (const Finding& finding : result.findings) {
    if (finding.stage == kReplayStage || finding.trace.empty()) continue;
    const std::optional<KeptTrace> trace = read_trace(finding.trace);
    if (!trace || !known.insert(trace->id).second) continue;
    lines += finding.trace + "\n";
    ++added;
  }
  if (added == 0) return {};
  const bool begun = fs::exists(file);
  std::ofstream out(file, std::ios::binary | std::ios::app);
  if (!begun) out << header_for(all_files(corpus).front()) << '\n';
  out << lines << std::flush;
  if (!out) throw std::system_error(errno, std::generic_category(), file);
  return fmt::format("{} new traces in {}", added, file);
}

}  // namespace portproof
