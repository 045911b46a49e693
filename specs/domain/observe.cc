// Gathers what values show, one after another: their Domain, and what was seen inside it.
#include "specs/domain/observe.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "specs/domain/clause.h"
#include "specs/domain/number.h"
#include "specs/domain/same.h"
#include "specs/utf8.h"

namespace portproof {
namespace {

constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::opaque) + 1;
constexpr std::size_t kMaxPrefix = 64;      // bytes
constexpr std::size_t kMaxSeenText = 64;    // bytes of a text among the distinct values
constexpr std::size_t kMaxChildren = 4096;  // fields, positions, element places of one node
constexpr std::size_t kMaxTypes = 1024;     // of records, enums, … at one place
constexpr std::uint32_t kMaxPositions = 8;  // longer tuples are described by their elements

bool is_typed(Kind kind) {
  return kind == Kind::record || kind == Kind::enumeration || kind == Kind::extension ||
         kind == Kind::opaque;
}

void append_character(std::string& out, char32_t c) {
  const auto byte = [&](char32_t b) { out += static_cast<char>(b); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    byte(0xe0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3f));
  } else {
    byte(0xf0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3f));
    byte(0x80 | (c >> 6 & 0x3f));
  }
  byte(0x80 | (c & 0x3f));
}

}  // namespace

/// A place inside values of one kind (and type), and what was seen there.
struct Observation::Child {
  Kind of;
  std::string type;  // of a record
  std::string step;
  std::unique_ptr<Node> node;
};

struct Observation::Node {
  std::uint64_t count = 0;
  std::uint64_t traces = 0;
  std::uint64_t last_trace = std::numeric_limits<std::uint64_t>::max();
  std::array<std::uint64_t, kKinds> kinds{};
  std::set<std::pair<Kind, std::string>> types;  // of records, enums, extensions, opaque values
  bool beyond_description = false;               // its parts were not looked at: it holds anything
  std::set<std::uint32_t> tuple_sizes;           // at most kMaxTupleLengths + 1
  std::optional<Value> least, greatest;
  bool nan = false, infinite = false, subnormal = false, negative_zero = false;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> length;
  std::uint32_t classes = 0;
  std::bitset<128> ascii;
  std::set<char32_t> characters;  // beyond ASCII, while they are few
  bool many_characters = false;
  bool has_text = false;
  std::string prefix;
  std::vector<Value> values;
  bool many_values = false;
  std::vector<Child> children;

  Node& child(Kind of, std::string_view type, std::string_view step) {
    for (const Child& each : children) {
      if (each.of == of && each.step == step && each.type == type) return *each.node;
    }
    children.push_back({of, std::string(type), std::string(step), std::make_unique<Node>()});
    return *children.back().node;
  }
};

/// A value that is still to be observed.
struct Observation::Open {
  Node* node;
  ValueView value;
  std::size_t depth;
};

Observation::Observation() : root_(std::make_unique<Node>()) {}
Observation::~Observation() = default;
Observation::Observation(Observation&&) noexcept = default;
Observation& Observation::operator=(Observation&&) noexcept = default;

bool Observation::empty() const { return root_->count == 0; }

void Observation::add(ValueView value) {
  std::vector<Open> stack{{root_.get(), value, 0}};
  while (!stack.empty()) {
    const Open open = stack.back();
    stack.pop_back();
    if (open.node->last_trace != trace_) {
      open.node->last_trace = trace_;
      ++open.node->traces;
    }
    observe(*open.node, open.value);
    if (has_children(open.value.kind())) open_parts(*open.node, open.value, open.depth, stack);
  }
  ++trace_;
}

