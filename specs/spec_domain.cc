// Reads and writes the Domains of a spec, and what was seen in them.
#include <algorithm>
#include <array>

#include "specs/domain/number.h"
#include "specs/nearest.h"
#include "specs/spec_json.h"
#include "specs/spec_node.h"

namespace portproof::detail {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 13> kPlain{{{"None", Kind::none},
                                                                    {"bool", Kind::boolean},
                                                                    {"int", Kind::integer},
                                                                    {"float", Kind::floating},
                                                                    {"complex", Kind::complex},
                                                                    {"str", Kind::str},
                                                                    {"bytes", Kind::bytes},
                                                                    {"bytearray", Kind::bytearray},
                                                                    {"list", Kind::list},
                                                                    {"tuple", Kind::tuple},
                                                                    {"set", Kind::set},
                                                                    {"frozenset", Kind::frozenset},
                                                                    {"dict", Kind::dict}}};
constexpr std::string_view kForms[] = {"list", "tuple",  "tuple_of", "set",       "frozenset",
                                       "dict", "record", "enum",     "extension", "opaque"};
constexpr std::string_view kExtensions[] = {"datetime", "date",     "time",    "timedelta",
                                            "decimal",  "fraction", "uuid",    "path",
                                            "range",    "slice",    "constant"};
constexpr std::string_view kSpecial[] = {"nan", "inf", "subnormal", "-0.0"};

Alternative read_plain(const SpecNode& node) {
  std::vector<std::string_view> names;
  names.reserve(kPlain.size());
  for (const auto& [name, kind] : kPlain) names.push_back(name);
  Alternative alternative;
  alternative.kind = kPlain[node.word(names)].second;
  switch (alternative.kind) {
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::frozenset:
      alternative.parts.resize(1);
      break;
    case Kind::dict:
      alternative.parts.resize(2);
      break;
    default:
      break;
  }
  return alternative;
}

void read_record(const SpecNode& node, Alternative& alternative) {
  const auto parts = node.elements();
  if (parts.size() != 2) node.fail("must be [\"module:Type\", {field: domain, …}]");
  alternative.type = parts[0].nonempty_text();
  for (const std::string& field : parts[1].keys()) {
    alternative.fields.push_back(field);
    alternative.parts.push_back(read_domain(parts[1].at(field)));
  }
}

Alternative read_alternative(const SpecNode& node) {
  if (node.json().is_string()) return read_plain(node);
  const auto keys = node.keys();
  if (keys.size() != 1)
    node.fail("must be a kind, or an object with one member as {\"list\": […]}");
  const SpecNode inside = node.at(keys[0]);
  const Json key(keys[0]);
  const std::string_view form = kForms[SpecNode(key, node.path()).word(kForms)];
  Alternative alternative;
  const auto of = [&](Kind kind) { alternative.kind = kind; };
  if (form == "list" || form == "set" || form == "frozenset" || form == "tuple_of") {
    of(form == "list"        ? Kind::list
       : form == "set"       ? Kind::set
       : form == "frozenset" ? Kind::frozenset
                             : Kind::tuple);
    alternative.parts.push_back(read_domain(inside));
  } else if (form == "tuple" || form == "dict") {
    of(form == "tuple" ? Kind::tuple : Kind::dict);
    alternative.fixed = form == "tuple";
    for (const SpecNode& part : inside.elements()) alternative.parts.push_back(read_domain(part));
    if (form == "dict" && alternative.parts.size() != 2) {
      inside.fail("must be [domain of the keys, domain of the values]");
    }
  } else if (form == "record") {
    of(Kind::record);
    read_record(inside, alternative);
  } else if (form == "extension") {
    of(Kind::extension);
    alternative.type = kExtensions[inside.word(kExtensions)];
  } else {
    of(form == "enum" ? Kind::enumeration : Kind::opaque);
    alternative.type = inside.nonempty_text();
  }
  return alternative;
}

Json parts_json(const Alternative& alternative) {
  Json parts = Json::array();
  for (const Domain& part : alternative.parts) parts.push_back(write_domain(part));
  return parts;
}

bool nothing_known(const Alternative& alternative) {
  return !alternative.fixed && std::all_of(alternative.parts.begin(), alternative.parts.end(),
                                           [](const Domain& d) { return d.alternatives.empty(); });
}

Json write_alternative(const Alternative& each) {
  const auto tagged = [](std::string_view tag, Json content) {
    Json json = Json::object();
    json[std::string(tag)] = std::move(content);
    return json;
  };
  switch (each.kind) {
    case Kind::record: {
      Json fields = Json::object();
      for (std::size_t i = 0; i < each.fields.size(); ++i) {
        fields[each.fields[i]] = write_domain(each.parts[i]);
      }
      return tagged("record", Json::array({each.type, std::move(fields)}));
    }
    case Kind::enumeration:
      return tagged("enum", each.type);
    case Kind::extension:
      return tagged("extension", each.type);
    case Kind::opaque:
      return tagged("opaque", each.type);
    default:
      break;
  }
  const Kind kind = each.kind == Kind::big_integer ? Kind::integer : each.kind;
  const auto plain = std::find_if(kPlain.begin(), kPlain.end(),
                                  [&](const auto& known) { return known.second == kind; });
  if (!has_children(kind) || kind == Kind::complex || nothing_known(each)) return plain->first;
  if (kind == Kind::tuple && each.fixed) return tagged("tuple", parts_json(each));
  if (kind == Kind::dict) return tagged("dict", parts_json(each));
  return tagged(kind == Kind::tuple ? "tuple_of" : plain->first, write_domain(each.parts[0]));
}

void read_special(const SpecNode& node, Seen& seen) {
  bool* flags[] = {&seen.nan, &seen.infinite, &seen.subnormal, &seen.negative_zero};
  for (const SpecNode& each : node.elements()) *flags[each.word(kSpecial)] = true;
}

Json write_special(const Seen& seen) {
  const bool flags[] = {seen.nan, seen.infinite, seen.subnormal, seen.negative_zero};
  Json json = Json::array();
  for (std::size_t i = 0; i < std::size(flags); ++i) {
    if (flags[i]) json.push_back(kSpecial[i]);
  }
  return json;
}

std::optional<Value> read_number(const std::optional<SpecNode>& node) {
  if (!node) return std::nullopt;
  Value value = node->value();
  if (!number_of(value.view())) node->fail("must be a number");
  return value;
}

void read_length(const SpecNode& node, Seen& seen) {
  const auto ends = node.elements();
  if (ends.size() != 2) node.fail("must be [shortest, longest]");
  seen.length.emplace(ends[0].count(UINT64_MAX), ends[1].count(UINT64_MAX));
}

}  // namespace

