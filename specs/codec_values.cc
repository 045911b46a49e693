// Builds Values from parsed JSON of the wire form, without recursion. Internal to the codec.
#include "specs/codec_values.h"

#include <algorithm>
#include <array>

#include "specs/codec.h"
#include "specs/codec_text.h"

namespace portproof::wire {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::array<std::string_view, 11> kExtensions = {
    "datetime", "date", "time",  "timedelta", "decimal", "fraction",
    "uuid",     "path", "range", "slice",     "constant"};

std::string_view string_of(element value, std::string_view tag) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) {
    throw CodecError("\"" + std::string(tag) + "\" needs a string");
  }
  return text;
}

simdjson::dom::array array_of(element value, std::string_view tag) {
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) {
    throw CodecError("\"" + std::string(tag) + "\" needs an array");
  }
  return array;
}

double float_of(element value) {
  if (value.type() == element_type::DOUBLE) return double(value);
  double number = 0;
  simdjson::dom::object object;
  std::string_view text;
  if (value.get(object) == simdjson::SUCCESS && object.size() == 1 &&
      object["float"].get(text) == simdjson::SUCCESS && parse_special_float(text, number)) {
    return number;
  }
  throw CodecError("\"complex\" needs two floats");
}

}  // namespace

void ValueBuilder::reset() {
  stack_.clear();
  done_.clear();
  numbered_.clear();
  first_ = 0;
}

NodeId ValueBuilder::build(element root) {
  const std::size_t base = stack_.size();
  begin(root);
  while (stack_.size() > base) {
    if (!advance(stack_.back())) {
      Frame frame = stack_.back();
      stack_.pop_back();
      finish(frame);
    }
  }
  const NodeId id = done_.back();
  done_.pop_back();
  return id;
}

/// Begins the frame's next child. False: it has none left.
bool ValueBuilder::advance(Frame& frame) {
  switch (frame.mode) {
    case Mode::items:
      if (frame.item == frame.item_end) return false;
      begin([&] {
        const element child = *frame.item;
        ++frame.item;
        return child;
      }());
      return true;
    case Mode::pairs: {
      if (frame.item == frame.item_end) return false;
      // A pair is an array of exactly two; its value is begun after its key has been built, so the
      // pair is entered as a frame of its own that hands its children to this one.
      const simdjson::dom::array pair = array_of(*frame.item, "dict");
      ++frame.item;
      if (pair.size() != 2) throw CodecError("\"dict\" needs pairs [key, value]");
      Frame inner{};
      inner.mode = Mode::items;
      inner.target = UINT32_MAX;
      inner.number = kUnnumbered;
      inner.item = pair.begin();
      inner.item_end = pair.end();
      stack_.push_back(inner);
      return true;
    }
    case Mode::members:
    case Mode::fields:
      if (frame.member != frame.member_end) {
        const std::string_view key = frame.member.key();
        const element child = frame.member.value();
        ++frame.member;
        done_.push_back(arena_.str(key));
        begin(child);
        return true;
      }
      if (!frame.has_content) return false;
      frame.has_content = false;
      frame.mode = Mode::items;  // nothing is left after the content
      frame.item = frame.item_end;
      done_[frame.base + 1] = UINT32_MAX;  // the content comes last, finish() moves it here
      begin(element(frame.content));
      return true;
  }
  return false;
}

void ValueBuilder::finish(Frame& frame) {
  if (frame.target == UINT32_MAX) return;
  const Kind kind = arena_.node(frame.target).kind;
  if (kind == Kind::record && done_[frame.base + 1] == UINT32_MAX) {
    done_[frame.base + 1] = done_.back();
    done_.pop_back();
  }
  if (kind == Kind::set || kind == Kind::frozenset) sort_set(frame.base);
  arena_.adopt(frame.target, std::span(done_).subspan(frame.base));
  done_.resize(frame.base);
  if (frame.number != kUnnumbered) numbered_[frame.number].open = false;
}

