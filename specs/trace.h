// One recorded call with its outcome, and the header that says where a recording comes from.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "specs/freeze.h"
#include "specs/outcome.h"

namespace portproof {

/// Call + Outcome + provenance. Views point into the reader's arena: valid until its next line.
struct Trace {
  std::string_view id;  // 16 hexadecimal digits: of sha256 over the content's bytes
  Call call;
  Outcome outcome;
  std::uint64_t line = 0;  // in its file, counted from 1
  std::uint64_t seen = 1;
};

/// How Python passes a parameter (inspect.Parameter.kind).
enum class Passing {
  positional_only,
  positional_or_keyword,
  var_positional,
  keyword_only,
  var_keyword
};

struct SignatureParameter {
  std::string name;
  Passing passing = Passing::positional_or_keyword;
  bool has_default = false;
  Value default_value;     // meaningful where has_default; opaque where it cannot be encoded
  std::string annotation;  // as text, empty where there is none
};

/// The first line of a recording, plus what the recorder appended when it ended.
struct TraceHeader {
  int format = 1;
  std::string function;     // "module:QualName"
  std::string module_file;  // empty where the module has none
  std::string file_sha256;
  std::string source_sha256;
  std::string file_function;       // "def" line "shlex.py:305", empty for builtins
  std::vector<std::string> block;  // modules whose import was blocked (accelerators)
  Freeze freeze;                   // what was held still in the calls
  bool generator = false;          // its results are the lists of what it yields
  bool has_signature = false;
  std::vector<SignatureParameter> signature;
  std::string return_annotation;
  std::string python;                               // "3.11.2"
  std::string platform;                             // "linux-x86_64"
  std::string recorder;                             // version of Portproof
  std::string time;                                 // ISO 8601, UTC
  std::vector<int> lines_all;                       // executable lines of the function
  std::vector<int> lines_reached;                   // of those, reached by the traces
  std::map<std::string, std::uint64_t> unrecorded;  // reason -> calls
  std::map<std::string, std::uint64_t> again;       // trace id -> further times seen
};

}  // namespace portproof
