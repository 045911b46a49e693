// Fuzzes the reader of a recording's lines: what it takes is written and read back the same.
#include <optional>
#include <string>

#include "specs/codec.h"
#include "specs/compare.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

namespace {

std::optional<std::string> padded(std::string_view line) {
  if (line.find('\n') != std::string_view::npos) return std::nullopt;
  std::string text(line);
  text.append(JsonReader::kPadding, '\0');
  return text;
}

/// The line of the trace that `text` holds, nothing for a note.
std::optional<std::string> rewritten(JsonReader& reader, std::string_view line) {
  const auto text = padded(line);
  if (!text) return std::nullopt;
  Trace trace;
  TraceHeader header;
  if (!reader.read_line(std::string_view(*text).substr(0, line.size()), trace, header)) {
    return std::nullopt;
  }
  fuzzing::promise_shown(to_python("m:f", trace.call));
  fuzzing::promise(!outcome_text(trace.outcome).empty(), "an outcome has a text");
  return trace_line(trace.call, trace.outcome);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static JsonReader hand_edited, strict;
  hand_edited.check_ids(false);
  const std::string_view line = fuzzing::text_of(data, size);
  try {
    const TraceHeader header = strict.read_header(line);
    const std::string written = header_line(header);
    fuzzing::promise_equal(header_line(strict.read_header(written)), written,
                           "a header is read back the same");
  } catch (const CodecError&) {
  }
  std::optional<std::string> written;
  try {
    written = rewritten(hand_edited, line);
  } catch (const CodecError&) {
  }
  if (written) {
    const auto again =
        rewritten(strict, *written);  // throws where the id is not that of the content
    fuzzing::promise(again.has_value(), "a trace stays a trace");
    fuzzing::promise_equal(*again, *written, "a trace is read back the same");
  }
  return 0;
}
