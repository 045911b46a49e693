// Writes specs as JSON text that is readable in a diff.
#include "specs/codec.h"
#include "specs/spec_json.h"
#include "specs/spec_node.h"
#include "specs/spec_policy.h"

namespace portproof {

using detail::Json;

namespace {

Json evidence_json(const Evidence& evidence) {
  Json json = Json::object();
  json["traces"] = evidence.traces;
  if (evidence.thin) json["thin"] = true;
  if (!evidence.note.empty()) json["note"] = evidence.note;
  return json;
}

bool says_nothing(const Evidence& evidence) {
  return evidence.traces == 0 && !evidence.thin && evidence.note.empty();
}

Json clauses_json(const std::vector<SpecClause>& clauses) {
  Json json = Json::array();
  for (const SpecClause& clause : clauses) {
    Json each = Json::object();
    each["clause"] = clause.clause.text();
    each["by"] = by_name(clause.by);
    if (!says_nothing(clause.evidence)) each["evidence"] = evidence_json(clause.evidence);
    if (!clause.reason.empty()) each["reason"] = clause.reason;
    json.push_back(std::move(each));
  }
  return json;
}

/// A default that nests too deep for a spec is known by its type only.
Json default_json(ValueView value) {
  constexpr std::size_t kMaxDefaultDepth = 50;
  const std::string text = to_json(value);
  if (detail::json_depth(text) <= kMaxDefaultDepth) return Json::parse(text);
  return {{"opaque", "builtins:" + std::string(kind_name(value.kind()))}};
}

Json parameter_json(const Parameter& parameter) {
  Json json = Json::object();
  json["name"] = parameter.name;
  if (parameter.passing != Passing::positional_or_keyword) {
    json["passing"] = passing_name(parameter.passing);
  }
  if (parameter.has_default) json["default"] = default_json(parameter.default_value);
  json["domain"] = detail::write_domain(parameter.domain);
  if (parameter.domain_by == By::confirmed) json["domain_by"] = by_name(By::confirmed);
  if (parameter.seen.count > 0) json["seen"] = detail::write_seen(parameter.seen);
  json["clauses"] = clauses_json(parameter.clauses);
  return json;
}

Json raises_json(const std::vector<RaisesEntry>& raises) {
  Json json = Json::array();
  for (const RaisesEntry& entry : raises) {
    Json each = Json::object();
    each["type"] = entry.type;
    each["by"] = by_name(entry.by);
    if (!says_nothing(entry.evidence)) each["evidence"] = evidence_json(entry.evidence);
    if (!entry.example.empty()) each["example"] = detail::text_json(entry.example);
    json.push_back(std::move(each));
  }
  return json;
}

Json noise_json(const std::vector<NoiseEntry>& noise) {
  Json json = Json::array();
  for (const NoiseEntry& entry : noise) {
    Json each = Json::object();
    each["factor"] = entry.factor;
    each["traces"] = entry.traces;
    each["ids"] = entry.ids;
    if (!entry.example.empty()) each["example"] = entry.example;
    json.push_back(std::move(each));
  }
  return json;
}

Json corpus_json(const CorpusEvidence& evidence) {
  Json json = Json::object();
  json["traces"] = evidence.traces;
  json["calls"] = evidence.calls;
  json["returned"] = evidence.returned;
  if (evidence.unbound > 0) json["unbound"] = evidence.unbound;
  const auto counts = [&](std::string_view name, const auto& map) {
    for (const auto& [key, count] : map) json[std::string(name)][key] = count;
  };
  counts("refused", evidence.refused);
  counts("mutated", evidence.mutated);
  counts("unrecorded", evidence.unrecorded);
  if (!evidence.lines_reached.empty() || !evidence.lines_missed.empty()) {
    json["lines"]["reached"] = evidence.lines_reached;
    json["lines"]["missed"] = evidence.lines_missed;
  }
  return json;
}

bool says_nothing(const CorpusEvidence& evidence) {
  return evidence.calls == 0 && evidence.traces == 0 && evidence.unrecorded.empty() &&
         evidence.lines_reached.empty() && evidence.lines_missed.empty();
}

}  // namespace

std::string write_spec(const Spec& spec) {
  Json json = Json::object();
  json["function"] = spec.function;
  const auto texts = [&](std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) json[std::string(name)] = values;
  };
  texts("block", spec.block);
  if (!spec.freeze.time.empty()) json["freeze"]["time"] = spec.freeze.time;
  if (spec.freeze.random) json["freeze"]["random"] = *spec.freeze.random;
  json["parameters"] = Json::array();
  for (const Parameter& parameter : spec.parameters) {
    json["parameters"].push_back(parameter_json(parameter));
  }
  if (!spec.relations.empty()) json["relations"] = clauses_json(spec.relations);
  json["returns"]["domain"] = detail::write_domain(spec.returns);
  if (spec.returns_seen.count > 0) json["returns"]["seen"] = detail::write_seen(spec.returns_seen);
  if (!spec.raises.empty()) json["raises"] = raises_json(spec.raises);
  texts("refuses", spec.refuses);
  texts("mutates", spec.mutates);
  texts("record_types", spec.record_types);
  texts("effects", spec.effects);
  if (spec.base_exceptions_mapped) json["base_exceptions_mapped"] = true;
  if (!spec.deterministic.empty()) json["deterministic"] = spec.deterministic;
  if (!spec.noise.empty()) json["noise"] = noise_json(spec.noise);
  if (Json compare = detail::write_compare(spec.compare); !compare.empty()) {
    json["compare"] = std::move(compare);
  }
  if (!spec.waivers.empty()) json["waivers"] = detail::write_waivers(spec.waivers);
  texts("widened", spec.widened);
  if (Json gate = detail::write_gate(spec.gate); !gate.empty()) json["gate"] = std::move(gate);
  if (!says_nothing(spec.evidence)) json["evidence"] = corpus_json(spec.evidence);
  detail::write_kept(spec.kept, json);
  return detail::lay_out(json);
}

}  // namespace portproof
