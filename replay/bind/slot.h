// Holds one argument of a port between its conversion and its call, in the form the port takes it.
#pragma once

#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "replay/bind/convert.h"
#include "replay/bind/mapping.h"
#include "replay/bind/text.h"

namespace portproof::bind {

/// By value, const reference, rvalue or (in-out) reference. `Storage` is what is converted into.
template <class P>
struct Slot {
  using Storage = Bare<P>;
  static_assert(std::is_default_constructible_v<Storage>,
                "a port's parameter type must have a default constructor");
  static constexpr bool kInOut =
      std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;
  static constexpr bool kShared = std::is_lvalue_reference_v<P>;

  static TypeInfo info() { return Convert<Storage>::info(); }
  bool load(ValueView view, std::string& why) {
    target = &storage;
    return Convert<Storage>::load(view, storage, why);
  }
  P get() {
    if constexpr (std::is_lvalue_reference_v<P>) {
      return *target;
    } else {
      return std::move(storage);
    }
  }
  NodeId store(Arena& arena, const Hint& hint) const {
    return Convert<Storage>::store(*target, arena, hint);
  }
  std::size_t length() const {
    if constexpr (requires { storage.size(); }) return storage.size();
    return 0;
  }

  Storage storage{};
  Storage* target = &storage;  // of another slot, where both are one Python object
};

/// A heap buffer of exactly the argument's size, so that the sanitizers see one step too far.
template <class Item>
struct Buffer {
  using Storage = Buffer;
  static bool load_items(ValueView view, std::unique_ptr<Item[]>& items, std::size_t& size,
                         std::string& why, const char* type) {
    if constexpr (kIsByte<Item> || std::is_same_v<Item, char>) {
      std::string_view bytes;
      std::string text;
      if constexpr (std::is_same_v<Item, char>) {
        if (!load_utf8(view, text, true, why, type)) return false;
        bytes = text;
      } else if (!load_bytes(view, bytes, why, type)) {
        return false;
      }
      size = bytes.size();
      items = std::make_unique<Item[]>(size);
      if (size > 0) std::memcpy(items.get(), bytes.data(), size);
    } else {
      if (!is_sequence(view)) return refuse(view, type, why);
      size = view.size();
      items = std::make_unique<Item[]>(size);
      for (std::uint32_t i = 0; i < view.size(); ++i) {
        if (!Convert<Item>::load(view[i], items[i], why)) {
          why = "[" + std::to_string(i) + "]: " + why;
          return false;
        }
      }
    }
    return true;
  }
  static NodeId store_items(const Item* items, std::size_t size, Arena& arena, const Hint& hint) {
    if constexpr (kIsByte<Item>) {
      return store_bytes(items, size, arena, hint);
    } else if constexpr (std::is_same_v<Item, char>) {
      return store_utf8(std::string_view(items, size), arena, hint);
    } else {
      const Kind kind = hint.choose({Kind::list, Kind::tuple});
      return arena.container(
          kind, store_elements<Item>(std::span<const Item>(items, size), kind, arena, hint));
    }
  }
  static TypeInfo info(const char* name) {
    if constexpr (std::is_same_v<Item, char>) {
      return text_info(name, false, true, false);
    } else if constexpr (kIsByte<Item>) {
      return bytes_info(name);
    } else {
      TypeInfo info = compound_info(name, {Kind::list, Kind::tuple}, {Convert<Item>::info()});
      info.name = Convert<Item>::info().name + name;
      return info;
    }
  }
};

/// Pointers to items, and spans: P is T*, const T* or a span-like of T.
template <class P, class T>
struct BufferSlot {
  using Item = std::remove_cv_t<T>;
  using Storage = Buffer<Item>;
  static constexpr bool kInOut = !std::is_const_v<T>;

  static constexpr const char* kName = std::is_same_v<P, std::string_view> ? "std::string_view"
                                       : kIsByte<Item>                     ? "a buffer of bytes"
                                       : std::is_same_v<Item, char>        ? "a buffer of char"
                                                                           : "a buffer";
  /// Of a span with a fixed extent; 0: any.
  static constexpr std::size_t kExtent = [] {
    if constexpr (requires { P::extent; }) {
      if (P::extent != std::dynamic_extent) return P::extent;
    }
    return std::size_t{0};
  }();

  static TypeInfo info() {
    const char* shape = std::is_pointer_v<P> ? "*" : " span";
    if (std::is_same_v<Item, char>) shape = "char*";
    TypeInfo info = Buffer<Item>::info(kIsByte<Item> ? "a buffer of bytes" : shape);
    info.fixed_length = static_cast<std::uint32_t>(kExtent);
    return info;
  }
  bool load(ValueView view, std::string& why) {
    if (!Buffer<Item>::load_items(view, items, size, why, kName)) return false;
    return kExtent == 0 || size == kExtent || wrong_length(kExtent, size, "std::span", why);
  }
  P get() {
    if constexpr (std::is_pointer_v<P>) {
      return items.get();
    } else {
      return P(items.get(), size);
    }
  }
  NodeId store(Arena& arena, const Hint& hint) const {
    return Buffer<Item>::store_items(items.get(), size, arena, hint);
  }
  std::size_t length() const { return size; }

  std::unique_ptr<Item[]> items;
  std::size_t size = 0;
};

template <class T>
  requires(!std::is_same_v<T, const char> && !std::is_function_v<T>)
struct Slot<T*> : BufferSlot<T*, T> {};

template <class T, std::size_t N>
struct Slot<std::span<T, N>> : BufferSlot<std::span<T, N>, T> {};

template <class T, std::size_t N>
struct Slot<const std::span<T, N>&> : BufferSlot<std::span<T, N>, T> {};

/// As a result.
template <class T, std::size_t N>
struct Convert<std::span<T, N>> {
  static TypeInfo info() { return Slot<std::span<T, N>>::info(); }
  static NodeId store(std::span<T, N> value, Arena& arena, const Hint& hint) {
    return Buffer<std::remove_cv_t<T>>::store_items(value.data(), value.size(), arena, hint);
  }
};

/// A string_view sees exactly its characters, and no NUL behind them.
template <>
struct Slot<std::string_view> : BufferSlot<std::string_view, const char> {
  static TypeInfo info() { return Convert<std::string_view>::info(); }
};
template <>
struct Slot<const std::string_view&> : Slot<std::string_view> {};

/// A C string: exactly its characters and one NUL.
template <>
struct Slot<const char*> {
  using Storage = const char*;
  static constexpr bool kInOut = false;
  static TypeInfo info() { return Convert<const char*>::info(); }
  bool load(ValueView view, std::string& why) {
    std::string text;
    if (!load_utf8(view, text, false, why, "const char*")) return false;
    size = text.size();
    items = std::make_unique<char[]>(size + 1);
    std::memcpy(items.get(), text.c_str(), size + 1);
    return true;
  }
  const char* get() { return items.get(); }
  NodeId store(Arena& arena, const Hint&) const { return arena.str({items.get(), size}); }
  std::size_t length() const { return size; }

  std::unique_ptr<char[]> items;
  std::size_t size = 0;
};

}  // namespace portproof::bind
