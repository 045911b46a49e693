// Converts sequences, fixed arrays, bytes, tuples and sets, known by their looks.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "replay/bind/convert.h"
#include "replay/bind/originals.h"
#include "replay/bind/search.h"
#include "replay/bind/text.h"

namespace portproof::bind {

template <class T>
inline constexpr bool kIsByte = std::is_same_v<T, std::byte> || std::is_same_v<T, std::uint8_t>;

template <class T>
concept HasTupleSize = requires { std::tuple_size<T>::value; };

/// vector, deque, list: grows at its end. Not strings.
template <class T>
concept SequenceLike = !HasTupleSize<T> && requires(T& t, typename T::value_type item) {
  t.push_back(item);
  t.clear();
  t.begin();
  t.end();
} && !requires { typename T::traits_type; };

/// std::array.
template <class T>
concept ArrayLike = HasTupleSize<T> && requires(T& t) {
  typename T::value_type;
  t[0];
};

/// pair and tuple.
template <class T>
concept TupleLike = HasTupleSize<T> && !requires { typename T::value_type; };

/// set, unordered_set. Not those that hold an element twice: Python's do not.
template <class T>
concept SetLike = requires(T& t, typename T::key_type key) {
  t.insert(key).second;
  t.clear();
} && !requires { typename T::mapped_type; };

bool is_sequence(ValueView view);
/// "std::vector", "std::deque", … from a demangled name.
std::string template_name(const char* mangled);
/// Whether every part is of Item's own kind: every element, or with a step of 2 every key or value.
template <class Item>
bool all_exact(ValueView view, std::uint32_t first = 0, std::uint32_t step = 1) {
  for (std::uint32_t i = first; i < view.size(); i += step) {
    if (!ExactBudget::spend()) return true;
    if (!Convert<Item>::exact(view[i])) return false;
  }
  return true;
}
/// Empties a sequence. A vector gets room for `size` and no more: a sanitizer sees one step too
/// far.
template <SequenceLike T>
void make_room(T& value, std::size_t size) {
  value = T();
  if constexpr (requires { value.reserve(size); }) value.reserve(size);
}
/// Elements or keys that differ in Python are one in T (rounded floats, NaN): none is dropped.
bool merged(const std::string& type, std::string& why);
bool wrong_length(std::size_t expected, std::size_t got, const std::string& type, std::string& why);

template <SequenceLike T>
  requires(!kIsByte<typename T::value_type>)
struct Convert<T> {
  using Item = typename T::value_type;
  static TypeInfo info() {
    return compound_info(template_name(typeid(T).name()), {Kind::list, Kind::tuple},
                         {Convert<Item>::info()});
  }
  static bool exact(ValueView view) { return is_sequence(view) && all_exact<Item>(view); }
  static bool load(ValueView view, T& value, std::string& why) {
    if (!is_sequence(view)) return refuse(view, "a sequence", why);
    make_room(value, view.size());
    for (std::uint32_t i = 0; i < view.size(); ++i) {
      Item item{};
      if (!Convert<Item>::load(view[i], item, why)) {
        why = "[" + std::to_string(i) + "]: " + why;
        return false;
      }
      value.push_back(std::move(item));
    }
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    const Kind kind = hint.choose({Kind::list, Kind::tuple});
    return arena.container(kind, store_elements<Item>(value, kind, arena, hint));
  }
};

/// A vector of bytes holds bytes and bytearray, not lists of ints.
template <SequenceLike T>
  requires(kIsByte<typename T::value_type>)
struct Convert<T> {
  using Item = typename T::value_type;
  static TypeInfo info() { return bytes_info("a vector of bytes"); }
  static bool exact(ValueView view) { return view.is(Kind::bytes) || view.is(Kind::bytearray); }
  static bool load(ValueView view, T& value, std::string& why) {
    std::string_view bytes;
    if (!load_bytes(view, bytes, why, "a vector of bytes")) return false;
    make_room(value, bytes.size());
    for (const char byte : bytes) value.push_back(static_cast<Item>(byte));
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    std::string bytes;
    for (const Item byte : value) bytes += static_cast<char>(byte);
    return store_bytes(bytes.data(), bytes.size(), arena, hint);
  }
};

template <ArrayLike T>
struct Convert<T> {
  using Item = typename T::value_type;
  static constexpr std::size_t kSize = std::tuple_size<T>::value;
  static TypeInfo info() {
    if constexpr (kIsByte<Item>) {
      return bytes_info("an array of bytes");
    } else {
      TypeInfo info =
          compound_info("std::array", {Kind::list, Kind::tuple}, {Convert<Item>::info()});
      info.fixed_length = kSize;
      info.name.replace(info.name.size() - 1, 1, ", " + std::to_string(kSize) + ">");
      return info;
    }
  }
  static bool exact(ValueView view) {
    if constexpr (kIsByte<Item>) {
      return (view.is(Kind::bytes) || view.is(Kind::bytearray)) && view.node().size == kSize;
    } else {
      return is_sequence(view) && view.size() == kSize && all_exact<Item>(view);
    }
  }
  static bool load(ValueView view, T& value, std::string& why) {
    if constexpr (kIsByte<Item>) {
      std::string_view bytes;
      if (!load_bytes(view, bytes, why, "an array of bytes")) return false;
      if (bytes.size() != kSize) return wrong_length(kSize, bytes.size(), "std::array", why);
      for (std::size_t i = 0; i < kSize; ++i) value[i] = static_cast<Item>(bytes[i]);
    } else {
      if (!is_sequence(view)) return refuse(view, "std::array", why);
      if (view.size() != kSize) return wrong_length(kSize, view.size(), "std::array", why);
      for (std::uint32_t i = 0; i < kSize; ++i) {
        if (!Convert<Item>::load(view[i], value[i], why)) return false;
      }
    }
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    if constexpr (kIsByte<Item>) {
      return store_bytes(value.data(), kSize, arena, hint);
    } else {
      const Kind kind = hint.choose({Kind::list, Kind::tuple});
      return arena.container(kind, store_elements<Item>(value, kind, arena, hint));
    }
  }
};

template <TupleLike T>
struct Convert<T> {
  static constexpr std::size_t kSize = std::tuple_size<T>::value;
  using Indices = std::make_index_sequence<kSize>;
  template <std::size_t I>
  using Item = Bare<std::tuple_element_t<I, T>>;

