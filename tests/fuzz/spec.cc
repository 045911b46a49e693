// Fuzzes the reader of specs: what it takes is written and read back the same, and told in words.
#include <string>

#include "specs/mine/show.h"
#include "specs/spec_json.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Spec spec;
  try {
    spec = parse_spec(fuzzing::text_of(data, size));
  } catch (const SpecError&) {
    return 0;
  }
  const std::string written = write_spec(spec);
  const Spec again = parse_spec(written);  // what we write, we read
  fuzzing::promise_equal(write_spec(again), written, "a spec is read back the same");
  fuzzing::promise_equal(show_spec(again), show_spec(spec), "equal specs have equal words");
  return 0;
}
