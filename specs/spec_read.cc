// Reads specs from JSON text and checks them.
#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "specs/nearest.h"
#include "specs/spec_json.h"
#include "specs/spec_node.h"
#include "specs/spec_policy.h"

namespace portproof {

using detail::Json;
using detail::SpecNode;

namespace {

constexpr std::string_view kBy[] = {"mined", "confirmed"};

Evidence read_evidence(const SpecNode& node) {
  node.object("evidence");
  Evidence evidence;
  if (const auto it = node.find("traces")) evidence.traces = it->count(UINT64_MAX);
  if (const auto it = node.find("thin")) evidence.thin = it->boolean();
  if (const auto it = node.find("note")) evidence.note = it->text();
  return evidence;
}

By read_by(const SpecNode& node, std::string_view field = "by") {
  const auto by = node.find(field);
  // A clause that a person adds by hand is one that the person confirms.
  return !by || by->word(kBy) == 1 ? By::confirmed : By::mined;
}

/// Reads clauses and checks them against the parameters, across all the lists of a spec.
class ClauseReader {
 public:
  explicit ClauseReader(const std::vector<std::string>& names) : names_(names) {}

  std::vector<SpecClause> read(const SpecNode& list) {
    std::vector<SpecClause> clauses;
    for (const SpecNode& node : list.elements()) {
      node.object("clause");
      SpecClause clause{detail::read_clause(node.at("clause"), names_), read_by(node), {}, {}};
      if (const auto it = node.find("evidence")) clause.evidence = read_evidence(*it);
      if (const auto it = node.find("reason")) clause.reason = it->text();
      if (!met_.insert(clause.clause.text()).second) {
        node.fail("the clause '" + clause.clause.text() + "' stands twice");
      }
      clauses.push_back(std::move(clause));
    }
    return clauses;
  }