void Observation::open_parts(Node& node, ValueView value, std::size_t depth,
                             std::vector<Open>& stack) {
  const Kind kind = value.kind();
  if (is_typed(kind)) {
    const std::string_view type = value[0].text();
    if (node.types.size() < kMaxTypes) node.types.emplace(kind, type);
    if (kind != Kind::extension && types_.size() < kMaxChildren) types_.emplace(type);
  }
  if (depth + 1 >= kMaxDomainDepth || node.children.size() >= kMaxChildren) {
    // A list of anything says so; a tuple or a record is described by its parts alone.
    node.beyond_description =
        node.beyond_description || kind == Kind::tuple || kind == Kind::record;
    return;
  }
  const auto open_all = [&](std::string_view step, std::uint32_t first, std::uint32_t stride) {
    if (first >= value.size()) return;
    Node& child = node.child(kind, {}, step);
    for (std::uint32_t i = first; i < value.size(); i += stride) {
      stack.push_back({&child, value[i], depth + 1});
    }
  };
  switch (kind) {
    case Kind::list:
    case Kind::set:
    case Kind::frozenset:
      open_all("[*]", 0, 1);
      break;
    case Kind::tuple:
      if (node.tuple_sizes.size() <= kMaxTupleLengths) node.tuple_sizes.insert(value.size());
      if (value.size() > kMaxPositions) {
        open_all("[*]", 0, 1);
        break;
      }
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        const std::string step = "[" + std::to_string(i) + "]";
        stack.push_back({&node.child(kind, {}, step), value[i], depth + 1});
      }
      break;
    case Kind::dict:
      open_all("[key]", 0, 2);
      open_all("[value]", 1, 2);
      break;
    case Kind::record: {
      const std::string_view type = value[0].text();
      if (!value[1].is(Kind::none)) {
        stack.push_back({&node.child(kind, type, ""), value[1], depth + 1});
      }
      for (std::uint32_t i = 2; i + 1 < value.size(); i += 2) {
        const std::string step = "." + std::string(value[i].text());
        stack.push_back({&node.child(kind, type, step), value[i + 1], depth + 1});
      }
      break;
    }
    default:
      break;
  }
}

void Observation::observe(Node& node, ValueView value) {
  ++node.count;
  ++node.kinds[static_cast<std::size_t>(value.kind())];
  if (const auto length = length_of(value)) {
    if (!node.length) node.length.emplace(*length, *length);
    node.length->first = std::min(node.length->first, *length);
    node.length->second = std::max(node.length->second, *length);
  }
  if (const auto number = number_of(value)) {
    if (value.is(Kind::floating)) observe_float(node, value.number());
    if (!number->nan() && !(value.is(Kind::floating) && std::isinf(value.number()))) {
      if (!node.least || compare(*number, *number_of(node.least->view())) < 0) {
        node.least = Value(value);
      }
      if (!node.greatest || compare(*number, *number_of(node.greatest->view())) > 0) {
        node.greatest = Value(value);
      }
    }
  } else if (value.is(Kind::complex)) {
    observe_float(node, value[0].number());
    observe_float(node, value[1].number());
  } else if (value.is(Kind::opaque)) {
    if (node.types.size() < kMaxTypes) node.types.emplace(Kind::opaque, value.text());
  } else if (has_text(value.kind())) {
    observe_text(node, value);
  }
  if (!node.many_values) observe_value(node, value);
}

void Observation::observe_float(Node& node, double value) {
  switch (std::fpclassify(value)) {
    case FP_NAN:
      node.nan = true;
      break;
    case FP_INFINITE:
      node.infinite = true;
      break;
    case FP_SUBNORMAL:
      node.subnormal = true;
      break;
    case FP_ZERO:
      node.negative_zero |= std::signbit(value);
      break;
    default:
      break;
  }
}

void Observation::observe_text(Node& node, ValueView value) {
  const std::string_view text = value.text();
  const bool is_str = value.is(Kind::str);
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (!node.ascii[byte]) {
        node.ascii.set(byte);
        node.classes |= character_class(byte);
      }
      ++i;
      continue;
    }
    const Utf8Character c = is_str ? utf8_character(text, i) : Utf8Character{byte, 1, true};
    node.classes |= character_class(c.code);
    i += c.size;
    if (node.many_characters || !node.characters.insert(c.code).second) continue;
    node.many_characters = node.characters.size() > kMaxAlphabet;
  }
  if (!node.has_text) {
    node.has_text = true;
    std::size_t end = std::min(text.size(), kMaxPrefix);
    while (is_str && end > 0 && end < text.size() && (text[end] & 0xc0) == 0x80) --end;
    node.prefix = text.substr(0, end);
    return;
  }
  std::size_t end = 0;
  while (end < node.prefix.size() && end < text.size() && node.prefix[end] == text[end]) ++end;
  while (is_str && end > 0 && end < node.prefix.size() && (node.prefix[end] & 0xc0) == 0x80) --end;
  node.prefix.resize(end);
}

void Observation::observe_value(Node& node, ValueView value) {
  const bool scalar = !has_children(value.kind()) || value.is(Kind::enumeration) ||
                      (value.is(Kind::tuple) && value.size() == 0);
  const bool deep = value.is(Kind::enumeration) && has_children(value[2].kind());
  const bool large = has_text(value.kind()) && value.text().size() > kMaxSeenText;
  if (!scalar || deep || large || value.is(Kind::opaque)) {
    node.many_values = true;
    node.values.clear();
    return;
  }
  for (const Value& known : node.values) {
    if (same(known, value)) return;
  }
  node.values.emplace_back(value);
  if (node.values.size() > kMaxSeenValues) {
    node.many_values = true;
    node.values.clear();
  }
}

