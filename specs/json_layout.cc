// Lays JSON out for people who read diffs: what fits on a line stands on one.
#include <algorithm>

#include "specs/spec_node.h"

namespace portproof::detail {
namespace {

constexpr std::size_t kWidth = 110;
/// The first members of entries of lists.
constexpr std::string_view kEntries[] = {"clause", "name", "type", "path", "when"};

std::string scalar(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// `{"a": 1, "b": [1, 2]}`
void write_line(const Json& json, std::string& out) {
  if (!json.is_structured()) {
    out += scalar(json);
    return;
  }
  out += json.is_array() ? '[' : '{';
  bool first = true;
  for (const auto& [key, value] : json.items()) {
    if (!first) out += ", ";
    first = false;
    if (json.is_object()) out += scalar(Json(key)) + ": ";
    write_line(value, out);
  }
  out += json.is_array() ? ']' : '}';
}

/// A clause stands on one line whatever its length; a parameter never does, whatever its.
bool is_line(const Json& json, const std::string& line, std::size_t indent) {
  if (!json.is_structured() || json.empty()) return true;
  if (json.is_object() && json.begin().key() == "clause") return true;
  if (json.is_object() && (json.begin().key() == "name" || indent == 0)) return false;
  // Entries that people add and strike stand one a line.
  const bool entries = json.is_array() && json.begin()->is_object() && !json.begin()->empty() &&
                       std::find(std::begin(kEntries), std::end(kEntries),
                                 json.begin()->begin().key()) != std::end(kEntries);
  return !entries && indent + line.size() <= kWidth;
}

void write(const Json& json, std::size_t indent, std::string& out) {
  std::string line;
  write_line(json, line);
  if (is_line(json, line, indent)) {
    out += line;
    return;
  }
  const std::string margin(indent + 2, ' ');
  const bool packed =
      json.is_array() && std::none_of(json.begin(), json.end(), [](const Json& each) {
        return each.is_structured() || each.is_string();
      });
  out += json.is_array() ? "[" : "{";
  std::size_t column = kWidth;
  bool first = true;
  for (const auto& [key, value] : json.items()) {
    if (!first) out += ',';
    const std::string text = packed ? scalar(value) : std::string();
    if (packed && column + text.size() + 2 < kWidth) {
      out += ' ';
    } else {
      out += '\n' + margin;
      column = margin.size();
    }
    first = false;
    column += text.size() + 2;
    if (packed) {
      out += text;
    } else {
      if (json.is_object()) out += scalar(Json(key)) + ": ";
      write(value, indent + 2, out);
    }
  }
  out += '\n' + std::string(indent, ' ') + (json.is_array() ? "]" : "}");
}

}  // namespace

std::string lay_out(const Json& json) {
  std::string out;
  write(json, 0, out);
  return out + "\n";
}

}  // namespace portproof::detail
