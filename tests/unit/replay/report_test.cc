// Tests the reports: what a person reads, what a machine reads, hostile texts in both.
#include "replay/report/report.h"

#include <catch2/catch.hpp>

using namespace portproof;

namespace {

Result diverged() {
  Result result;
  result.function = "m:f";
  result.name = "f";
  result.verdict = GateVerdict::diverged;
  result.exit_code = 1;
  result.stages = {"replay"};
  result.stages_missing = {"props"};
  result.counts[static_cast<std::size_t>(VerdictKind::match)] = 9;
  result.counts[static_cast<std::size_t>(VerdictKind::diverged)] = 3;
  result.inputs.port_file = "port.cc";
  result.inputs.port_line = 7;
  result.inputs.freshness = "fresh";
  Finding finding;
  finding.id = "0123456789ab";
  finding.call = "f('\x1b[31m<]]>&')";
  finding.expected = "1";
  finding.observed = "2";
  finding.title = "value";
  finding.count = 3;
  finding.stage = "replay";
  finding.divergence = {"value", "[0]", "1", "2"};
  finding.reproduce = "./f_gate replay --only 0123";
  result.findings.push_back(finding);
  return result;
}

}  // namespace

TEST_CASE("the text names place, call, difference and how to see it again") {
  const std::string text = text_report(diverged(), {});
  CHECK_THAT(text, Catch::StartsWith("port.cc:7: diverged: f('\\x1b[31m<]]>&')\n"));
  CHECK_THAT(text, Catch::Contains("expected   1\n"));
  CHECK_THAT(text, Catch::Contains("observed   2\n"));
  CHECK_THAT(text, Catch::Contains("differs at [0]: expected 1, observed 2\n"));
  CHECK_THAT(text, Catch::Contains("in 3 of 12 calls\n"));
  CHECK_THAT(text, Catch::Contains("reproduce  ./f_gate replay --only 0123\n"));
  CHECK_THAT(text, Catch::EndsWith("f: diverged (replay only). 12 calls: 9 match, 3 diverge\n"));
  CHECK_THAT(text, !Catch::Contains("waived"));
  CHECK_THAT(text, !Catch::Contains(" 0 "));
}

TEST_CASE("quiet text is the verdict alone, colour is only where asked for") {
  CHECK(text_report(diverged(), {false, true}) ==
        "f: diverged (replay only). 12 calls: 9 match, 3 diverge\n");
  CHECK(text_report(diverged(), {true, false}).find("\x1b[31m") != std::string::npos);
  CHECK(text_report(diverged(), {false, false}).find('\x1b') == std::string::npos);
}

TEST_CASE("JSON is read back to the same result") {
  const std::string json = json_report({diverged()});
  CHECK(json_report(parse_results(json)) == json);
  const std::string two = json_report({diverged(), diverged()});
  CHECK(parse_results(two).size() == 2);
  CHECK_THROWS_WITH(parse_results("{}"), Catch::Contains("not a result"));
}

TEST_CASE("JUnit escapes what would end its elements") {
  const std::string xml = junit_report({diverged()});
  CHECK_THAT(xml, Catch::Contains("failures=\"1\""));
  CHECK_THAT(xml, Catch::Contains("&lt;]]&gt;&amp;"));
  CHECK(xml.find('\x1b') == std::string::npos);
}

TEST_CASE("exit codes are ordered worst first: 4, 2, 1, 3, 0") {
  CHECK(worse_exit_code(0, 3) == 3);
  CHECK(worse_exit_code(1, 3) == 1);
  CHECK(worse_exit_code(1, 2) == 2);
  CHECK(worse_exit_code(4, 2) == 4);
}

TEST_CASE("bidirectional and control characters, and stray bytes, are shown escaped") {
  CHECK(printable("a\u202eb") == "a\\u202eb");
  CHECK(printable("\x07\x7f") == "\\x07\\x7f");
  CHECK(printable("\xff\xc3\xa9") == "\\xff\xc3\xa9");
}
