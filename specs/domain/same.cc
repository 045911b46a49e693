// Says whether two values are the same, node for node, and gives equal values equal hashes.
#include "specs/domain/same.h"

#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace portproof {
namespace {

bool same_node(ValueView left, ValueView right) {
  if (left.kind() != right.kind()) return false;
  if (has_children(left.kind())) return left.size() == right.size();
  if (has_text(left.kind())) return left.text() == right.text();
  // Of a float the bits: the union's other members share them.
  return left.node().integer == right.node().integer;
}

std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  value *= 0x9e3779b97f4a7c15;
  value ^= value >> 32;
  return (seed ^ value) * 0xff51afd7ed558ccd + 0x2545f4914f6cdd1d;
}

std::uint64_t hash_leaf(ValueView value) {
  const auto kind = static_cast<std::uint64_t>(value.kind());
  if (has_text(value.kind())) return mix(kind, std::hash<std::string_view>()(value.text()));
  return mix(kind, static_cast<std::uint64_t>(value.node().integer));
}

/// Up to so many steps no memo is kept: it would cost more than it saves.
constexpr std::size_t kMemoFrom = 256;

}  // namespace

bool same(ValueView left, ValueView right) {
  if (!same_node(left, right)) return false;
  if (!has_children(left.kind()) || left.size() == 0) return true;
  std::vector<std::pair<NodeId, NodeId>> open{{left.id(), right.id()}};
  std::unordered_set<std::uint64_t> met;  // a shared node must not be walked once for each path
  for (std::size_t steps = 0; !open.empty(); ++steps) {
    const ValueView a(left.arena(), open.back().first);
    const ValueView b(right.arena(), open.back().second);
    open.pop_back();
    for (std::uint32_t i = 0; i < a.size(); ++i) {
      const ValueView x = a[i], y = b[i];
      if (!same_node(x, y)) return false;
      if (!has_children(x.kind()) || x.size() == 0) continue;
      if (steps >= kMemoFrom && !met.insert(std::uint64_t{x.id()} << 32 | y.id()).second) continue;
      open.emplace_back(x.id(), y.id());
    }
  }
  return true;
}

std::uint64_t hash_of(ValueView value) {
  if (!has_children(value.kind())) return hash_leaf(value);
  struct Frame {
    NodeId node;
    std::uint32_t next;
    std::uint64_t hash;
  };
  std::unordered_map<NodeId, std::uint64_t> known;
  std::vector<Frame> stack;
  const auto open = [&](ValueView view) {
    stack.push_back({view.id(), 0, mix(static_cast<std::uint64_t>(view.kind()), view.size())});
  };
  open(value);
  for (;;) {
    Frame& frame = stack.back();
    const ValueView view(value.arena(), frame.node);
    if (frame.next == view.size()) {
      const std::uint64_t hash = frame.hash;
      known.emplace(frame.node, hash);
      stack.pop_back();
      if (stack.empty()) return hash;
      stack.back().hash = mix(stack.back().hash, hash);
      continue;
    }
    const ValueView child = view[frame.next++];
    if (!has_children(child.kind())) {
      frame.hash = mix(frame.hash, hash_leaf(child));
    } else if (const auto it = known.find(child.id()); it != known.end()) {
      frame.hash = mix(frame.hash, it->second);
    } else {
      open(child);
    }
  }
}

}  // namespace portproof
