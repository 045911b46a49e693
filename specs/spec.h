// One function's contract: what may go in, what comes out, and how outcomes are compared.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "specs/domain/clause.h"
#include "specs/domain/domain.h"
#include "specs/freeze.h"
#include "specs/outcome.h"
#include "specs/trace.h"

namespace portproof {

/// A spec that cannot be read, or a change of it that makes no sense. `what()` names the place.
class SpecError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class By { mined, confirmed };

/// What a conclusion rests on. `thin`: few traces carry it.
struct Evidence {
  std::uint64_t traces = 0;
  bool thin = false;
  std::string note;  // "largest seen 40", "p = 0.0003"
};

/// One restriction of the Domain.
struct SpecClause {
  Clause clause;
  By by = By::mined;
  Evidence evidence;
  std::string reason;  // a person's, where confirmed
};

struct Parameter {
  std::string name;
  Passing passing = Passing::positional_or_keyword;
  bool has_default = false;
  Value default_value;
  Domain domain;             // the natural one
  By domain_by = By::mined;  // confirmed: a person says that these kinds are all there are
  Seen seen;
  std::vector<SpecClause> clauses;
};

struct RaisesEntry {
  std::string type;  // "ValueError", "module:QualName"
  By by = By::mined;
  Evidence evidence;
  std::string example;  // its commonest message
};

/// How floats are compared.
struct FloatPolicy {
  enum class Mode { exact, ulps, tolerance } mode = Mode::exact;
  std::uint64_t ulps = 0;
  double rel = 0;
  double abs = 0;
  bool zero_sign = true;  // whether -0.0 differs from 0.0
};

/// A rule for the values at the paths that a pattern names ("[*].score", "" is the whole result).
struct PathPolicy {
  std::string path;
  std::optional<FloatPolicy> floats;
  bool unordered = false;  // a list or tuple compared as a multiset
  bool ignore = false;
  std::string reason;
};

enum class ExceptionPolicy { type, type_and_message, any };

struct ComparePolicy {
  FloatPolicy floats;
  bool dict_order = true;
  bool list_is_tuple = false;       // the port's type cannot tell them apart: an assumption
  bool set_is_frozenset = false;    // likewise
  bool bytes_is_bytearray = false;  // likewise
  ExceptionPolicy exceptions = ExceptionPolicy::type;
  std::vector<PathPolicy> paths;
  std::string relation;  // Python "module:function(args, expected, observed)", empty: equality
  std::string reason;
};

struct Waiver {
  std::map<std::string, std::string> parameters;  // name -> clause text that must hold, or ""
  std::vector<Clause> conditions;                 // the same, parsed
  std::string kind;                               // of the divergence; empty: any
  std::string path;                               // pattern of the divergence's path; empty: any
  std::string reason;
  std::string expires;  // "2027-01-31", required
};

/// Members that this version does not use but keeps as they were written: name and JSON text.
using Kept = std::vector<std::pair<std::string, std::string>>;

struct GatePolicy {
  std::vector<std::string> stages;  // empty: the default ones
  std::uint64_t min_matches = 10;
  std::uint64_t props_cases = 20'000;
  std::uint64_t fuzz_runs = 200'000;
  std::optional<double> max_inconclusive;  // share; default 0 in replay, 0.01 elsewhere
  bool beyond_blocks = false;
  bool confirm_assumptions = false;
  std::optional<double> min_kill;
  std::vector<std::string> reads;  // what a sealed port may read: files and folders
  Kept kept;                       // "sealed", "props_seconds", …
};

/// What the whole spec was mined from.
struct CorpusEvidence {
  std::uint64_t traces = 0;                      // distinct: by call and outcome
  std::uint64_t calls = 0;                       // with those seen again
  std::uint64_t returned = 0;                    // traces by outcome; the others raised
  std::uint64_t unbound = 0;                     // traces whose arguments do not fit the parameters
  std::map<std::string, std::uint64_t> refused;  // exceptions that nobody meant, by type
  std::map<std::string, std::uint64_t> mutated;  // traces that changed a parameter, by name
  std::map<std::string, std::uint64_t> unrecorded;  // calls, by reason
  std::vector<int> lines_reached, lines_missed;     // of the original
};

/// Calls of which the original, asked again, did not say the same: what its answer depends on
/// besides the arguments.
struct NoiseEntry {
  std::string factor;            // "hash order", "time zone", …
  std::uint64_t traces = 0;      // more than `ids` where there are too many to list
  std::vector<std::string> ids;  // sorted
  std::string example;           // a call as a Python expression
  bool operator==(const NoiseEntry&) const = default;
};

struct Spec {
  std::string function;  // "module:QualName"
  std::vector<std::string> block;
  Freeze freeze;  // of clock and dice, as in the recordings
  std::vector<Parameter> parameters;
  std::vector<SpecClause> relations;
  Domain returns;
  Seen returns_seen;
  std::vector<RaisesEntry> raises;
  std::vector<std::string> refuses;
  std::vector<std::string> mutates;
  std::vector<std::string> record_types;  // the only classes that a live oracle may rebuild
  std::vector<std::string> effects;       // that a live original may have: "write", "network", …
  bool base_exceptions_mapped = false;    // consent to mapping std::exception
  ComparePolicy compare;
  std::vector<Waiver> waivers;
  GatePolicy gate;
  std::vector<NoiseEntry> noise;
  std::string deterministic;         // "agreed in 12 repeated calls", "disagreed in 3 calls", ""
  std::vector<std::string> widened;  // texts of struck clauses: the miner does not bring them back
  CorpusEvidence evidence;
  Kept kept;  // "properties", "unreachable", …
};

}  // namespace portproof
