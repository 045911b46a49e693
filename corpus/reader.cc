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

void Damages::add(const Damages& more) {
  lines += more.lines;
  for (const std::string& each : more.first) {
    if (first.size() < kMostNamed) first.push_back(each);
  }
}

Damages damaged_lines(const std::vector<std::string>& files) {
  Damages all;
  for (const std::string& file : files) {
    TraceReader reader(file, Damaged::passed_over);
    Trace trace;
    while (reader.next(trace)) {
    }
    all.add(reader.damages());
  }
  return all;
}

struct TraceReader::State {
  explicit State(const std::string& file) : path(file), lines(file) {}

  std::string at_line(const std::string& what) const {
    return fmt::format("{}:{}: {}", path, number, what);
  }
  [[noreturn]] void fail(const std::string& what) const { throw CorpusError(at_line(what)); }
  /// The next line; counts it. One that the file does not hold whole is noted in `broken`.
  enum class Got { line, broken, end };
  Got line(std::string_view& text);
  /// Throws where damaged lines are refused.
  Line damage(const std::string& what);

  std::string path;
  LineSource lines;
  JsonReader json;
  TraceHeader header;
  Damaged damaged = Damaged::refused;
  Damages damages;
  std::uint64_t number = 0;  // of the line read last
  std::string_view last;
  std::string broken;
  bool ended = false;  // in the middle of a line: nothing behind it can be read
};

TraceReader::State::Got TraceReader::State::line(std::string_view& text) {
  if (ended) return Got::end;
  LineSource::Line kind{};
  try {
    kind = lines.next(text);
  } catch (const std::exception& error) {
    ++number;
    ended = true;
    broken = error.what();
    return Got::broken;
  }
  if (kind == LineSource::Line::none) return Got::end;
  ++number;
  if (kind == LineSource::Line::complete) return Got::line;
  broken =
      "the last line is incomplete (a recording was interrupted): record into the file again, "
      "which drops it, or delete the line";
  return Got::broken;
}

TraceReader::Line TraceReader::State::damage(const std::string& what) {
  if (damaged == Damaged::refused) fail(what);
  damages.add({1, {at_line(what)}});
  return Line::damaged;
}

TraceReader::TraceReader(const std::string& path, Damaged damaged) {
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
  const State::Got got = state_->line(text);
  if (got == State::Got::end) {
    throw CorpusError(fmt::format("{}: is empty; record into it again", path));
  }
  if (got == State::Got::broken) state_->fail(state_->broken);
  try {
    state_->header = state_->json.read_header(text);
  } catch (const CodecError& error) {
    state_->fail(error.what());
  }
  state_->damaged = damaged;
}

TraceReader::~TraceReader() = default;
TraceReader::TraceReader(TraceReader&&) noexcept = default;
TraceReader& TraceReader::operator=(TraceReader&&) noexcept = default;

const TraceHeader& TraceReader::header() const { return state_->header; }
std::uint64_t TraceReader::next_line() const { return state_->number + 1; }
std::string_view TraceReader::text() const { return state_->last; }

const Damages& TraceReader::damages() const { return state_->damages; }

TraceReader::Line TraceReader::read(Trace& trace) {
  const State::Got got = state_->line(state_->last);
  if (got == State::Got::end) return Line::end;
  if (got == State::Got::broken) return state_->damage(state_->broken);
  try {
    if (!state_->json.read_line(state_->last, trace, state_->header)) return Line::note;
  } catch (const SecondHeader& error) {
    state_->fail(std::string(error.what()) + " give each a file of its own");
  } catch (const CodecError& error) {
    return state_->damage(std::string(error.what()) +
                          "; delete the line, and record the call again if it matters");
  }
  trace.line = state_->number;
  return Line::trace;
}

bool TraceReader::next(Trace& trace) {
  Line line = Line::note;
  while (line == Line::note || line == Line::damaged) line = read(trace);
  return line == Line::trace;
}

bool TraceReader::skip() {
  std::string_view text;
  const State::Got got = state_->line(text);
  if (got == State::Got::broken && state_->damaged == Damaged::refused) {
    state_->fail(state_->broken);
  }
  return got != State::Got::end;
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

void TraceReader::require_freeze(const Freeze& freeze, const std::string& whose,
                                 const std::string& remedy) const {
  if (header().freeze == freeze) return;
  throw CorpusError(fmt::format("{}:1: was recorded with {}, but {} {}: {}", state_->path,
                                freeze_words(header().freeze), whose, freeze_words(freeze),
                                remedy));
}

}  // namespace portproof
