// A place in a spec's JSON that knows its path, so that every complaint names it.
#include "specs/spec_node.h"

#include <algorithm>
#include <cmath>

#include "specs/codec.h"
#include "specs/nearest.h"
#include "specs/spec_json.h"

namespace portproof::detail {
namespace {

std::string member_path(const std::string& path, std::string_view key) {
  const bool plain = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$';
  });
  if (plain) return path + "." + std::string(key);
  return path + "[" + Json(std::string(key)).dump(-1, ' ', true, Json::error_handler_t::replace) +
         "]";
}

std::string type_of(const Json& json) {
  if (json.is_number_float()) return "a number with a fraction";
  if (json.is_number()) return "a number";
  if (json.is_string()) return "a text";
  if (json.is_boolean()) return "true or false";
  if (json.is_null()) return "null";
  return json.is_array() ? "an array" : "an object";
}

}  // namespace

const SpecNode& SpecNode::map() const {
  if (!json_.is_object()) fail("must be an object, is " + type_of(json_));
  return *this;
}

const SpecNode& SpecNode::object(std::string_view object) const {
  map();
  const auto known = spec_fields(object);
  for (const auto& [key, value] : json_.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    throw SpecError(member_path(path_, key) + ": unknown field" + did_you_mean(key, known));
  }
  return *this;
}

std::vector<std::string> SpecNode::keys() const {
  std::vector<std::string> names;
  for (const auto& [key, value] : map().json_.items()) names.push_back(key);
  return names;
}

SpecNode SpecNode::at(std::string_view key) const {
  const auto it = json_.find(std::string(key));
  if (it == json_.end()) fail("the field " + std::string(key) + " is missing");
  return {*it, member_path(path_, key)};
}

std::optional<SpecNode> SpecNode::find(std::string_view key) const {
  const auto it = json_.find(std::string(key));
  if (it == json_.end()) return std::nullopt;
  return SpecNode(*it, member_path(path_, key));
}

std::vector<SpecNode> SpecNode::elements() const {
  if (!json_.is_array()) fail("must be an array, is " + type_of(json_));
  std::vector<SpecNode> nodes;
  nodes.reserve(json_.size());
  for (std::size_t i = 0; i < json_.size(); ++i) {
    nodes.emplace_back(json_[i], path_ + "[" + std::to_string(i) + "]");
  }
  return nodes;
}

std::string SpecNode::text() const {
  if (!json_.is_string()) fail("must be a text, is " + type_of(json_));
  return json_.get<std::string>();
}

std::string SpecNode::nonempty_text() const {
  std::string result = text();
  if (result.find_first_not_of(" \t\n") == std::string::npos) fail("must not be empty");
  return result;
}

bool SpecNode::boolean() const {
  if (!json_.is_boolean()) fail("must be true or false, is " + type_of(json_));
  return json_.get<bool>();
}

std::uint64_t SpecNode::count(std::uint64_t greatest) const {
  if (!json_.is_number_unsigned()) {
    fail("must be a whole number from 0 on" +
         (json_.is_number() ? std::string() : ", is " + type_of(json_)));
  }
  const auto number = json_.get<std::uint64_t>();
  if (number > greatest) fail("must be at most " + std::to_string(greatest));
  return number;
}

double SpecNode::real(double least, double greatest) const {
  const auto shown = [](double bound) { return Json(bound).dump(); };
  if (!json_.is_number()) fail("must be a number, is " + type_of(json_));
  const auto number = json_.get<double>();
  if (!(number >= least && number <= greatest)) {
    fail(std::isinf(greatest) ? "must be at least " + shown(least)
                              : "must lie between " + shown(least) + " and " + shown(greatest));
  }
  return number;
}

std::size_t SpecNode::word(std::span<const std::string_view> known) const {
  const std::string given = text();
  const auto it = std::find(known.begin(), known.end(), given);
  if (it != known.end()) return static_cast<std::size_t>(it - known.begin());
  const std::vector<std::string> words(known.begin(), known.end());
  fail("'" + given + "' is none of: " + listed(words) + did_you_mean(given, known));
}

std::vector<std::string> SpecNode::texts() const {
  std::vector<std::string> result;
  for (const SpecNode& each : elements()) {
    result.push_back(each.nonempty_text());
    if (std::count(result.begin(), result.end(), result.back()) > 1) {
      each.fail("'" + result.back() + "' stands twice");
    }
  }
  return result;
}

Value SpecNode::value() const {
  try {
    return JsonReader().read_value(json_.dump());
  } catch (const CodecError& error) {
    fail(std::string("is no value of the trace format: ") + error.what());
  }
}

std::string read_text_value(const SpecNode& node) {
  if (node.json().is_string()) return node.text();
  const Value value = node.value();
  if (!value.view().is(Kind::str) && !value.view().is(Kind::bytes)) node.fail("must be a text");
  return std::string(value.view().text());
}

std::size_t json_depth(std::string_view text) {
  std::size_t depth = 0, deepest = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside) {
      if (c == '\\') ++i;
      inside = c != '"';
    } else if (c == '"') {
      inside = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

Json value_json(ValueView value) { return Json::parse(to_json(value)); }

Json text_json(std::string_view wtf8) {
  Arena arena;
  return value_json(arena.view(arena.str(wtf8)));
}

}  // namespace portproof::detail
