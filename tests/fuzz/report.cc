// Fuzzes the reader of results and the reports: no text of a port reaches a terminal unescaped.
#include "replay/report/report.h"

#include <string>
#include <vector>

#include "replay/files.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<Result> results;
  try {
    results = parse_results(std::string(fuzzing::text_of(data, size)));
  } catch (const UsageError&) {
    return 0;
  }
  for (const Result& result : results) fuzzing::promise_shown(text_report(result, {}));
  fuzzing::promise_shown(table_report(results, {}));
  fuzzing::promise_shown(junit_report(results));
  const std::string json = json_report(results);
  fuzzing::promise_shown(json);
  fuzzing::promise_equal(json_report(parse_results(json)), json, "a result is read back the same");
  return 0;
}
