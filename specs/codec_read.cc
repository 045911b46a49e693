// Reads the lines of a recording: header, traces and notes.
#include <algorithm>
#include <array>
#include <cstring>

#include "specs/codec.h"
#include "specs/codec_text.h"
#include "specs/codec_values.h"
#include "specs/content_id.h"

namespace portproof {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kContentStart = 25;  // after {"id":"0123456789abcdef",
constexpr std::size_t kDefaultDepth = 1024;

[[noreturn]] void fail(const std::string& what) { throw CodecError(what); }

template <class T>
T get(element value, const char* what) {
  T result;
  if (value.get(result) != simdjson::SUCCESS) fail(std::string(what));
  return result;
}

std::string text_at(object fields, const char* key) {
  std::string_view text;
  return fields[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

Passing passing_of(std::string_view name) {
  if (name == "POSITIONAL_ONLY") return Passing::positional_only;
  if (name == "POSITIONAL_OR_KEYWORD") return Passing::positional_or_keyword;
  if (name == "VAR_POSITIONAL") return Passing::var_positional;
  if (name == "KEYWORD_ONLY") return Passing::keyword_only;
  if (name == "VAR_KEYWORD") return Passing::var_keyword;
  fail("unknown parameter kind \"" + std::string(name) + "\"");
}

std::vector<int> lines_of(object fields, const char* key) {
  std::vector<int> lines;
  simdjson::dom::array array;
  if (fields[key].get(array) != simdjson::SUCCESS)
    fail("\"lines\" needs the arrays all and reached");
  for (const element line : array) {
    lines.push_back(static_cast<int>(get<std::int64_t>(line, "a line number is an int")));
  }
  return lines;
}

Freeze read_freeze(element told) {
  object fields;
  if (told.get(fields) != simdjson::SUCCESS) fail("\"freeze\" is an object");
  Freeze freeze;
  element member;
  if (fields["time"].get(member) == simdjson::SUCCESS) {
    freeze.time = get<std::string_view>(member, "\"freeze\" has a time that is a text");
    if (!nanoseconds_of(freeze.time)) {
      fail("\"freeze\" has a time of UTC from 1970 to 2199, as 2026-01-02T03:04:05Z");
    }
  }
  if (fields["random"].get(member) == simdjson::SUCCESS) {
    constexpr const char* kNumber = "\"freeze\" has a random that is a number below 2**32";
    const auto random = get<std::uint64_t>(member, kNumber);
    if (random > UINT32_MAX) fail(kNumber);
    freeze.random = static_cast<std::uint32_t>(random);
  }
  return freeze;
}

void add_lines(std::vector<int>& into, const std::vector<int>& more) {
  into.insert(into.end(), more.begin(), more.end());
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

}  // namespace

struct JsonReader::State {
  simdjson::dom::parser parser;
  Arena arena;
  wire::ValueBuilder builder{arena};
  bool check_ids = true;
  std::string padded;
  std::vector<NodeId> children;

  element parse(std::string_view line);
  element parse_copy(std::string_view line);
  NodeId arguments(element value, bool keywords);
  void note(std::string_view tag, element payload, TraceHeader& header);
  void signature(simdjson::dom::array array, TraceHeader& header);
  void outcome(std::string_view key, element value, Outcome& outcome);
};

element JsonReader::State::parse(std::string_view line) {
  element root;
  auto error = parser.parse(line.data(), line.size(), false).get(root);
  if (error == simdjson::DEPTH_ERROR) {
    // A level of nesting takes at least two bytes, so this depth always suffices.
    if (parser.allocate(std::max(parser.capacity(), line.size()),
                        std::max(kDefaultDepth, line.size() / 2 + 16)) != simdjson::SUCCESS) {
      fail("not enough memory for a value nested this deep");
    }
    error = parser.parse(line.data(), line.size(), false).get(root);
  }
  if (error != simdjson::SUCCESS) {
    fail("not valid JSON: " + std::string(simdjson::error_message(error)));
  }
  return root;
}

element JsonReader::State::parse_copy(std::string_view line) {
  padded.assign(line);
  padded.append(kPadding, '\0');
  return parse(std::string_view(padded).substr(0, line.size()));
}

NodeId JsonReader::State::arguments(element value, bool keywords) {
  children.clear();
  if (!keywords) {
    for (const element item : get<simdjson::dom::array>(value, "\"args\" needs an array")) {
      children.push_back(builder.build(item));
    }
    return arena.container(Kind::tuple, children);
  }
  for (const auto member : get<object>(value, "\"kwargs\" needs an object")) {
    children.push_back(arena.str(member.key));
    children.push_back(builder.build(member.value));
  }
  return arena.container(Kind::dict, children);
}

void JsonReader::State::outcome(std::string_view key, element value, Outcome& outcome) {
  if (key == "returned") {
    outcome.result = Returned{arena.view(builder.build(value))};
    return;
  }
  if (key != "raised")
    fail("expected \"returned\" or \"raised\", not \"" + std::string(key) + "\"");
  const auto fields = get<object>(value, "\"raised\" needs an object");
  std::string_view type;
  element message;
  bool deliberate = false;
  if (fields["type"].get(type) != simdjson::SUCCESS ||
      fields["message"].get(message) != simdjson::SUCCESS ||
      fields["deliberate"].get(deliberate) != simdjson::SUCCESS) {
    fail("\"raised\" needs type, message and deliberate");
  }
  const NodeId type_id = arena.str(type);
  const NodeId message_id = builder.build(message);
  outcome.result = Raised{arena.view(type_id), arena.view(message_id), deliberate};
}

void JsonReader::State::note(std::string_view tag, element payload, TraceHeader& header) {
  if (tag == "again") {
    const auto pair = get<simdjson::dom::array>(payload, "\"again\" needs [id, count]");
    std::string_view id;
    std::uint64_t count = 0;
    if (pair.size() != 2 || pair.at(0).get(id) != simdjson::SUCCESS ||
        pair.at(1).get(count) != simdjson::SUCCESS) {
      fail("\"again\" needs [id, count]");
    }
    header.again[std::string(id)] += count;
  } else if (tag == "lines") {
    const auto fields = get<object>(payload, "\"lines\" needs an object");
    add_lines(header.lines_all, lines_of(fields, "all"));
    add_lines(header.lines_reached, lines_of(fields, "reached"));
  } else if (tag == "unrecorded") {
    for (const auto member : get<object>(payload, "\"unrecorded\" needs an object")) {
      header.unrecorded[std::string(member.key)] +=
          get<std::uint64_t>(member.value, "\"unrecorded\" counts calls");
    }
  } else if (tag == "portproof") {
    throw SecondHeader("a second header: two recordings in one file?");
  } else {
    fail("unknown note \"" + std::string(tag) + "\"");
  }
}

void JsonReader::State::signature(simdjson::dom::array array, TraceHeader& header) {
  header.has_signature = true;
  for (const element item : array) {
    const auto fields = get<object>(item, "\"signature\" needs objects");
    SignatureParameter parameter;
    parameter.name = text_at(fields, "name");
    if (parameter.name.empty()) fail("a parameter of the signature has no name");
    parameter.passing = passing_of(text_at(fields, "kind"));
    parameter.annotation = text_at(fields, "annotation");
    element value;
    if (fields["default"].get(value) == simdjson::SUCCESS) {
      builder.reset();
      parameter.has_default = true;
      parameter.default_value = Value(arena.view(builder.build(value)));
    }
    header.signature.push_back(std::move(parameter));
  }
}

JsonReader::JsonReader() : state_(std::make_unique<State>()) {}
JsonReader::~JsonReader() = default;

void JsonReader::check_ids(bool on) { state_->check_ids = on; }

bool JsonReader::read_line(std::string_view line, Trace& trace, TraceHeader& header) {
  State& state = *state_;
  const auto root = get<object>(state.parse(line), "a line needs an object");
  state.arena.clear();
  state.builder.reset();
  auto member = root.begin();
  const auto end = root.end();
  if (member == end) fail("an empty object is not a trace");
  if (member.key() != "id") {
    if (root.size() != 1) fail("a trace begins with its id");
    state.note(member.key(), member.value(), header);
    return false;
  }
  trace.id = get<std::string_view>(member.value(), "\"id\" needs a string");
  if (trace.id.size() != kContentIdSize || line.size() < kContentStart + 1 || line[24] != ',') {
    fail("an id has 16 hexadecimal digits, and no space before the comma");
  }
  const auto next = [&](const char* key) {
    ++member;
    if (member == end) fail(std::string("\"") + key + "\" is missing");
  };
  const auto expect = [&](const char* key) {
    next(key);
    if (member.key() != key) {
      fail("expected \"" + std::string(key) + "\", not \"" + std::string(member.key()) + "\"");
    }
    return member.value();
  };
  const NodeId args = state.arguments(expect("args"), false);
  const NodeId kwargs = state.arguments(expect("kwargs"), true);
  trace.call = {state.arena.view(args), state.arena.view(kwargs)};
  trace.outcome.after = {};
  next("returned");
  if (member.key() == "after") {
    state.builder.forget();
    const auto fields = get<object>(member.value(), "\"after\" needs an object");
    element args_after, kwargs_after;
    if (fields["args"].get(args_after) != simdjson::SUCCESS ||
        fields["kwargs"].get(kwargs_after) != simdjson::SUCCESS) {
      fail("\"after\" needs args and kwargs");
    }
    const NodeId after_args = state.arguments(args_after, false);
    const NodeId after_kwargs = state.arguments(kwargs_after, true);
    trace.outcome.after = {state.arena.view(after_args), state.arena.view(after_kwargs)};
    next("returned");
  }
  state.outcome(member.key(), member.value(), trace.outcome);
  ++member;
  if (member != end) fail("unexpected \"" + std::string(member.key()) + "\" after the outcome");
  if (state.check_ids &&
      content_id(line.substr(kContentStart, line.size() - kContentStart - 1)).text() != trace.id) {
    fail("the content does not fit its id " + std::string(trace.id) +
         ": edited by hand or damaged");
  }
  trace.seen = 1;
  return true;
}

TraceHeader JsonReader::read_header(std::string_view line) {
  State& state = *state_;
  object root, fields;
  element first;
  try {
    first = state.parse_copy(line);
  } catch (const CodecError&) {
    fail("not a recording: its first line is not a header");
  }
  if (first.get(root) != simdjson::SUCCESS || root["portproof"].get(fields) != simdjson::SUCCESS) {
    fail("not a recording: its first line is not a header");
  }
  TraceHeader header;
  std::int64_t format = 0;
  if (fields["format"].get(format) != simdjson::SUCCESS) fail("the header names no format");
  if (format != 1) {
    fail("format " + std::to_string(format) + " is not known to this version (it reads format 1)");
  }
  state.arena.clear();
  header.function = text_at(fields, "function");
  if (header.function.empty()) fail("the header names no function");
  const std::array<std::pair<const char*, std::string*>, 9> texts = {{
      {"module_file", &header.module_file},
      {"file_sha256", &header.file_sha256},
      {"source_sha256", &header.source_sha256},
      {"file_function", &header.file_function},
      {"returns", &header.return_annotation},
      {"python", &header.python},
      {"platform", &header.platform},
      {"recorder", &header.recorder},
      {"time", &header.time},
  }};
  for (const auto& [key, text] : texts) *text = text_at(fields, key);
  simdjson::dom::array array;
  if (fields["block"].get(array) == simdjson::SUCCESS) {
    for (const element name : array) {
      header.block.emplace_back(get<std::string_view>(name, "\"block\" names modules"));
    }
  }
  if (fields["freeze"].get(first) == simdjson::SUCCESS) header.freeze = read_freeze(first);
  if (fields["signature"].get(array) == simdjson::SUCCESS) state.signature(array, header);
  if (fields["generator"].get(header.generator) != simdjson::SUCCESS) header.generator = false;
  return header;
}

Call JsonReader::read_call(std::string_view json) {
  State& state = *state_;
  const auto root = get<object>(state.parse_copy(json), "a call needs an object");
  state.arena.clear();
  state.builder.reset();
  element args, kwargs;
  if (root["args"].get(args) != simdjson::SUCCESS ||
      root["kwargs"].get(kwargs) != simdjson::SUCCESS) {
    fail("a call needs args and kwargs");
  }
  const NodeId args_id = state.arguments(args, false);
  const NodeId kwargs_id = state.arguments(kwargs, true);
  return {state.arena.view(args_id), state.arena.view(kwargs_id)};
}

Value JsonReader::read_value(std::string_view json) {
  State& state = *state_;
  const element root = state.parse_copy(json);
  state.arena.clear();
  state.builder.reset();
  return Value(state.arena.view(state.builder.build(root)));
}

}  // namespace portproof