Domain read_domain(const SpecNode& node) {
  if (!node.json().is_array()) node.fail("must be an array of kinds, as [\"str\", \"None\"]");
  Domain domain;
  for (const SpecNode& each : node.elements()) {
    domain.alternatives.push_back(read_alternative(each));
  }
  return domain;
}

Json write_domain(const Domain& domain) {
  Json json = Json::array();
  for (const Alternative& each : domain.alternatives) json.push_back(write_alternative(each));
  return json;
}

Seen read_seen(const SpecNode& node) {
  node.object("seen");
  Seen seen;
  if (const auto it = node.find("count")) seen.count = it->count(UINT64_MAX);
  seen.traces = node.has("traces") ? node.at("traces").count(UINT64_MAX) : seen.count;
  if (const auto it = node.find("kinds")) {
    for (const std::string& kind : it->keys()) seen.kinds[kind] = it->at(kind).count(UINT64_MAX);
  }
  seen.least = read_number(node.find("least"));
  seen.greatest = read_number(node.find("greatest"));
  if (const auto it = node.find("special")) read_special(*it, seen);
  if (const auto it = node.find("length")) read_length(*it, seen);
  if (const auto it = node.find("classes")) {
    const std::vector<std::string> known = class_names(~std::uint32_t{0});
    const std::vector<std::string_view> words(known.begin(), known.end());
    for (const SpecNode& each : it->elements()) seen.classes.push_back(known[each.word(words)]);
  }
  if (const auto it = node.find("alphabet")) seen.alphabet = read_text_value(*it);
  if (const auto it = node.find("prefix")) seen.prefix = read_text_value(*it);
  if (const auto it = node.find("values")) {
    for (const SpecNode& each : it->elements()) seen.values.push_back(each.value());
  }
  if (const auto it = node.find("parts")) {
    for (const std::string& step : it->keys()) {
      seen.parts.push_back(read_seen(it->at(step)));
      seen.parts.back().step = step;
    }
  }
  return seen;
}

Json write_seen(const Seen& seen) {
  Json json = Json::object();
  json["count"] = seen.count;
  if (seen.traces != seen.count) json["traces"] = seen.traces;
  json["kinds"] = Json::object();
  for (const auto& [kind, count] : seen.kinds) json["kinds"][kind] = count;
  if (seen.least) json["least"] = value_json(*seen.least);
  if (seen.greatest) json["greatest"] = value_json(*seen.greatest);
  if (Json special = write_special(seen); !special.empty()) json["special"] = std::move(special);
  if (seen.length) json["length"] = {seen.length->first, seen.length->second};
  if (!seen.classes.empty()) json["classes"] = seen.classes;
  if (!seen.alphabet.empty()) json["alphabet"] = text_json(seen.alphabet);
  if (!seen.prefix.empty()) json["prefix"] = text_json(seen.prefix);
  for (const Value& value : seen.values) json["values"].push_back(value_json(value));
  for (const Seen& part : seen.parts) json["parts"][part.step] = write_seen(part);
  return json;
}

}  // namespace portproof::detail