 private:
  const std::vector<std::string>& names_;
  std::set<std::string> met_;
};

Parameter read_parameter(const SpecNode& node) {
  constexpr Passing kPassings[] = {Passing::positional_only, Passing::positional_or_keyword,
                                   Passing::var_positional, Passing::keyword_only,
                                   Passing::var_keyword};
  node.object("parameter");
  Parameter parameter;
  parameter.name = node.at("name").nonempty_text();
  if (const auto it = node.find("passing")) {
    std::array<std::string_view, std::size(kPassings)> names;
    std::transform(std::begin(kPassings), std::end(kPassings), names.begin(), passing_name);
    parameter.passing = kPassings[it->word(names)];
  }
  if (const auto it = node.find("default")) {
    parameter.has_default = true;
    parameter.default_value = it->value();
  }
  if (const auto it = node.find("domain")) parameter.domain = detail::read_domain(*it);
  if (node.find("domain_by")) parameter.domain_by = read_by(node, "domain_by");
  if (const auto it = node.find("seen")) parameter.seen = detail::read_seen(*it);
  return parameter;
}

std::vector<Parameter> read_parameters(const SpecNode& list) {
  std::vector<Parameter> parameters;
  std::set<std::string> names;
  for (const SpecNode& node : list.elements()) {
    parameters.push_back(read_parameter(node));
    if (!names.insert(parameters.back().name).second) {
      node.fail("the parameter '" + parameters.back().name + "' stands twice");
    }
  }
  return parameters;
}

std::vector<RaisesEntry> read_raises(const SpecNode& list) {
  std::vector<RaisesEntry> raises;
  std::set<std::string> types;
  for (const SpecNode& node : list.elements()) {
    node.object("raises");
    RaisesEntry entry;
    entry.type = node.at("type").nonempty_text();
    entry.by = read_by(node);
    if (const auto it = node.find("evidence")) entry.evidence = read_evidence(*it);
    if (const auto it = node.find("example")) entry.example = detail::read_text_value(*it);
    if (!types.insert(entry.type).second) {
      node.fail("the exception '" + entry.type + "' stands twice");
    }
    raises.push_back(std::move(entry));
  }
  return raises;
}

std::vector<NoiseEntry> read_noise(const SpecNode& list) {
  constexpr std::size_t kIdSize = 16;
  std::vector<NoiseEntry> noise;
  for (const SpecNode& node : list.elements()) {
    node.object("noise");
    NoiseEntry entry;
    entry.factor = node.at("factor").nonempty_text();
    entry.ids = node.at("ids").texts();
    for (const std::string& id : entry.ids) {
      if (id.size() == kIdSize && id.find_first_not_of("0123456789abcdef") == std::string::npos) {
        continue;
      }
      node.at("ids").fail("'" + id + "' is not the id of a trace: 16 hexadecimal digits");
    }
    std::sort(entry.ids.begin(), entry.ids.end());
    entry.traces = entry.ids.size();
    if (const auto it = node.find("traces")) entry.traces = it->count(UINT64_MAX);
    if (entry.traces < entry.ids.size()) node.at("traces").fail("is less than the ids there are");
    if (const auto it = node.find("example")) entry.example = it->text();
    noise.push_back(std::move(entry));
  }
  return noise;
}

std::vector<int> read_lines(const SpecNode& list) {
  std::vector<int> lines;
  for (const SpecNode& each : list.elements()) {
    lines.push_back(static_cast<int>(each.count(std::numeric_limits<int>::max())));
  }
  return lines;
}

std::map<std::string, std::uint64_t> read_counts(const std::optional<SpecNode>& node) {
  std::map<std::string, std::uint64_t> counts;
  if (!node) return counts;
  for (const std::string& key : node->keys()) counts[key] = node->at(key).count(UINT64_MAX);
  return counts;
}

CorpusEvidence read_corpus(const SpecNode& node) {
  node.object("corpus");
  CorpusEvidence evidence;
  if (const auto it = node.find("traces")) evidence.traces = it->count(UINT64_MAX);
  if (const auto it = node.find("calls")) evidence.calls = it->count(UINT64_MAX);
  if (const auto it = node.find("returned")) evidence.returned = it->count(UINT64_MAX);
  if (const auto it = node.find("unbound")) evidence.unbound = it->count(UINT64_MAX);
  evidence.refused = read_counts(node.find("refused"));
  evidence.mutated = read_counts(node.find("mutated"));
  evidence.unrecorded = read_counts(node.find("unrecorded"));
  if (const auto it = node.find("lines")) {
    it->object("lines");
    if (const auto reached = it->find("reached")) evidence.lines_reached = read_lines(*reached);
    if (const auto missed = it->find("missed")) evidence.lines_missed = read_lines(*missed);
  }
  return evidence;
}

std::vector<std::string> read_texts(const SpecNode& root, std::string_view field) {
  const auto node = root.find(field);
  return node ? node->texts() : std::vector<std::string>();
}

Freeze read_freeze(const SpecNode& node) {
  node.object("freeze");
  Freeze freeze;
  if (const auto it = node.find("time")) {
    freeze.time = it->text();
    if (!nanoseconds_of(freeze.time)) {
      it->fail("is not a time of UTC from 1970 to 2199, as 2026-01-02T03:04:05Z");
    }
  }
  if (const auto it = node.find("random")) {
    freeze.random = static_cast<std::uint32_t>(it->count(UINT32_MAX));
  }
  return freeze;
}

std::vector<std::string> read_effects(const SpecNode& root) {
  constexpr std::string_view kEffects[] = {"write", "remove", "process", "network"};
  std::vector<std::string> effects = read_texts(root, "effects");
  for (std::size_t i = 0; i < effects.size(); ++i) root.at("effects").elements()[i].word(kEffects);
  return effects;
}

std::vector<std::string> read_widened(const SpecNode& root) {
  std::vector<std::string> widened;
  const auto list = root.find("widened");
  if (!list) return widened;
  for (const SpecNode& node : list->elements()) {
    try {
      widened.push_back(Clause::parse(node.text()).text());
    } catch (const ClauseError& error) {
      node.fail(error.what());
    }
  }
  return widened;
}

std::vector<std::string> read_mutates(const SpecNode& root, const std::vector<std::string>& names) {
  std::vector<std::string> mutates = read_texts(root, "mutates");
  for (std::size_t i = 0; i < mutates.size(); ++i) {
    detail::check_parameter(root.at("mutates").elements()[i], mutates[i], names);
  }
  return mutates;
}

Spec read_spec(const SpecNode& root) {
  root.object("spec");
  Spec spec;
  spec.function = root.at("function").nonempty_text();
  if (spec.function.find(':') == std::string::npos) {
    root.at("function").fail("must be \"module:QualName\", as \"posixpath:normpath\"");
  }
  if (const auto it = root.find("parameters")) spec.parameters = read_parameters(*it);
  std::vector<std::string> names;
  names.reserve(spec.parameters.size());
  for (const Parameter& parameter : spec.parameters) names.push_back(parameter.name);
  ClauseReader clauses(names);
  for (std::size_t i = 0; i < spec.parameters.size(); ++i) {
    const SpecNode node = root.at("parameters").elements()[i];
    if (const auto it = node.find("clauses")) spec.parameters[i].clauses = clauses.read(*it);
  }
  if (const auto it = root.find("relations")) spec.relations = clauses.read(*it);
  if (const auto it = root.find("returns")) {
    it->object("returns");
    if (const auto domain = it->find("domain")) spec.returns = detail::read_domain(*domain);
    if (const auto seen = it->find("seen")) spec.returns_seen = detail::read_seen(*seen);
  }
  if (const auto it = root.find("raises")) spec.raises = read_raises(*it);
  spec.block = read_texts(root, "block");
  if (const auto it = root.find("freeze")) spec.freeze = read_freeze(*it);
  spec.refuses = read_texts(root, "refuses");
  spec.mutates = read_mutates(root, names);
  spec.record_types = read_texts(root, "record_types");
  spec.effects = read_effects(root);
  spec.widened = read_widened(root);
  if (const auto it = root.find("base_exceptions_mapped")) {
    spec.base_exceptions_mapped = it->boolean();
  }
  if (const auto it = root.find("deterministic")) spec.deterministic = it->text();
  if (const auto it = root.find("noise")) spec.noise = read_noise(*it);
  if (const auto it = root.find("compare")) spec.compare = detail::read_compare(*it);
  if (const auto it = root.find("waivers")) spec.waivers = detail::read_waivers(*it, names);
  if (const auto it = root.find("gate")) spec.gate = detail::read_gate(*it);
  if (const auto it = root.find("evidence")) spec.evidence = read_corpus(*it);
  spec.kept = detail::read_kept(root, "spec");
  return spec;
}

/// Parses JSON; an object with two members of one name is an error.
Json parse_json(std::string_view text) {
  if (detail::json_depth(text) > detail::kMaxSpecDepth) {
    throw SpecError("$: nests deeper than " + std::to_string(detail::kMaxSpecDepth) + " levels");
  }
  std::vector<std::set<std::string>> open;
  const Json::parser_callback_t check = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key &&
        !open.back().insert(parsed.get<std::string>()).second) {
      throw SpecError("$: the field " + parsed.dump() + " stands twice in one object");
    }
    return true;
  };
  try {
    return Json::parse(text, check);
  } catch (const Json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 3, …", or a number beyond every double.
    const std::string what = error.what();
    const std::size_t place = what.find("at line"), behind = what.find("] ");
    const std::size_t at = place != std::string::npos    ? place
                           : behind != std::string::npos ? behind + 2
                                                         : 0;
    throw SpecError("not JSON: " + what.substr(at));
  }
}

}  // namespace

Spec parse_spec(std::string_view text) {
  const Json json = parse_json(text);
  return read_spec(SpecNode(json, "$"));
}

}  // namespace portproof
