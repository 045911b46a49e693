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
/// By replay/report/result.schema.json; several results are an array. Texts are whole; what may not
/// be shown is escaped as JSON does it, and what is not Unicode as `printable` does it.
std::string json_report(const std::vector<Result>& results);
/// JUnit XML: a suite per function, a case per stage and finding.
std::string junit_report(const std::vector<Result>& results);
/// Reads what json_report wrote. Throws UsageError.
std::vector<Result> parse_results(const std::string& json);

/// The worst of several exit codes: 4, 2, 1, 3, 0.
int worst_exit_code(const std::vector<Result>& results);
int worse_exit_code(int one, int other);

// No report lets a text of a port, a recording or a file name speak to the terminal or to a parser.
/// Control and bidirectional characters, and escape sequences, as \xNN or \uNNNN.
std::string printable(const std::string& text);
/// The same with line breaks as \n: what stands at the start of a line cannot be forged.
std::string printable_line(const std::string& text);
/// A word of a shell, quoted where it needs to be: a command that is shown is one to be pasted.
std::string shell_word(const std::string& text);

}  // namespace portproof
