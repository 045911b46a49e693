// The one codec between Values and the JSON wire form that recorder, oracle and store share.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "specs/trace.h"
#include "specs/value.h"

namespace portproof {

/// Text that is not the wire form. `what()` says what is wrong, without file and line.
class CodecError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A header in the middle of a recording: the lines behind it may be of another function.
class SecondHeader : public CodecError {
 public:
  using CodecError::CodecError;
};

/// Appends the JSON text of values. Within one line (one Writer) a container that occurs again is
/// written `{"ref":n}`: n counts the values with identity in the order in which they were opened.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  void write(ValueView value);
  /// Forgets the identities of what was written so far, but goes on counting: what follows are
  /// other states of the same objects (arguments after the call).
  void forget() { numbers_.clear(); }

 private:
  struct Frame;
  bool begin(ValueView value, Frame& frame);
  void step(Frame& frame, ValueView& next);
  std::uint64_t key(ValueView value);

  std::string& out_;
  std::uint32_t next_ = 0;
  std::vector<const Arena*> arenas_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  // by arena and node
};

/// The JSON text of one value.
std::string to_json(ValueView value);
/// The arguments alone, `"args":[…],"kwargs":{…}`: equal for equal calls, whatever came of them.
void write_call(std::string& out, const Call& call);
/// The content of a trace line, without id and braces: `"args":[…],"kwargs":{…},"returned":…`.
void write_content(std::string& out, const Call& call, const Outcome& outcome);
/// A whole trace line, without its newline.
std::string trace_line(const Call& call, const Outcome& outcome);
/// The same with zeros for its id, for readers that do not check ids.
std::string content_line(const Call& call, const Outcome& outcome);
/// A header as one line, without its newline.
std::string header_line(const TraceHeader& header);

/// Reads lines of a recording. Reuses its buffers: results are valid until its next call.
class JsonReader {
 public:
  JsonReader();
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// `line` must be followed by at least `kPadding` readable bytes. Throws CodecError.
  /// Returns false where the line is not a trace but a note (`again`, `lines`, `unrecorded`),
  /// which is then added to `header`.
  bool read_line(std::string_view line, Trace& trace, TraceHeader& header);
  /// The first line of a file. Throws CodecError.
  TraceHeader read_header(std::string_view line);
  /// A call alone, `{"args":[…],"kwargs":{…}}`, from text without padding (copied). Throws
  /// CodecError.
  Call read_call(std::string_view json);
  /// One value, from text without padding (copied). Throws CodecError.
  Value read_value(std::string_view json);
  /// Whether ids are checked against the content (a hand-edited line). On unless switched off.
  void check_ids(bool on);

  static constexpr std::size_t kPadding = 64;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A Python expression that can be pasted, `[1, 'a', float('nan')]`; records as `Type(field=…)`.
/// Control and bidirectional characters are escaped. Longer than `limit` bytes: cut with "…".
std::string to_python(ValueView value, std::size_t limit = SIZE_MAX);
/// `normpath('//a', strict=True)`, with the last part of `function` as name.
std::string to_python(std::string_view function, const Call& call, std::size_t limit = SIZE_MAX);

}  // namespace portproof
