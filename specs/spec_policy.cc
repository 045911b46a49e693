// Reads and writes what people put into a spec: comparison, waivers, the gate's policy.
#include "specs/spec_policy.h"

#include <algorithm>
#include <limits>

#include "specs/nearest.h"
#include "specs/path.h"
#include "specs/spec_json.h"

namespace portproof::detail {
namespace {

constexpr std::string_view kExceptions[] = {"type", "type+message", "any"};
constexpr std::string_view kDictOrder[] = {"compare", "ignore"};
constexpr std::string_view kBeyond[] = {"report", "block"};
constexpr std::string_view kAssumptions[] = {"accept", "confirm"};
constexpr std::string_view kStages[] = {"replay", "props", "fuzz", "audit", "bench"};
constexpr std::string_view kKinds[] = {"value",     "type",     "length",    "missing",  "order",
                                       "exception", "raised",   "returned",  "argument", "fault",
                                       "timeout",   "relation", "type+value"};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool loosens(const FloatPolicy& policy) {
  return policy.mode != FloatPolicy::Mode::exact || !policy.zero_sign;
}

/// "exact", {"ulps": n} or {"rel": x, "abs": y}, and "zero_sign" beside it.
FloatPolicy read_floats(const SpecNode& node) {
  FloatPolicy policy;
  if (const auto it = node.find("zero_sign")) policy.zero_sign = it->boolean();
  const auto floats = node.find("float");
  if (!floats) return policy;
  if (floats->json().is_string()) {
    constexpr std::string_view kExact[] = {"exact"};
    floats->word(kExact);
    return policy;
  }
  floats->object("float");
  if (const auto ulps = floats->find("ulps")) {
    if (floats->json().size() > 1) floats->fail("ulps stands alone, without rel and abs");
    policy.mode = FloatPolicy::Mode::ulps;
    policy.ulps = ulps->count(std::uint64_t{1} << 52);
    return policy;
  }
  policy.mode = FloatPolicy::Mode::tolerance;
  if (const auto rel = floats->find("rel")) policy.rel = rel->real(0, 1);
  if (const auto abs = floats->find("abs")) policy.abs = abs->real(0, kInfinity);
  if (policy.rel == 0 && policy.abs == 0) {
    floats->fail("must be \"exact\", {\"ulps\": n}, or hold a rel or abs above 0");
  }
  return policy;
}

void write_floats(const FloatPolicy& policy, Json& json) {
  switch (policy.mode) {
    case FloatPolicy::Mode::exact:
      break;
    case FloatPolicy::Mode::ulps:
      json["float"]["ulps"] = policy.ulps;
      break;
    case FloatPolicy::Mode::tolerance:
      if (policy.rel != 0) json["float"]["rel"] = policy.rel;
      if (policy.abs != 0) json["float"]["abs"] = policy.abs;
      break;
  }
  if (!policy.zero_sign) json["zero_sign"] = false;
}

PathPolicy read_path(const SpecNode& node) {
  node.object("path");
  PathPolicy policy;
  policy.path = node.at("path").text();
  if (!is_path(policy.path)) {
    node.at("path").fail("'" + policy.path + "' is no path; write it like [*].score, args[0][2]");
  }
  if (node.has("float") || node.has("zero_sign")) policy.floats = read_floats(node);
  if (const auto it = node.find("unordered")) policy.unordered = it->boolean();
  if (const auto it = node.find("ignore")) policy.ignore = it->boolean();
  const bool changes = policy.floats || policy.unordered || policy.ignore;
  if (!changes) node.fail("says nothing: float, zero_sign, unordered or ignore is missing");
  const bool loose = policy.ignore || policy.unordered || loosens(*policy.floats);
  if (loose && !node.has("reason")) node.fail("needs a reason: it loosens the comparison");
  if (const auto it = node.find("reason")) policy.reason = it->nonempty_text();
  return policy;
}

Waiver read_waiver(const SpecNode& node, const std::vector<std::string>& names) {
  node.object("waiver");
  Waiver waiver;
  waiver.reason = node.at("reason").nonempty_text();
  waiver.expires = node.at("expires").text();
  if (!is_date(waiver.expires)) {
    node.at("expires").fail("'" + waiver.expires + "' is no day; write it like 2027-01-31");
  }
  const SpecNode when = node.at("when");
  when.object("when");
  if (const auto parameters = when.find("parameters")) {
    for (const std::string& name : parameters->keys()) {
      const SpecNode condition = parameters->at(name);
      check_parameter(condition, name, names);
      const std::string text = condition.text();
      waiver.parameters[name] = text;
      if (!text.empty()) waiver.conditions.push_back(read_clause(condition, names));
    }
  }
  if (const auto divergence = when.find("divergence")) {
    divergence->object("divergence");
    if (const auto it = divergence->find("kind")) waiver.kind = kKinds[it->word(kKinds)];
    if (const auto it = divergence->find("path")) {
      waiver.path = it->text();
      if (!is_path(waiver.path)) it->fail("'" + waiver.path + "' is no path");
    }
  }
  if (waiver.conditions.empty() && waiver.kind.empty() && waiver.path.empty()) {
    when.fail("would waive everything: it needs a clause of a parameter, a kind or a path");
  }
  return waiver;
}

}  // namespace

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int parts[3] = {0, 0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-') {
      ++part;
    } else if (c < '0' || c > '9' || part > 2) {
      return false;
    } else {
      parts[part] = parts[part] * 10 + (c - '0');
    }
  }
  const auto [year, month, day] = parts;
  if (part != 2 || month < 1 || month > 12 || day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month - 1] + (leap && month == 2 ? 1 : 0);
}

