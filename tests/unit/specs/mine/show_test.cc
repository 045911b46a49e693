// A spec in words.
#include "specs/mine/show.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "specs/mine/edit.h"
#include "specs/spec_json.h"
#include "tests/unit/specs/mine/recording.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

Spec sample() {
  Recording recording(
      {parameter("arr"), parameter("n"), with_default("mode", "\"fast\"", Passing::keyword_only)});
  std::string elements = "7";
  for (int i = 1; i <= 12; ++i) {
    recording.call("[" + elements + "]," + std::to_string(i),
                   i == 5   ? R"("raised":{"type":"ValueError","message":"odd","deliberate":true})"
                   : i == 6 ? R"("raised":{"type":"IndexError","message":"","deliberate":false})"
                            : "\"returned\":[1.5]",
                   "", i == 7 ? "[0]," + std::to_string(i) : "");
    elements += "," + std::to_string(i);
  }
  recording.header().lines_all = {10, 11, 12};
  recording.header().lines_reached = {10, 11};
  recording.header().unrecorded = {{"a generator as argument", 3}};
  return recording.mine();
}

}  // namespace

TEST_CASE("a spec in words", "[show]") {
  Spec spec = sample();
  confirm(spec, "arr[*] >= 0");
  spec.parameters[0].clauses.back().reason = "they are counts";
  widen(spec, "ascii(mode)");
  spec.compare.floats = {FloatPolicy::Mode::ulps, 4, 0, 0, true};
  spec.compare.reason = "another libm";
  CHECK(show_spec(spec) == R"(m:f, mined from 12 traces, 10 returned and 2 raised

arr: list of int
  seen       length 1 to 12
  seen       arr[*]: 1 to 11
  mined      len(arr) <= 192      longest seen 12, 11 traces
  mined      abs(arr[*]) <= 1000  largest seen 11, 11 traces
  confirmed  arr[*] >= 0          they are counts

n: int
  seen       1 to 12
  mined      abs(n) <= 1000  largest seen 12, 11 traces

mode: str (by keyword only, default 'fast')
  seen       only 'fast'
  mined      len(mode) <= 100  longest seen 4, 11 traces
  mined      no_nul(mode)      11 traces

between the arguments
  mined      n == len(arr)  p = 3e-08, 11 traces

returns list of float
  seen       length 1
  seen       result[*]: only 1.5
raises ValueError (mined) 1 trace, thin, 'odd'
refusal IndexError in 1 trace, raised by Python itself: say what it means with confirm 'raises
    IndexError' or confirm 'refuses IndexError'
changes its argument arr, 1 trace

compares floats within 4 ulps (another libm)
compares exceptions by type, not by message
struck ascii(mode)

the traces reach 2 of 3 lines; not 12
not recorded: 3 calls, a generator as argument
)");
}

TEST_CASE("lines are wrapped", "[show]") {
  Spec spec = sample();
  for (int line = 1000; line < 1200; ++line) spec.evidence.lines_missed.push_back(line);
  std::istringstream lines(show_spec(spec));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CHECK(line.size() <= 100);
    CHECK((line.empty() || line.back() != ' '));
  }
  CHECK(count > 30);
}

TEST_CASE("an empty spec has words too", "[show]") {
  CHECK(show_spec(parse_spec(R"({"function": "m:f", "parameters": [{"name": "n"}]})")) ==
        "m:f, not mined\n\nn: anything\n\nreturns anything\n");
}
