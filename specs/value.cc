// Holds Python values losslessly, as nodes of an arena that a call can reuse without allocating.
#include "specs/value.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace portproof {

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::none:
      return "none";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
    case Kind::big_integer:
      return "int";
    case Kind::floating:
      return "float";
    case Kind::complex:
      return "complex";
    case Kind::str:
      return "str";
    case Kind::bytes:
      return "bytes";
    case Kind::bytearray:
      return "bytearray";
    case Kind::list:
      return "list";
    case Kind::tuple:
      return "tuple";
    case Kind::set:
      return "set";
    case Kind::frozenset:
      return "frozenset";
    case Kind::dict:
      return "dict";
    case Kind::record:
      return "record";
    case Kind::enumeration:
      return "enum";
    case Kind::extension:
      return "extension";
    case Kind::opaque:
      return "opaque";
  }
  return "opaque";
}

bool has_text(Kind kind) {
  return kind == Kind::str || kind == Kind::bytes || kind == Kind::bytearray ||
         kind == Kind::big_integer || kind == Kind::opaque;
}

bool has_children(Kind kind) {
  switch (kind) {
    case Kind::complex:
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::frozenset:
    case Kind::dict:
    case Kind::record:
    case Kind::enumeration:
    case Kind::extension:
      return true;
    default:
      return false;
  }
}

bool has_identity(const Node& node) {
  switch (node.kind) {
    case Kind::list:
    case Kind::set:
    case Kind::dict:
    case Kind::bytearray:
    case Kind::record:
      return true;
    case Kind::tuple:
    case Kind::frozenset:
      return node.size != 0;
    default:
      return false;
  }
}

NodeId Arena::push(const Node& node) {
  nodes_.push_back(node);
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId Arena::none() { return push(Node{}); }

NodeId Arena::boolean(bool value) {
  Node node;
  node.kind = Kind::boolean;
  node.integer = value ? 1 : 0;
  return push(node);
}

NodeId Arena::integer(std::int64_t value) {
  Node node;
  node.kind = Kind::integer;
  node.integer = value;
  return push(node);
}

NodeId Arena::big_integer(std::string_view hex) {
  const bool negative = hex.starts_with('-');
  std::string_view digits = hex.substr(negative ? 3 : 2);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  std::uint64_t magnitude = 0;
  if (digits.size() <= 16) {
    std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, 16);
    constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
    if (magnitude < kLimit || (negative && magnitude == kLimit)) {
      return integer(static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude));
    }
  }
  std::string canonical(negative ? "-0x" : "0x");
  canonical += digits;
  return text(Kind::big_integer, canonical);
}

NodeId Arena::floating(double value) {
  Node node;
  node.kind = Kind::floating;
  node.number = value;
  return push(node);
}

NodeId Arena::complex(double real, double imaginary) {
  const NodeId parts[] = {floating(real), floating(imaginary)};
  return container(Kind::complex, parts);
}

NodeId Arena::text(Kind kind, std::string_view content) {
  Node node;
  node.kind = kind;
  node.size = static_cast<std::uint32_t>(content.size());
  node.offset = text_.size();
  text_ += content;
  return push(node);
}

NodeId Arena::container(Kind kind, std::span<const NodeId> children) {
  Node node;
  node.kind = kind;
  const NodeId id = push(node);
  adopt(id, children);
  return id;
}

void Arena::adopt(NodeId container, std::span<const NodeId> children) {
  nodes_[container].size = static_cast<std::uint32_t>(children.size());
  nodes_[container].offset = children_.size();
  children_.insert(children_.end(), children.begin(), children.end());
}

void Arena::clear() {
  nodes_.clear();
  children_.clear();
  text_.clear();
}

namespace {

/// One container being copied: which child comes next, and where its copies start on the stack.
struct CopyFrame {
  NodeId source;
  NodeId target;
  std::uint32_t next;
  std::size_t base;
};

NodeId copy_leaf(ValueView source, Arena& target) {
  switch (source.kind()) {
    case Kind::none:
      return target.none();
    case Kind::boolean:
      return target.boolean(source.boolean());
    case Kind::integer:
      return target.integer(source.integer());
    case Kind::floating:
      return target.floating(source.number());
    default:
      return target.text(source.kind(), source.text());
  }
}

/// `copied`: what stands in the target already, and is referred to where it occurs again.
NodeId copy_into(ValueView source, Arena& target, std::unordered_map<NodeId, NodeId>& copied) {
  if (const auto it = copied.find(source.id()); it != copied.end()) return it->second;
  if (!has_children(source.kind())) {
    const NodeId leaf = copy_leaf(source, target);
    if (has_identity(source.node())) copied.emplace(source.id(), leaf);
    return leaf;
  }
  std::vector<CopyFrame> stack;
  std::vector<NodeId> done;
  const NodeId root = target.container(source.kind());
  stack.push_back({source.id(), root, 0, 0});
  while (!stack.empty()) {
    CopyFrame& frame = stack.back();
    const ValueView from(source.arena(), frame.source);
    if (frame.next == from.size()) {
      target.adopt(frame.target, std::span(done).subspan(frame.base));
      done.resize(frame.base);
      copied.emplace(frame.source, frame.target);
      stack.pop_back();
      continue;
    }
    const ValueView child = from[frame.next++];
    if (const auto it = copied.find(child.id()); it != copied.end()) {
      done.push_back(it->second);
    } else if (has_children(child.kind())) {
      const NodeId id = target.container(child.kind());
      done.push_back(id);
      stack.push_back({child.id(), id, 0, done.size()});
    } else {
      const NodeId id = copy_leaf(child, target);
      if (has_identity(child.node())) copied.emplace(child.id(), id);
      done.push_back(id);
    }
  }
  return root;
}

}  // namespace

NodeId copy(ValueView source, Arena& target) {
  if (!has_children(source.kind())) return copy_leaf(source, target);
  std::unordered_map<NodeId, NodeId> copied;
  return copy_into(source, target, copied);
}

std::vector<NodeId> copy(std::span<const ValueView> sources, Arena& target) {
  std::unordered_map<NodeId, NodeId> copied;
  std::vector<NodeId> copies;
  for (const ValueView source : sources) copies.push_back(copy_into(source, target, copied));
  return copies;
}

Value::Value() {
  static const std::shared_ptr<const Arena> nothing = [] {
    auto arena = std::make_shared<Arena>();
    arena->none();
    return arena;
  }();
  arena_ = nothing;
}

Value::Value(ValueView view) {
  auto arena = std::make_shared<Arena>();
  id_ = copy(view, *arena);
  arena_ = std::move(arena);
}

}  // namespace portproof