void check_parameter(const SpecNode& node, const std::string& name,
                     const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  node.fail("there is no parameter '" + name + "' (there are: " + listed(names) + ")" +
            did_you_mean(name, names));
}

Clause read_clause(const SpecNode& node, const std::vector<std::string>& names) {
  try {
    Clause clause = Clause::parse(node.text());
    clause.bind(names);
    return clause;
  } catch (const ClauseError& error) {
    node.fail(error.what());
  }
}

ComparePolicy read_compare(const SpecNode& node) {
  node.object("compare");
  ComparePolicy compare;
  compare.floats = read_floats(node);
  if (const auto it = node.find("dict_order")) compare.dict_order = it->word(kDictOrder) == 0;
  if (const auto it = node.find("exceptions")) {
    compare.exceptions = static_cast<ExceptionPolicy>(it->word(kExceptions));
  }
  if (const auto it = node.find("paths")) {
    for (const SpecNode& each : it->elements()) compare.paths.push_back(read_path(each));
  }
  if (const auto it = node.find("relation")) {
    compare.relation = it->nonempty_text();
    if (compare.relation.find(':') == std::string::npos) {
      it->fail("must be a Python \"module:function\"");
    }
  }
  if (const auto it = node.find("reason")) compare.reason = it->nonempty_text();
  const bool loose = loosens(compare.floats) || !compare.dict_order || !compare.relation.empty() ||
                     compare.exceptions == ExceptionPolicy::any;
  if (loose && compare.reason.empty()) {
    node.fail("needs a reason: it loosens the comparison");
  }
  return compare;
}

Json write_compare(const ComparePolicy& compare) {
  Json json = Json::object();
  write_floats(compare.floats, json);
  if (!compare.dict_order) json["dict_order"] = "ignore";
  if (compare.exceptions != ExceptionPolicy::type) {
    json["exceptions"] = kExceptions[static_cast<std::size_t>(compare.exceptions)];
  }
  for (const PathPolicy& policy : compare.paths) {
    Json path = Json::object();
    path["path"] = policy.path;
    if (policy.floats) {
      write_floats(*policy.floats, path);
      if (!loosens(*policy.floats)) path["float"] = "exact";
    }
    if (policy.unordered) path["unordered"] = true;
    if (policy.ignore) path["ignore"] = true;
    if (!policy.reason.empty()) path["reason"] = policy.reason;
    json["paths"].push_back(std::move(path));
  }
  if (!compare.relation.empty()) json["relation"] = compare.relation;
  if (!compare.reason.empty()) json["reason"] = compare.reason;
  return json;
}

