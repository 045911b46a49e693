// Shows Results as JUnit XML, for the test reports of CI systems.
#include <fmt/format.h>

#include "replay/report/report.h"

namespace portproof {
namespace {

std::string xml(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string failure(const Result& result, const Finding& finding) {
  std::string body =
      fmt::format("{}\nexpected {}\nobserved {}", finding.call, finding.expected, finding.observed);
  if (!finding.reason.empty()) body += "\nnote " + finding.reason;
  body += "\nreproduce " + finding.reproduce;
  return fmt::format(
      "    <testcase classname=\"{}\" name=\"{} {}\" file=\"{}\" line=\"{}\">\n"
      "      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
      xml(result.name), xml(finding.stage), xml(finding.id), xml(result.inputs.port_file),
      result.inputs.port_line, verdict_name(finding.verdict), xml(finding.title), xml(body));
}

std::string stage_case(const Result& result) {
  std::string body;
  if (result.exit_code != 0 && result.findings.empty()) {
    std::string reasons;
    for (const std::string& reason : result.reasons) reasons += reason + "\n";
    for (const Question& question : result.undecided) reasons += question.question + "\n";
    body = fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                       gate_verdict_name(result.verdict), gate_verdict_name(result.verdict),
                       xml(reasons));
  }
  return fmt::format(
      "    <testcase classname=\"{}\" name=\"replay\" time=\"{:.3f}\">\n{}    </testcase>\n",
      xml(result.name), result.seconds, body);
}

}  // namespace

std::string junit_report(const std::vector<Result>& results) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const Result& result : results) {
    const bool failed_stage = result.exit_code != 0 && result.findings.empty();
    const std::size_t failures = result.findings.size() + (failed_stage ? 1 : 0);
    out += fmt::format(
        "  <testsuite name=\"portproof.{}\" tests=\"{}\" failures=\"{}\" time=\"{:.3f}\">\n",
        xml(result.name), result.findings.size() + 1, failures, result.seconds);
    out += stage_case(result);
    for (const Finding& finding : result.findings) out += failure(result, finding);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace portproof