/// A foreign writer's order is made ours, so that equal sets are equal nodes in equal order.
void ValueBuilder::sort_set(std::size_t base) {
  const auto first = done_.begin() + static_cast<std::ptrdiff_t>(base);
  if (done_.end() - first < 2) return;
  std::vector<std::pair<std::string, NodeId>> keyed;
  for (auto it = first; it != done_.end(); ++it) keyed.emplace_back(to_json(arena_.view(*it)), *it);
  if (std::is_sorted(keyed.begin(), keyed.end())) return;
  std::sort(keyed.begin(), keyed.end());  // node ids grow with the order of reading
  std::transform(keyed.begin(), keyed.end(), first, [](const auto& entry) { return entry.second; });
}

ValueBuilder::Frame& ValueBuilder::push(Mode mode, Kind kind, bool numbered) {
  Frame frame{};
  frame.mode = mode;
  frame.target = arena_.container(kind);
  frame.number = numbered ? numbered_.size() : kUnnumbered;
  if (numbered) numbered_.push_back({frame.target, true});
  done_.push_back(frame.target);
  frame.base = done_.size();
  stack_.push_back(frame);
  return stack_.back();
}

void ValueBuilder::begin(element value) {
  switch (value.type()) {
    case element_type::NULL_VALUE:
      done_.push_back(arena_.none());
      return;
    case element_type::BOOL:
      done_.push_back(arena_.boolean(bool(value)));
      return;
    case element_type::INT64:
      done_.push_back(arena_.integer(std::int64_t(value)));
      return;
    case element_type::DOUBLE:
      done_.push_back(arena_.floating(double(value)));
      return;
    case element_type::STRING:
      done_.push_back(arena_.str(std::string_view(value)));
      return;
    case element_type::UINT64:
      throw CodecError("an int beyond 64 bits must be written {\"int\":\"0x…\"}");
    case element_type::ARRAY:
      begin_array(Kind::list, simdjson::dom::array(value));
      return;
    case element_type::OBJECT:
      begin_object(simdjson::dom::object(value));
      return;
  }
}

void ValueBuilder::begin_object(simdjson::dom::object object) {
  if (object.size() == 1) {
    const auto member = object.begin();
    begin_tagged(member.key(), member.value());
    return;
  }
  Frame& frame = push(Mode::members, Kind::dict, true);
  frame.member = object.begin();
  frame.member_end = object.end();
}

void ValueBuilder::begin_array(Kind kind, simdjson::dom::array array) {
  const bool empty = array.begin() == array.end();
  const bool leaf = empty && (kind == Kind::tuple || kind == Kind::frozenset);
  Frame& frame = push(Mode::items, kind, !leaf);
  frame.item = array.begin();
  frame.item_end = array.end();
}

void ValueBuilder::begin_tagged(std::string_view tag, element payload) {
  if (leaf(tag, payload)) return;
  if (tag == "tuple") return begin_array(Kind::tuple, array_of(payload, tag));
  if (tag == "set") return begin_array(Kind::set, array_of(payload, tag));
  if (tag == "frozenset") return begin_array(Kind::frozenset, array_of(payload, tag));
  if (tag == "record") return begin_record(array_of(payload, tag));
  if (tag == "dict") {
    const simdjson::dom::array array = array_of(payload, tag);
    Frame& frame = push(Mode::pairs, Kind::dict, true);
    frame.item = array.begin();
    frame.item_end = array.end();
    return;
  }
  if (tag == "enum") {
    const simdjson::dom::array array = array_of(payload, tag);
    if (array.size() != 3) throw CodecError("\"enum\" needs [type, name, value]");
    string_of(array.at(0), tag);
    Frame& frame = push(Mode::items, Kind::enumeration, false);
    frame.item = array.begin();
    frame.item_end = array.end();
    return;
  }
  begin_extension(tag, payload);
}

