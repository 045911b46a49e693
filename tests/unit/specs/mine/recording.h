// A small recording in memory, for tests of what is mined from it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "specs/codec.h"
#include "specs/mine/miner.h"
#include "specs/spec.h"

namespace portproof::tests {

/// Adds traces to a miner one by one.
class Recording {
 public:
  explicit Recording(std::vector<SignatureParameter> signature = {}) {
    header_.function = "m:f";
    header_.has_signature = !signature.empty();
    header_.signature = std::move(signature);
  }

  TraceHeader& header() { return header_; }

  /// The inside of the JSON of `args` and of `kwargs`.
  Recording& call(const std::string& args, const std::string& outcome = "\"returned\":null",
                  const std::string& kwargs = "", const std::string& after = "") {
    lines_.push_back("{\"id\":\"0000000000000000\",\"args\":[" + args + "],\"kwargs\":{" + kwargs +
                     "}," +
                     (after.empty() ? "" : "\"after\":{\"args\":[" + after + "],\"kwargs\":{}},") +
                     outcome + "}");
    return *this;
  }

  Spec mine(const Spec* known = nullptr) const {
    Miner miner(header_, known);
    JsonReader reader;
    reader.check_ids(false);
    TraceHeader notes = header_;
    for (const std::string& line : lines_) {
      std::string padded = line;
      padded.reserve(line.size() + JsonReader::kPadding);
      Trace trace;
      reader.read_line(std::string_view(padded), trace, notes);
      miner.add(trace);
    }
    miner.finish_file(notes);
    return miner.finish();
  }

 private:
  TraceHeader header_;
  std::vector<std::string> lines_;
};

inline SignatureParameter parameter(std::string name,
                                    Passing passing = Passing::positional_or_keyword,
                                    std::string annotation = "") {
  return {std::move(name), passing, false, Value(), std::move(annotation)};
}

inline SignatureParameter with_default(std::string name, std::string_view json,
                                       Passing passing = Passing::positional_or_keyword) {
  return {std::move(name), passing, true, JsonReader().read_value(json), ""};
}

inline std::vector<std::string> texts(const std::vector<SpecClause>& clauses) {
  std::vector<std::string> result;
  for (const SpecClause& each : clauses) result.push_back(each.clause.text());
  return result;
}

}  // namespace portproof::tests