Domain Observation::domain() const { return domain_of(*root_, 0); }
Seen Observation::seen() const { return seen_of(*root_, 0); }

Domain Observation::domain_of(const Node& node, std::size_t depth) {
  Domain domain;
  if (node.beyond_description) return domain;
  const auto part = [&](Kind of, std::string_view type, std::string_view step) {
    for (const Child& each : node.children) {
      if (each.of == of && each.step == step && each.type == type) {
        return domain_of(*each.node, depth + 1);
      }
    }
    return Domain();
  };
  const auto add = [&](Alternative alternative) {
    merge(domain, Domain{{std::move(alternative)}});
  };
  for (std::size_t i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<Kind>(i);
    if (node.kinds[i] == 0 || is_typed(kind) || kind == Kind::tuple) continue;
    Alternative alternative;
    alternative.kind = kind == Kind::big_integer ? Kind::integer : kind;
    if (kind == Kind::dict) {
      alternative.parts = {part(kind, {}, "[key]"), part(kind, {}, "[value]")};
    } else if (kind == Kind::list || kind == Kind::set || kind == Kind::frozenset) {
      alternative.parts = {part(kind, {}, "[*]")};
    }
    add(std::move(alternative));
  }
  const bool any_length = node.tuple_sizes.size() > kMaxTupleLengths ||
                          (!node.tuple_sizes.empty() && *node.tuple_sizes.rbegin() > kMaxPositions);
  for (const std::uint32_t size : node.tuple_sizes) {
    Alternative alternative{Kind::tuple, !any_length, {}, {}, {}};
    for (std::uint32_t i = 0; i < std::min(size, kMaxPositions); ++i) {
      alternative.parts.push_back(part(Kind::tuple, {}, "[" + std::to_string(i) + "]"));
    }
    if (any_length) {
      Domain element = part(Kind::tuple, {}, "[*]");
      for (const Domain& each : alternative.parts) merge(element, each);
      alternative.parts.clear();
      alternative.parts.push_back(std::move(element));
    }
    add(std::move(alternative));
  }
  for (const auto& [kind, type] : node.types) {
    Alternative alternative{kind, false, type, {}, {}};
    for (const Child& each : node.children) {
      if (kind != Kind::record || each.of != kind || each.type != type) continue;
      alternative.fields.push_back(each.step.empty() ? "" : each.step.substr(1));
      alternative.parts.push_back(domain_of(*each.node, depth + 1));
    }
    add(std::move(alternative));
  }
  return domain;
}

Seen Observation::seen_of(const Node& node, std::size_t depth) {
  Seen seen;
  seen.count = node.count;
  seen.traces = node.traces;
  for (std::size_t i = 0; i < kKinds; ++i) {
    if (node.kinds[i] > 0) {
      seen.kinds[std::string(kind_name(static_cast<Kind>(i)))] += node.kinds[i];
    }
  }
  seen.least = node.least;
  seen.greatest = node.greatest;
  seen.nan = node.nan;
  seen.infinite = node.infinite;
  seen.subnormal = node.subnormal;
  seen.negative_zero = node.negative_zero;
  seen.length = node.length;
  seen.classes = class_names(node.classes);
  if (!node.many_characters && node.ascii.count() + node.characters.size() <= kMaxAlphabet) {
    for (std::size_t i = 0; i < node.ascii.size(); ++i) {
      if (node.ascii[i]) seen.alphabet += static_cast<char>(i);
    }
    for (const char32_t c : node.characters) append_character(seen.alphabet, c);
  }
  if (node.count > 1) seen.prefix = node.prefix;
  // A set is closed where its values come back; so many different ones in as many traces are not.
  if (node.traces >= 3 * node.values.size()) seen.values = node.values;
  const bool positions = node.tuple_sizes.size() == 1 && *node.tuple_sizes.begin() <= kMaxPositions;
  for (const Child& each : node.children) {
    if (each.of == Kind::record && each.step.empty()) continue;
    Seen part = seen_of(*each.node, depth + 1);
    part.step = each.of == Kind::tuple && !positions ? "[*]" : each.step;
    Seen parts;
    parts.parts.push_back(std::move(part));
    merge(seen, parts);
  }
  return seen;
}

}  // namespace portproof
