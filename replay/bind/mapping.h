// Converts maps, known by their looks.
#pragma once

#include <utility>
#include <vector>

#include "replay/bind/convert.h"
#include "replay/bind/sequence.h"

namespace portproof::bind {

template <class T>
concept MapLike = requires(T& t) {
  typename T::key_type;
  typename T::mapped_type;
  t.emplace().second;  // not a multimap: Python's keys are unique
  t.clear();
  t.begin();
};

template <MapLike T>
struct Convert<T> {
  using Key = typename T::key_type;
  using Mapped = typename T::mapped_type;
  /// No map of the standard library keeps the order of insertion.
  static TypeInfo info() {
    TypeInfo info = compound_info(template_name(typeid(T).name()), {Kind::dict},
                                  {Convert<Key>::info(), Convert<Mapped>::info()});
    info.ordered = false;
    return info;
  }
  static bool exact(ValueView view) {
    return view.is(Kind::dict) && all_exact<Key>(view, 0, 2) && all_exact<Mapped>(view, 1, 2);
  }
  static bool load(ValueView view, T& value, std::string& why) {
    if (!view.is(Kind::dict)) return refuse(view, "a map", why);
    value.clear();
    for (std::uint32_t i = 0; i < view.size(); i += 2) {
      Key key{};
      Mapped mapped{};
      if (!Convert<Key>::load(view[i], key, why) ||
          !Convert<Mapped>::load(view[i + 1], mapped, why)) {
        return false;
      }
      if (!value.emplace(std::move(key), std::move(mapped)).second) {
        return merged(info().name, why);
      }
    }
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    std::vector<NodeId> items;
    const auto key_of = [](const auto& entry) -> const Key& { return entry.first; };
    const auto put = [&](const auto& entry, const Hint& own, std::uint32_t index) {
      Hint inner = hint.part(Kind::dict, 1);
      if (index != Originals::kNone) inner.original = hint.original[index + 1];
      items.push_back(Convert<Key>::store(entry.first, arena, own));
      items.push_back(Convert<Mapped>::store(entry.second, arena, inner));
    };
    visit_keys<Key>(value, Kind::dict, hint, key_of, put);
    return arena.container(Kind::dict, items);
  }
};

}  // namespace portproof::bind
