// Fuzzes the codec: JSON to Value to JSON is a fixed point, and any Value can be shown and
// compared.
#include <string>

#include "specs/codec.h"
#include "specs/compare.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static JsonReader reader;
  Value value;
  try {
    value = reader.read_value(fuzzing::text_of(data, size));
  } catch (const CodecError&) {
    return 0;
  }
  const std::string written = to_json(value);
  const Value again = reader.read_value(written);  // what we write, we read
  fuzzing::promise_equal(to_json(again), written, "what is written is read back the same");
  fuzzing::promise_equal(to_python(value), to_python(again), "equal values have equal texts");
  fuzzing::promise_shown(to_python(value));
  fuzzing::promise(to_python(value, 20).size() <= 20, "a text keeps to its limit");
  const ComparePolicy exact;
  fuzzing::promise(!compare_values(value, again, exact), "a value equals its copy");
  return 0;
}
