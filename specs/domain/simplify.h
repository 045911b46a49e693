// Smaller calls than a call: what a search for the smallest one may try, one after another.
#pragma once

#include <cstdint>
#include <vector>

#include "specs/outcome.h"
#include "specs/spec.h"
#include "specs/value.h"

namespace portproof {

/// A call that owns its values; objects that occur in both are one.
struct OwnedCall {
  Value args, kwargs;
  Call view() const { return {args, kwargs}; }
};
OwnedCall own(const Call& call);

/// The steps down from one call, large ones first: arguments left out, containers and texts
/// emptied, halved, shortened by less and less; then numbers towards 0 and characters towards 'a'.
/// Each is made when it is asked for. No step leads back.
class Simplifications {
 public:
  Simplifications(const OwnedCall& call, const Spec& spec);
  std::size_t size() const { return edits_.size(); }
  OwnedCall operator[](std::size_t i) const;

 private:
  enum class Step : std::uint8_t {
    last_argument,  // leave out the last positional one
    keyword,        // leave out keyword argument `begin`
    cut,            // take `count` parts from `begin` on out of the node
    integer,        // make the node the int `begin`, as int64
    floating,       // make it the float with the bits `begin`
    shorter_big,    // drop `begin` hexadecimal digits
    character,      // make character `begin` the character `count`
    falsehood
  };
  struct Edit {
    Step step;
    NodeId node = 0;
    std::uint64_t begin = 0, count = 0;
  };
  void add_arguments(const Spec& spec);
  void add_node(ValueView value);
  void add_cuts(NodeId node, std::uint64_t length);
  void add_integer(NodeId node, std::int64_t value);
  void add_float(NodeId node, double value);
  void add_text(ValueView value);

  OwnedCall call_;
  std::vector<Edit> edits_;
};

}  // namespace portproof
