// Finds what each part of a container was before the call: by what it is, not only by its place.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "replay/bind/convert.h"

namespace portproof::bind {

/// The parts that a container had, by what C++ holds of them: a record by its struct's fields, the
/// int 1 in a set<double> as 1.0. Each is given out once, equal ones in their order.
class Originals {
 public:
  /// Adds what is held. Parts are added from the last to the first.
  void add(std::uint32_t index);
  /// The index of the first that is like what is held; kNone: there is none.
  std::uint32_t take();
  template <class Item>
  void hold(const Item& item) {
    scratch_.clear();
    held_ = Convert<Item>::store(item, scratch_, {});
  }
  /// Adds all parts; with a step of 2 the keys of a dict.
  template <class Item>
  void add_all(ValueView container, std::uint32_t step) {
    for (std::uint32_t i = container.size(); i >= step; i -= step) {
      if constexpr (requires(Item& item, std::string& why) {
                      Convert<Item>::load(container, item, why);
                    }) {
        Item item{};
        std::string why;
        if (!Convert<Item>::load(container[i - step], item, why)) continue;
        hold(item);
        add(i - step);
      }
    }
  }

  static constexpr std::uint32_t kNone = UINT32_MAX;

 private:
  std::string text() const;

  Arena scratch_;
  NodeId held_ = 0;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_text_;
};

/// Whether values of the type are or hold records.
bool holds_records(const TypeInfo& type);
template <class Item>
bool has_records() {
  static const bool holds = holds_records(Convert<Item>::info());
  return holds;
}
/// To those that have none yet, the one in their own place where nobody has it.
void match_by_place(std::vector<std::uint32_t>& indices, std::uint32_t size);

/// The elements of a sequence as nodes of Values. Records in it keep what their structs leave out
/// wherever they went.
template <class Item, class Range>
std::vector<NodeId> store_elements(const Range& range, Kind kind, Arena& arena, const Hint& hint) {
  std::vector<std::uint32_t> indices;
  const ValueView was = hint.original;
  const bool follow = was && was.is(kind) && has_records<Item>();
  if (follow) {
    Originals originals;
    originals.add_all<Item>(was, 1);
    for (auto&& item : range) {
      originals.hold<Item>(item);
      indices.push_back(originals.take());
    }
    match_by_place(indices, was.size());
  }
  std::vector<NodeId> nodes;
  for (auto&& item : range) {
    Hint part = hint.part(kind, nodes.size());
    if (follow) {
      const std::uint32_t index = indices[nodes.size()];
      part.original = index == Originals::kNone ? ValueView() : was[index];
    }
    nodes.push_back(Convert<Item>::store(item, arena, part));
  }
  return nodes;
}

/// The elements of a set or the keys of a dict: `visit(item, hint, index)` for each, with the hint
/// for it and the place that it had in the original.
template <class Item, class Range, class KeyOf, class Visit>
void visit_keys(const Range& range, Kind kind, const Hint& hint, KeyOf key_of, Visit visit) {
  const ValueView was = hint.original;
  const bool known = was && was.is(kind);
  Originals originals;
  if (known) originals.add_all<Item>(was, kind == Kind::dict ? 2 : 1);
  for (const auto& part : range) {
    Hint own = hint.part(kind, 0);
    std::uint32_t index = Originals::kNone;
    if (known) {
      originals.hold<Item>(key_of(part));
      index = originals.take();
      if (index != Originals::kNone) own.original = was[index];
    }
    visit(part, own, index);
  }
}

}  // namespace portproof::bind