/// The tagged forms without children. False: `tag` is none of them.
bool ValueBuilder::leaf(std::string_view tag, element payload) {
  if (tag == "ref") {
    std::uint64_t number = 0;
    if (payload.get(number) != simdjson::SUCCESS) throw CodecError("\"ref\" needs a number");
    reference(number);
  } else if (tag == "int") {
    const std::string_view text = string_of(payload, tag);
    if (!is_hex_integer(text)) throw CodecError("\"int\" needs hexadecimal digits, \"-0x1f\"");
    const NodeId id = arena_.big_integer(text);
    if (arena_.node(id).kind == Kind::integer) {
      throw CodecError("\"int\" is only for what does not fit 64 bits");
    }
    done_.push_back(id);
  } else if (tag == "float") {
    double value = 0;
    if (!parse_special_float(string_of(payload, tag), value)) {
      throw CodecError("\"float\" needs nan, inf, -inf or nan:<16 hexadecimal digits>");
    }
    done_.push_back(arena_.floating(value));
  } else if (tag == "str") {
    if (!unescape_surrogates(string_of(payload, tag), scratch_)) {
      throw CodecError("\"str\" needs \\\\ and \\udxxx escapes only");
    }
    done_.push_back(arena_.str(scratch_));
  } else if (tag == "bytes" || tag == "bytearray") {
    if (!from_base64(string_of(payload, tag), scratch_)) {
      throw CodecError("\"" + std::string(tag) + "\" needs padded base64");
    }
    const bool mutable_bytes = tag == "bytearray";
    done_.push_back(arena_.text(mutable_bytes ? Kind::bytearray : Kind::bytes, scratch_));
    if (mutable_bytes) numbered_.push_back({done_.back(), false});
  } else if (tag == "complex") {
    const simdjson::dom::array parts = array_of(payload, tag);
    if (parts.size() != 2) throw CodecError("\"complex\" needs two floats");
    done_.push_back(arena_.complex(float_of(parts.at(0)), float_of(parts.at(1))));
  } else if (tag == "opaque") {
    done_.push_back(arena_.text(Kind::opaque, string_of(payload, tag)));
  } else {
    return false;
  }
  return true;
}

void ValueBuilder::reference(std::uint64_t number) {
  if (number >= numbered_.size() || number < first_) {
    throw CodecError("\"ref\" " + std::to_string(number) + " points to nothing before it");
  }
  if (numbered_[number].open) {
    throw CodecError("\"ref\" " + std::to_string(number) + " makes a cycle");
  }
  done_.push_back(numbered_[number].id);
}

void ValueBuilder::begin_record(simdjson::dom::array array) {
  const std::size_t size = array.size();
  simdjson::dom::object fields;
  if (size < 2 || size > 3 || array.at(1).get(fields) != simdjson::SUCCESS) {
    throw CodecError("\"record\" needs [type, {fields}]");
  }
  const std::string_view type = string_of(array.at(0), "record");
  Frame& frame = push(Mode::fields, Kind::record, true);
  frame.member = fields.begin();
  frame.member_end = fields.end();
  frame.has_content = size == 3;
  if (size == 3) frame.content = array.at(2);
  done_.push_back(arena_.str(type));
  done_.push_back(arena_.none());
}

void ValueBuilder::begin_extension(std::string_view tag, element payload) {
  if (std::find(kExtensions.begin(), kExtensions.end(), tag) == kExtensions.end()) {
    throw CodecError("unknown tag \"" + std::string(tag) +
                     "\": a dict of length 1 is written {\"dict\":[[key,value]]}");
  }
  Frame& frame = push(Mode::items, Kind::extension, false);
  simdjson::dom::array array;
  if (payload.get(array) == simdjson::SUCCESS) {
    if (array.size() < 2) throw CodecError("\"" + std::string(tag) + "\" needs several elements");
    frame.item = array.begin();
    frame.item_end = array.end();
    done_.push_back(arena_.str(tag));
    return;
  }
  if (payload.is_object()) throw CodecError("\"" + std::string(tag) + "\" needs a string");
  frame.item = frame.item_end = {};
  done_.push_back(arena_.str(tag));
  begin(payload);
}

}  // namespace portproof::wire
