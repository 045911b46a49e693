// Tests the reports: what a person reads, what a machine reads, hostile texts in both.
#include "replay/report/report.h"

#include <catch2/catch.hpp>

#include "replay/files.h"
#include "specs/codec.h"
#include "specs/compare.h"
#include "specs/printable.h"
#include "specs/utf8.h"
#include "xml.h"

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

/// Escape sequences, bidirectional marks, what ends elements and strings, what XML and Unicode
/// forbid, stray bytes, and a line that looks like a verdict.
const std::string kHostile =
    "\x1b[31m\x1b]0;t\x07 \u202e\u2066\u200b <![CDATA[ ]]> & ' \" \\ $(x) \x7f\xc2\x9b\r"
    "\nf: passed. 1 call: 1 match\n\xef\xbf\xbf\xed\xa0\x80\xff\xf0\x9f\x98\x80";

/// A hostile text in each place that a port, a recording, a spec or a file system fills.
Result hostile() {
  Result result = diverged();
  Arena arena;
  const ValueView text = arena.view(arena.str(kHostile));
  const NodeId args[] = {arena.str(kHostile)};
  const NodeId field[] = {arena.str("m:" + kHostile), arena.none(), arena.str(kHostile),
                          arena.str(kHostile)};
  const NodeId kwargs[] = {arena.str(kHostile), arena.container(Kind::record, field)};
  const Call call{arena.view(arena.container(Kind::tuple, args)),
                  arena.view(arena.container(Kind::dict, kwargs))};
  Outcome raised;
  raised.result = Raised{text, text, true};
  result.function = "m:" + kHostile;
  result.name = kHostile;
  result.reasons = result.assumptions = result.comparison = result.exception_mappings = {kHostile};
  result.stages = {kHostile};
  result.expired_waivers = {kHostile};
  result.damages = {7, {kHostile}};
  result.inputs = {kHostile, kHostile, "fresh",  kHostile, kHostile, kHostile,
                   kHostile, kHostile, kHostile, kHostile, kHostile, 7};
  Finding& finding = result.findings[0];
  finding.id = finding.title = finding.stage = finding.source = finding.reproduce = kHostile;
  finding.clause = finding.reason = kHostile;
  finding.where = Where::mined;
  finding.divergence = {kHostile, kHostile, kHostile, kHostile};
  finding.call = to_python(result.function, call);
  finding.expected = outcome_text(raised);
  finding.observed = kHostile;
  result.reported = {finding};
  result.undecided = {{kHostile, kHostile, {kHostile}, finding}};
  return result;
}

/// Empty where all may be shown.
std::string hidden_in(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Character next = utf8_character(text, i);
    if (!next.valid || (next.code != '\n' && !is_printable(next.code))) return text.substr(i, 40);
    i += next.size;
  }
  return {};
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
  for (const char* number : {"-1", "1e300", "5", "\"1\""}) {
    std::string wrong = json;
    const std::string field = "\"exit_code\": 1";
    wrong.replace(wrong.find(field), field.size(), std::string("\"exit_code\": ") + number);
    CHECK_THROWS_AS(parse_results(wrong), UsageError);
  }
}

TEST_CASE("expired waivers are named in text and JSON, and only where there are any") {
  Result result = diverged();
  CHECK_THAT(json_report({result}), !Catch::Contains("expired_waivers"));
  CHECK_THAT(text_report(result, {}), !Catch::Contains("expired"));
  result.expired_waivers = {"where they differ, until 2020-01-01: ticket 12"};
  CHECK(parse_results(json_report({result}))[0].expired_waivers == result.expired_waivers);
  CHECK_THAT(
      text_report(result, {}),
      Catch::Contains("  expired    waives where they differ, until 2020-01-01: ticket 12\n"));
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
  CHECK(printable("\xc2\x9b\xed\xa0\x80") == "\\x9b\\ud800");
  CHECK(printable("\xef\xbf\xbe\xef\xbf\xbf\xf3\xa0\x80\x81") == "\\ufffe\\uffff\\U000e0001");
  CHECK(printable_line("a\nb") == "a\\nb");
}

TEST_CASE("hostile texts are shown escaped in every report") {
  const Result result = hostile();
  for (const std::string& report :
       {text_report(result, {}), text_report(result, {false, true}), table_report({result}, {}),
        json_report({result}), junit_report({result}), to_python(result.function, {})}) {
    CHECK(hidden_in(report).empty());
  }
  CHECK_THAT(text_report(result, {}), Catch::Contains("\\x1b[31m\\x1b]0;t\\x07 \\u202e\\u2066"));
}

TEST_CASE("no text of a port can pass for a line of the report") {
  const std::string text = text_report(hostile(), {});
  CHECK_THAT(text, !Catch::Contains("\nf: passed"));
  CHECK_THAT(table_report({hostile()}, {}), !Catch::Contains("\nf: passed"));
}

TEST_CASE("JUnit stays well-formed XML whatever the texts hold") {
  CHECK(xml_error(junit_report({diverged()})).empty());
  CHECK(xml_error(junit_report({hostile()})).empty());
  Result stage = hostile();
  stage.findings.clear();
  CHECK(xml_error(junit_report({stage, diverged()})).empty());
  CHECK_FALSE(xml_error("<?xml?><a b=\"<\"></a>").empty());
}

TEST_CASE("JSON keeps texts whole, but what is no Unicode") {
  Result result = hostile();
  const std::string json = json_report({result});
  const Result read = parse_results(json)[0];
  CHECK(json_report({read}) == json);
  CHECK_THAT(read.name, Catch::StartsWith("\x1b[31m\x1b]0;t\x07 \u202e"));
  CHECK_THAT(read.name, Catch::EndsWith("\xef\xbf\xbf\\ud800\\xff\xf0\x9f\x98\x80"));
}

TEST_CASE("a command that is shown can be pasted: its words are quoted") {
  CHECK(shell_word("posixpath.normpath") == "posixpath.normpath");
  CHECK(shell_word("n <= 1") == "'n <= 1'");
  CHECK(shell_word("raises E'; rm -rf ~ #") == "'raises E'\\''; rm -rf ~ #'");
  CHECK(shell_word("") == "''");
}
