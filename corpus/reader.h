// Reads recordings as a stream: any size, plain or compressed with zstd, in constant memory.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "specs/trace.h"

namespace portproof {

/// A corpus that cannot be used. `what()` is `FILE:LINE: what is wrong; what to do`. Exit code 2.
class CorpusError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is done about a damaged line. A damaged or second header is refused always.
enum class Damaged { refused, passed_over };

/// Damaged lines that were passed over, each as `FILE:LINE: what is wrong`.
struct Damages {
  static constexpr std::size_t kMostNamed = 5;

  std::uint64_t lines = 0;
  std::vector<std::string> first;  // at most kMostNamed of them

  void add(const Damages& more);
};

/// The recordings that a corpus path names: the file itself, or those of a folder, in order of name
/// with `recorded.*` first. Throws CorpusError where there is none.
std::vector<std::string> corpus_files(const std::string& path);

/// The damaged lines of all recordings. Throws CorpusError where one cannot be read at all.
Damages damaged_lines(const std::vector<std::string>& files);

/// One recording, line by line. Throws CorpusError with the line's number, where damaged lines are
/// refused.
class TraceReader {
 public:
  explicit TraceReader(const std::string& path, Damaged damaged = Damaged::refused);
  ~TraceReader();
  TraceReader(TraceReader&&) noexcept;
  TraceReader& operator=(TraceReader&&) noexcept;

  /// Complete only after the last line was read (notes stand at the end).
  const TraceHeader& header() const;
  /// The next trace; false at the end. Its views are valid until the next call.
  bool next(Trace& trace);
  /// Reads one line.
  enum class Line { trace, note, damaged, end };
  Line read(Trace& trace);
  /// Passes over one line, trace or note, without parsing it. False at the end.
  bool skip();
  /// Passes over lines until the next one is `line`, or the file ends.
  void skip_to(std::uint64_t line);
  /// The number of the line that `next` or `skip` would read, counted from 1.
  std::uint64_t next_line() const;
  /// The text of the trace that `next` returned last, without its newline.
  std::string_view text() const;
  /// Of the lines that were read, not of those that were skipped.
  const Damages& damages() const;
  /// Throws CorpusError where the header is not of `function` ("module:QualName").
  void require_function(const std::string& function) const;
  /// Throws CorpusError where it was recorded with another freeze than `whose` ("the spec says"),
  /// with what is to be done.
  void require_freeze(const Freeze& freeze, const std::string& whose,
                      const std::string& remedy) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