std::vector<Waiver> read_waivers(const SpecNode& node, const std::vector<std::string>& names) {
  std::vector<Waiver> waivers;
  for (const SpecNode& each : node.elements()) waivers.push_back(read_waiver(each, names));
  return waivers;
}

Json write_waivers(const std::vector<Waiver>& waivers) {
  Json json = Json::array();
  for (const Waiver& waiver : waivers) {
    Json when = Json::object();
    for (const auto& [name, text] : waiver.parameters) when["parameters"][name] = text;
    if (!waiver.kind.empty()) when["divergence"]["kind"] = waiver.kind;
    if (!waiver.path.empty()) when["divergence"]["path"] = waiver.path;
    json.push_back({{"when", when}, {"reason", waiver.reason}, {"expires", waiver.expires}});
  }
  return json;
}

GatePolicy read_gate(const SpecNode& node) {
  node.object("gate");
  GatePolicy gate;
  if (const auto it = node.find("stages")) {
    for (const SpecNode& each : it->elements())
      gate.stages.emplace_back(kStages[each.word(kStages)]);
    if (gate.stages.empty()) it->fail("must name a stage, or be left out");
  }
  if (const auto it = node.find("min_matches")) {
    gate.min_matches = it->count();
    if (gate.min_matches == 0) it->fail("must be at least 1: zero matches are never a pass");
  }
  if (const auto it = node.find("props_cases")) gate.props_cases = it->count();
  if (const auto it = node.find("fuzz_runs")) gate.fuzz_runs = it->count();
  if (const auto it = node.find("max_inconclusive")) gate.max_inconclusive = it->real(0, 1);
  if (const auto it = node.find("beyond")) gate.beyond_blocks = it->word(kBeyond) == 1;
  if (const auto it = node.find("assumptions")) {
    gate.confirm_assumptions = it->word(kAssumptions) == 1;
  }
  if (const auto it = node.find("min_kill")) gate.min_kill = it->real(0, 1);
  if (const auto it = node.find("reads")) gate.reads = it->texts();
  gate.kept = read_kept(node, "gate");
  return gate;
}

Json write_gate(const GatePolicy& gate) {
  const GatePolicy usual;
  Json json = Json::object();
  if (!gate.stages.empty()) json["stages"] = gate.stages;
  if (gate.min_matches != usual.min_matches) json["min_matches"] = gate.min_matches;
  if (gate.props_cases != usual.props_cases) json["props_cases"] = gate.props_cases;
  if (gate.fuzz_runs != usual.fuzz_runs) json["fuzz_runs"] = gate.fuzz_runs;
  if (gate.max_inconclusive) json["max_inconclusive"] = *gate.max_inconclusive;
  if (gate.beyond_blocks) json["beyond"] = "block";
  if (gate.confirm_assumptions) json["assumptions"] = "confirm";
  if (gate.min_kill) json["min_kill"] = *gate.min_kill;
  if (!gate.reads.empty()) json["reads"] = gate.reads;
  write_kept(gate.kept, json);
  return json;
}

Kept read_kept(const SpecNode& node, std::string_view object) {
  Kept kept;
  for (const std::string& key : node.keys()) {
    if (is_kept_field(object, key)) kept.emplace_back(key, node.at(key).json().dump());
  }
  return kept;
}

void write_kept(const Kept& kept, Json& json) {
  for (const auto& [name, text] : kept) json[name] = Json::parse(text);
}

}  // namespace portproof::detail
