// Reads recordings as a stream: any size, plain or compressed with zstd, in constant memory.
#include "corpus/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "corpus/line_source.h"
#include "specs/codec.h"

namespace portproof {
namespace fs = std::filesystem;

std::vector<std::string> corpus_files(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (!fs::exists(path, error)) {
      throw CorpusError(fmt::format("{}: no such recording; `portproof record` makes one", path));
    }
    return {path};
  }
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".jsonl") || name.ends_with(".jsonl.zst")) {
      files.push_back(entry.path().string());
    }
  }
  if (files.empty()) {
    throw CorpusError(fmt::format(
        "{}: this folder holds no recording (*.jsonl, *.jsonl.zst); `portproof record` makes one",
        path));
  }
  const auto key = [](const std::string& file) {
    const std::string name = fs::path(file).filename().string();
    return std::pair(!name.starts_with("recorded."), name);
  };
  std::sort(files.begin(), files.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  return files;
}

struct TraceReader::State {
  explicit State(const std::string& file) : path(file), lines(file) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw CorpusError(fmt::format("{}:{}: {}", path, number, what));
  }
  /// The next line; counts it. False at the end.
  bool line(std::string_view& text);

  std::string path;
  LineSource lines;
  JsonReader json;
  TraceHeader header;
  std::uint64_t number = 0;  // of the line read last
  std::string_view last;
};

bool TraceReader::State::line(std::string_view& text) {
  LineSource::Line kind{};
  try {
    kind = lines.next(text);
  } catch (const std::exception& error) {
    ++number;
    fail(error.what());
  }
  if (kind == LineSource::Line::none) return false;
  ++number;
  if (kind == LineSource::Line::incomplete) {
    fail(
        "the last line is incomplete (a recording was interrupted): record into the file again, "
        "which drops it, or delete the line");
  }
  return true;
}

TraceReader::TraceReader(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    throw CorpusError(fmt::format("{}: is a folder, not a recording", path));
  }
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) {
    throw CorpusError(fmt::format("{}: is not a file that can be read again", path));
  }
  try {
    state_ = std::make_unique<State>(path);
  } catch (const std::system_error& error) {
    throw CorpusError(fmt::format("{}: {}", path, error.code().message()));
  }
  std::string_view text;
  if (!state_->line(text)) {
    throw CorpusError(fmt::format("{}: is empty; record into it again", path));
  }
  try {
    state_->header = state_->json.read_header(text);
  } catch (const CodecError& error) {
    state_->fail(error.what());
  }
}

TraceReader::~TraceReader() = default;
TraceReader::TraceReader(TraceReader&&) noexcept = default;
TraceReader& TraceReader::operator=(TraceReader&&) noexcept = default;

const TraceHeader& TraceReader::header() const { return state_->header; }
std::uint64_t TraceReader::next_line() const { return state_->number + 1; }
std::string_view TraceReader::text() const { return state_->last; }

TraceReader::Line TraceReader::read(Trace& trace) {
  if (!state_->line(state_->last)) return Line::end;
  try {
    if (!state_->json.read_line(state_->last, trace, state_->header)) return Line::note;
  } catch (const CodecError& error) {
    state_->fail(std::string(error.what()) +
                 "; delete the line, and record the call again if it matters");
  }
  trace.line = state_->number;
  return Line::trace;
}

bool TraceReader::next(Trace& trace) {
  Line line = Line::note;
  while (line == Line::note) line = read(trace);
  return line == Line::trace;
}

bool TraceReader::skip() {
  std::string_view text;
  return state_->line(text);
}

void TraceReader::skip_to(std::uint64_t line) {
  while (next_line() < line && skip()) {
  }
}

void TraceReader::require_function(const std::string& function) const {
  if (header().function == function) return;
  throw CorpusError(fmt::format("{}:1: is a recording of {}, not of {}", state_->path,
                                header().function, function));
}

}  // namespace portproof
