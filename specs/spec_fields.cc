// The members that the objects of a spec have: one table for reader, writer and schema.
#include <algorithm>
#include <array>
#include <stdexcept>

#include "specs/spec_json.h"

namespace portproof {
namespace {

using Name = std::string_view;

constexpr Name kSpec[] = {"$schema",
                          "function",
                          "block",
                          "freeze",
                          "parameters",
                          "relations",
                          "returns",
                          "raises",
                          "refuses",
                          "mutates",
                          "record_types",
                          "base_exceptions_mapped",
                          "deterministic",
                          "noise",
                          "compare",
                          "waivers",
                          "widened",
                          "gate",
                          "evidence",
                          "properties",
                          "unreachable",
                          "effects",
                          "port_calls_original",
                          "note"};
constexpr Name kFreeze[] = {"time", "random"};
constexpr Name kParameter[] = {"name",      "passing", "default", "domain",
                               "domain_by", "seen",    "clauses"};
constexpr Name kClause[] = {"clause", "by", "evidence", "reason"};
constexpr Name kEvidence[] = {"traces", "thin", "note"};
constexpr Name kSeen[] = {"count",  "traces",  "kinds",    "least",  "greatest", "special",
                          "length", "classes", "alphabet", "prefix", "values",   "parts"};
constexpr Name kReturns[] = {"domain", "seen"};
constexpr Name kRaises[] = {"type", "by", "evidence", "example"};
constexpr Name kNoise[] = {"factor", "traces", "ids", "example"};
constexpr Name kCompare[] = {"float", "zero_sign", "dict_order", "exceptions",
                             "paths", "relation",  "reason"};
constexpr Name kFloat[] = {"ulps", "rel", "abs"};
constexpr Name kPath[] = {"path", "float", "zero_sign", "unordered", "ignore", "reason"};
constexpr Name kWaiver[] = {"when", "reason", "expires"};
constexpr Name kWhen[] = {"parameters", "divergence"};
constexpr Name kDivergence[] = {"kind", "path"};
constexpr Name kGate[] = {
    "stages",       "min_matches", "props_cases", "fuzz_runs", "max_inconclusive",
    "beyond",       "assumptions", "min_kill",    "sealed",    "props_seconds",
    "fuzz_seconds", "timeout",     "reads"};
constexpr Name kCorpus[] = {"traces",  "calls",   "returned",   "unbound",
                            "refused", "mutated", "unrecorded", "lines"};
constexpr Name kLines[] = {"reached", "missed"};

constexpr SpecObject kObjects[] = {{"spec", kSpec},       {"parameter", kParameter},
                                   {"clause", kClause},   {"evidence", kEvidence},
                                   {"seen", kSeen},       {"returns", kReturns},
                                   {"raises", kRaises},   {"noise", kNoise},
                                   {"compare", kCompare}, {"float", kFloat},
                                   {"path", kPath},       {"waiver", kWaiver},
                                   {"when", kWhen},       {"divergence", kDivergence},
                                   {"gate", kGate},       {"corpus", kCorpus},
                                   {"lines", kLines},     {"freeze", kFreeze}};

constexpr Name kKept[] = {"$schema", "properties", "unreachable",   "port_calls_original",
                          "note",    "sealed",     "props_seconds", "fuzz_seconds",
                          "timeout"};

}  // namespace

std::span<const SpecObject> spec_objects() { return kObjects; }

std::span<const std::string_view> spec_fields(std::string_view object) {
  for (const SpecObject& each : kObjects) {
    if (each.name == object) return each.fields;
  }
  throw std::logic_error("a spec has no object " + std::string(object));
}

bool is_kept_field(std::string_view object, std::string_view field) {
  const auto fields = spec_fields(object);
  return (object == "spec" || object == "gate") &&
         std::find(std::begin(kKept), std::end(kKept), field) != std::end(kKept) &&
         std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::string_view passing_name(Passing passing) {
  switch (passing) {
    case Passing::positional_only:
      return "positional_only";
    case Passing::positional_or_keyword:
      return "positional_or_keyword";
    case Passing::var_positional:
      return "var_positional";
    case Passing::keyword_only:
      return "keyword_only";
    case Passing::var_keyword:
      return "var_keyword";
  }
  return "positional_or_keyword";
}

std::string_view by_name(By by) { return by == By::mined ? "mined" : "confirmed"; }

}  // namespace portproof
