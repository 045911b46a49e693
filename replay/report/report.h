// Shows a Result: as text for people, as JSON, as JUnit XML.
#pragma once

#include <string>
#include <vector>

#include "replay/result.h"

namespace portproof {

struct TextStyle {
  bool color = false;
  bool quiet = false;  // the verdict line only
};

/// What a person reads. Ends with the verdict line.
std::string text_report(const Result& result, const TextStyle& style);
/// One line per function, for runs of several.
std::string table_report(const std::vector<Result>& results, const TextStyle& style);
/// By replay/report/result.schema.json; several results are an array.
std::string json_report(const std::vector<Result>& results);
/// JUnit XML: a suite per function, a case per stage and finding.
std::string junit_report(const std::vector<Result>& results);
/// Reads what json_report wrote. Throws UsageError.
std::vector<Result> parse_results(const std::string& json);

/// The worst of several exit codes: 4, 2, 1, 3, 0.
int worst_exit_code(const std::vector<Result>& results);
int worse_exit_code(int one, int other);
/// Control and bidirectional characters, and escape sequences, as \xNN or \uNNNN.
std::string printable(const std::string& text);

}  // namespace portproof
