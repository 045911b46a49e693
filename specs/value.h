// Holds Python values losslessly, as nodes of an arena that a call can reuse without allocating.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portproof {

/// The kinds of a Value. `integer` holds what fits int64; `big_integer` everything beyond.
enum class Kind : std::uint8_t {
  none,
  boolean,
  integer,
  big_integer,  // text: hexadecimal, "-0x1f…", lower case, no leading zeros
  floating,
  complex,    // two children: real, imaginary, both floating
  str,        // text: UTF-8, where lone surrogates stand as their three generalized bytes (WTF-8)
  bytes,      // text: the raw bytes
  bytearray,  // text: the raw bytes
  list,
  tuple,
  set,          // children in the order of their JSON text
  frozenset,    // children in the order of their JSON text
  dict,         // children: key, value, key, value, … in insertion order
  record,       // children: type (str), base (none: it has none), then field name (str), value, …
  enumeration,  // children: type (str), member name (str, or none for a combined flag), value
  extension,  // children: tag (str: "datetime", "range", …), payload: one, or the array's elements
  opaque,     // text: "module:QualName" of a value that cannot be rebuilt
};

/// The Python name of a kind: "int" for both integers, "float", "NoneType" is "none".
std::string_view kind_name(Kind kind);

using NodeId = std::uint32_t;

/// One value of an arena. Leaves hold their content; the others a range of children or of text.
struct Node {
  Kind kind = Kind::none;
  std::uint32_t size = 0;  // bytes of text, or number of children
  union {
    std::int64_t integer;
    double number;
    std::uint64_t offset;  // into the text or into the children
  };
  Node() : integer(0) {}
};

class ValueView;

/// Append-only storage of nodes. A node that is the child of two others is one Python object that
/// occurs twice. `clear` keeps the memory, so that a loop over calls stops allocating.
class Arena {
 public:
  NodeId none();
  NodeId boolean(bool value);
  NodeId integer(std::int64_t value);
  /// `hex` is "-0x…" or "0x…"; what fits int64 becomes an `integer`.
  NodeId big_integer(std::string_view hex);
  NodeId floating(double value);
  NodeId complex(double real, double imaginary);
  /// A node of kind str, bytes, bytearray, big_integer or opaque.
  NodeId text(Kind kind, std::string_view content);
  NodeId str(std::string_view wtf8) { return text(Kind::str, wtf8); }
  /// A node with children. `children` may be given later by `adopt`, once they are known.
  NodeId container(Kind kind, std::span<const NodeId> children = {});
  void adopt(NodeId container, std::span<const NodeId> children);

  const Node& node(NodeId id) const { return nodes_[id]; }
  std::string_view text_of(const Node& node) const {
    return {text_.data() + node.offset, node.size};
  }
  NodeId child(const Node& node, std::uint32_t index) const {
    return children_[node.offset + index];
  }
  std::span<const NodeId> children(const Node& node) const {
    return {children_.data() + node.offset, node.size};
  }
  ValueView view(NodeId id) const;
  std::size_t size() const { return nodes_.size(); }
  void clear();

 private:
  NodeId push(const Node& node);

  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::string text_;
};

/// A non-owning reference to a value of an arena, as string_view is to a string. Texts are valid
/// until the arena grows.
class ValueView {
 public:
  ValueView() = default;
  ValueView(const Arena* arena, NodeId id) : arena_(arena), id_(id) {}

  explicit operator bool() const { return arena_ != nullptr; }
  const Arena* arena() const { return arena_; }
  NodeId id() const { return id_; }
  const Node& node() const { return arena_->node(id_); }
  Kind kind() const { return node().kind; }
  bool is(Kind kind) const { return node().kind == kind; }
  bool boolean() const { return node().integer != 0; }
  std::int64_t integer() const { return node().integer; }
  double number() const { return node().number; }
  std::string_view text() const { return arena_->text_of(node()); }
  /// Number of children; for a dict twice its length.
  std::uint32_t size() const { return node().size; }
  ValueView operator[](std::uint32_t index) const { return {arena_, arena_->child(node(), index)}; }

 private:
  const Arena* arena_ = nullptr;
  NodeId id_ = 0;
};

inline ValueView Arena::view(NodeId id) const { return {this, id}; }

bool has_text(Kind kind);
bool has_children(Kind kind);
/// Whether objects of this kind are told apart by identity (so that sharing is kept): containers
/// with content, and those that can change. Decided on the node: `()` is a leaf.
bool has_identity(const Node& node);

/// Copies a value (without recursion; sharing inside it is kept) into another arena.
NodeId copy(ValueView source, Arena& target);
/// Copies values of one arena together: what they share stays shared.
std::vector<NodeId> copy(std::span<const ValueView> sources, Arena& target);

/// An owning, immutable Value: cheap to copy, safe to keep.
class Value {
 public:
  Value();
  explicit Value(ValueView view);
  Value(std::shared_ptr<const Arena> arena, NodeId id) : arena_(std::move(arena)), id_(id) {}
  operator ValueView() const { return {arena_.get(), id_}; }  // NOLINT(google-explicit-constructor)
  ValueView view() const { return {arena_.get(), id_}; }

 private:
  std::shared_ptr<const Arena> arena_;
  NodeId id_ = 0;
};

}  // namespace portproof