  static TypeInfo info() {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      TypeInfo made = compound_info(template_name(typeid(T).name()), {Kind::tuple, Kind::list},
                                    {Convert<Item<I>>::info()...});
      made.fixed_length = kSize;
      return made;
    }(Indices());
  }
  static bool exact(ValueView view) {
    return view.is(Kind::tuple) && view.size() == kSize &&
           [&]<std::size_t... I>(std::index_sequence<I...>) {
             return ((!ExactBudget::spend() || Convert<Item<I>>::exact(view[I])) && ...);
           }(Indices());
  }
  static bool load(ValueView view, T& value, std::string& why) {
    if (!is_sequence(view)) return refuse(view, "a tuple", why);
    if (view.size() != kSize) return wrong_length(kSize, view.size(), "a tuple", why);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (Convert<Item<I>>::load(view[I], get<I>(value), why) && ...);
    }(Indices());
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    const Kind kind = hint.choose({Kind::tuple, Kind::list});
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      const NodeId items[] = {Convert<Item<I>>::store(get<I>(value), arena, hint.part(kind, I))...};
      return arena.container(kind, items);
    }(Indices());
  }
};

/// Puts the elements of a set into the order of their JSON text.
NodeId make_set(Kind kind, std::vector<NodeId>& items, Arena& arena);

template <SetLike T>
struct Convert<T> {
  using Item = typename T::key_type;
  static TypeInfo info() {
    return compound_info(template_name(typeid(T).name()), {Kind::set, Kind::frozenset},
                         {Convert<Item>::info()});
  }
  static bool is_set(ValueView view) { return view.is(Kind::set) || view.is(Kind::frozenset); }
  static bool exact(ValueView view) { return is_set(view) && all_exact<Item>(view); }
  static bool load(ValueView view, T& value, std::string& why) {
    if (!is_set(view)) return refuse(view, "a set", why);
    value.clear();
    for (std::uint32_t i = 0; i < view.size(); ++i) {
      Item item{};
      if (!Convert<Item>::load(view[i], item, why)) return false;
      if (!value.insert(std::move(item)).second) return merged(info().name, why);
    }
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    const Kind kind = hint.choose({Kind::set, Kind::frozenset});
    std::vector<NodeId> items;
    const auto key_of = [](const Item& item) -> const Item& { return item; };
    visit_keys<Item>(value, kind, hint, key_of,
                     [&](const Item& item, const Hint& own, std::uint32_t) {
                       items.push_back(Convert<Item>::store(item, arena, own));
                     });
    return make_set(kind, items, arena);
  }
};

}  // namespace portproof::bind
