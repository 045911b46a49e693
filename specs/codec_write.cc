// Writes Values and traces as the JSON wire form, without recursion.

#include <algorithm>
#include <cmath>
#include <memory>

#include "specs/codec.h"
#include "specs/codec_text.h"
#include "specs/content_id.h"

namespace portproof {

/// A container being written: its next child, and what closes it.
struct JsonWriter::Frame {
  ValueView value;
  std::uint32_t next = 0;
  bool object = false;     // a dict as JSON object
  const char* close = "";  // after the last child
};

namespace {

bool is_plain_object(ValueView dict) {
  if (dict.size() == 2) return false;
  for (std::uint32_t i = 0; i < dict.size(); i += 2) {
    if (!dict[i].is(Kind::str) || wire::has_surrogate(dict[i].text())) return false;
  }
  return true;
}

void write_float(std::string& out, double value) {
  if (std::isfinite(value)) {
    wire::append_float(out, value);
  } else {
    out += "{\"float\":\"" + wire::special_float(value) + "\"}";
  }
}

void write_str(std::string& out, std::string_view text) {
  if (!wire::has_surrogate(text)) {
    wire::append_string(out, text);
    return;
  }
  out += "{\"str\":";
  wire::append_string(out, wire::escape_surrogates(text));
  out += '}';
}

void write_leaf(std::string& out, ValueView value) {
  switch (value.kind()) {
    case Kind::none:
      out += "null";
      return;
    case Kind::boolean:
      out += value.boolean() ? "true" : "false";
      return;
    case Kind::integer:
      out += std::to_string(value.integer());
      return;
    case Kind::floating:
      write_float(out, value.number());
      return;
    case Kind::str:
      write_str(out, value.text());
      return;
    case Kind::big_integer:
      out.append("{\"int\":\"").append(value.text()).append("\"}");
      return;
    case Kind::bytes:
      out += "{\"bytes\":\"" + wire::to_base64(value.text()) + "\"}";
      return;
    case Kind::bytearray:
      out += "{\"bytearray\":\"" + wire::to_base64(value.text()) + "\"}";
      return;
    default:
      break;
  }
  out += "{\"opaque\":";
  wire::append_string(out, value.text());
  out += '}';
}

}  // namespace

std::uint64_t JsonWriter::key(ValueView value) {
  auto it = std::find(arenas_.begin(), arenas_.end(), value.arena());
  if (it == arenas_.end()) it = arenas_.insert(it, value.arena());
  return static_cast<std::uint64_t>(it - arenas_.begin()) << 32 | value.id();
}

/// Writes what opens a value, or all of it where it is a leaf. True: `frame` is a container now.
bool JsonWriter::begin(ValueView value, Frame& frame) {
  const Node& node = value.node();
  if (has_identity(node)) {
    const auto [it, fresh] = numbers_.emplace(key(value), next_);
    if (!fresh) {
      out_ += "{\"ref\":" + std::to_string(it->second) + "}";
      return false;
    }
    ++next_;
  }
  if (!has_children(node.kind)) {
    write_leaf(out_, value);
    return false;
  }
  frame = {value, 0, false, "]}"};
  switch (node.kind) {
    case Kind::list:
      out_ += '[';
      frame.close = "]";
      break;
    case Kind::dict:
      frame.object = is_plain_object(value);
      out_ += frame.object ? "{" : "{\"dict\":[";
      if (frame.object) frame.close = "}";
      break;
    case Kind::record:
      out_ += "{\"record\":[";
      break;
    case Kind::enumeration:
      out_ += "{\"enum\":[";
      break;
    case Kind::extension:
      out_ += "{\"" + std::string(value[0].text()) + (value.size() == 2 ? "\":" : "\":[");
      if (value.size() == 2) frame.close = "}";
      frame.next = 1;
      break;
    default:
      out_.append("{\"").append(kind_name(node.kind)).append("\":[");
      break;
  }
  return true;
}

/// Writes what stands before the next child of `frame` and names it in `next` (empty: none left).
void JsonWriter::step(Frame& frame, ValueView& next) {
  const ValueView value = frame.value;
  const std::uint32_t size = value.size();
  const std::uint32_t i = frame.next++;
  next = {};
  if (value.is(Kind::record)) {
    // Children are type, base, fields; the text is type, fields, base.
    if (i == 0) {
      wire::append_string(out_, value[0].text());
      out_ += ",{";
      frame.next = 2;
      return step(frame, next);
    }
    if (i < size) {
      if (i > 2) out_ += ',';
      wire::append_string(out_, value[i].text());
      out_ += ':';
      next = value[i + 1];
      ++frame.next;
    } else if (i == size) {
      out_ += '}';
      if (!value[1].is(Kind::none)) {
        out_ += ',';
        next = value[1];
      }
    }
    return;
  }
  if (i >= size) return;
  const bool pair = value.is(Kind::dict);
  if (i > 0 && !(pair && i % 2 == 1) && !(value.is(Kind::extension) && i == 1)) out_ += ',';
  if (!pair) {
    next = value[i];
  } else if (frame.object) {
    wire::append_string(out_, value[i].text());
    out_ += ':';
    next = value[frame.next++];
  } else {
    out_ += i % 2 == 0 ? '[' : ',';
    next = value[i];
  }
}

void JsonWriter::write(ValueView root) {
  Frame frame;
  if (!begin(root, frame)) return;
  std::vector<Frame> stack{frame};
  while (!stack.empty()) {
    Frame& top = stack.back();
    const bool pairs = top.value.is(Kind::dict) && !top.object;
    if (pairs && top.next > 0 && top.next % 2 == 0) out_ += ']';
    ValueView next;
    step(top, next);
    if (!next) {
      out_ += top.close;
      stack.pop_back();
    } else if (begin(next, frame)) {
      stack.push_back(frame);
    }
  }
}

std::string to_json(ValueView value) {
  std::string out;
  JsonWriter(out).write(value);
  return out;
}

namespace {

void write_arguments(std::string& out, JsonWriter& writer, ValueView args, ValueView kwargs) {
  out += "\"args\":[";
  for (std::uint32_t i = 0; i < args.size(); ++i) {
    if (i > 0) out += ',';
    writer.write(args[i]);
  }
  out += "],\"kwargs\":{";
  for (std::uint32_t i = 0; i < kwargs.size(); i += 2) {
    if (i > 0) out += ',';
    wire::append_string(out, kwargs[i].text());
    out += ':';
    writer.write(kwargs[i + 1]);
  }
  out += '}';
}

void write_raised(std::string& out, JsonWriter& writer, const Raised& raised) {
  out += ",\"raised\":{\"type\":";
  wire::append_string(out, raised.type.text());
  out += ",\"message\":";
  writer.write(raised.message);
  out += raised.deliberate ? ",\"deliberate\":true}" : ",\"deliberate\":false}";
}

}  // namespace

void write_call(std::string& out, const Call& call) {
  JsonWriter writer(out);
  write_arguments(out, writer, call.args, call.kwargs);
}

void write_content(std::string& out, const Call& call, const Outcome& outcome) {
  JsonWriter writer(out);
  write_arguments(out, writer, call.args, call.kwargs);
  if (outcome.after) {
    writer.forget();
    out += ",\"after\":{";
    write_arguments(out, writer, outcome.after.args, outcome.after.kwargs);
    out += '}';
  }
  if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
    out += ",\"returned\":";
    writer.write(returned->value);
  } else if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    write_raised(out, writer, *raised);
  } else {
    throw CodecError("a fault or a time-out is not an outcome that a trace can hold");
  }
}

std::string trace_line(const Call& call, const Outcome& outcome) {
  std::string content;
  write_content(content, call, outcome);
  return "{\"id\":\"" + std::string(content_id(content).text()) + "\"," + content + "}";
}

std::string content_line(const Call& call, const Outcome& outcome) {
  std::string line = "{\"id\":\"0000000000000000\",";
  write_content(line, call, outcome);
  return line += '}';
}

}  // namespace portproof
