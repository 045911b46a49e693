// Converts optional, variant and any, known by their looks.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "replay/bind/convert.h"
#include "replay/bind/mapping.h"
#include "replay/bind/search.h"

namespace portproof::bind {

template <class T>
concept OptionalLike = requires(T& t) {
  typename T::value_type;
  t.has_value();
  t.reset();
  *t;
};

template <OptionalLike T>
struct Convert<T> {
  using Item = typename T::value_type;
  static TypeInfo info() {
    TypeInfo info = compound_info("std::optional", {Kind::none}, {Convert<Item>::info()});
    info.alternatives = true;
    return info;
  }
  static bool exact(ValueView view) { return view.is(Kind::none) || Convert<Item>::exact(view); }
  static bool load(ValueView view, T& value, std::string& why) {
    if (view.is(Kind::none)) {
      value.reset();
      return true;
    }
    Item item{};
    if (!Convert<Item>::load(view, item, why)) return false;
    value = std::move(item);
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    return value.has_value() ? Convert<Item>::store(*value, arena, hint) : arena.none();
  }
};

/// std::monostate is None.
template <class T>
concept MonostateLike =
    std::is_empty_v<T> && std::is_default_constructible_v<T> && requires(const T& a) {
      { a <=> a };
    } && !std::is_same_v<T, std::byte> && !requires { typename T::value_type; };

template <MonostateLike T>
struct Convert<T> {
  static TypeInfo info() { return simple_info("std::monostate", {Kind::none}); }
  static bool exact(ValueView view) { return view.is(Kind::none); }
  static bool load(ValueView view, T&, std::string& why) {
    return view.is(Kind::none) || refuse(view, "std::monostate", why);
  }
  static NodeId store(const T&, Arena& arena, const Hint&) { return arena.none(); }
};

/// variant: the first alternative that holds the value by its own kind, else the first at all. Of
/// structs with the same fields the one that has the name of the Python class.
template <template <class...> class V, class... Ts>
  requires requires(const V<Ts...>& v) {
    v.index();
    v.valueless_by_exception();
  }
struct Convert<V<Ts...>> {
  using T = V<Ts...>;
  static TypeInfo info() {
    TypeInfo info = compound_info("std::variant", {}, {Convert<Ts>::info()...});
    info.alternatives = true;
    return info;
  }
  static bool exact(ValueView view) { return (Convert<Ts>::exact(view) || ...); }
  static bool load(ValueView view, T& value, std::string& why) {
    RefusalBudget budget(view);
    if (budget.spent()) {
      why = "no combination of alternatives was found for the variants in it";
      return false;
    }
    if (try_load(view, value, why, std::index_sequence_for<Ts...>())) return true;
    budget.refuse();
    return false;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    return store_at(value, arena, hint, std::index_sequence_for<Ts...>());
  }

 private:
  /// An int deep in what was a float's place would make all of it count as another's: it looks at
  /// more than the choice of an alternative does.
  static constexpr int kStoreBudget = 1024;
  static constexpr int kBestRank = 3;

  /// 3: of its own kind, and of its name where it has one; 2: of its own kind; 1: of its name, with
  /// fields of other kinds (an int for a float); 0: neither.
  template <class Item>
  static int rank_of(ValueView view) {
    const ExactBudget budget;
    const bool own = Convert<Item>::exact(view);
    if constexpr (requires { Convert<Item>::named(view); }) {
      return (own ? 2 : 0) + (Convert<Item>::named(view) ? 1 : 0);
    }
    return own ? kBestRank : 0;
  }
  template <std::size_t I, class Item>
  static bool try_one(ValueView view, T& value, std::string& why) {
    Item item{};
    if (!Convert<Item>::load(view, item, why)) return false;
    value.template emplace<I>(std::move(item));
    return true;
  }
  template <std::size_t... I>
  static bool try_load(ValueView view, T& value, std::string& why, std::index_sequence<I...>) {
    const int ranks[] = {rank_of<Ts>(view)...};
    std::string own;  // why the first alternative of the value's own kind refuses it
    for (int rank = kBestRank; rank >= 0; --rank) {
      if (((ranks[I] == rank && try_one<I, Ts>(view, value, why)) || ...)) return true;
      if (rank > 0 && own.empty()) own = std::move(why);
    }
    if (own.empty()) return refuse(view, "the variant", why);
    why = std::move(own);
    return false;
  }
  template <std::size_t... I>
  static NodeId store_at(const T& value, Arena& arena, const Hint& hint,
                         std::index_sequence<I...>) {
    // The alternative says which number it is, unless none could say what stood here before.
    Hint inner = hint;
    inner.by_name = true;
    if (inner.original) {
      const ExactBudget budget(kStoreBudget);
      inner.exact_types = exact(inner.original);
    }
    NodeId id = 0;
    (void)((value.index() == I && (id = Convert<Ts>::store(get<I>(value), arena, inner), true)) ||
           ...);
    return id;
  }
};

/// std::any and boost::any.
template <class T>
concept AnyLike =
    std::is_default_constructible_v<T> && std::is_constructible_v<T, int> && requires(const T& t) {
      { t.type() } -> std::convertible_to<const std::type_info&>;
    };

/// How deep values go into an any, which is built and read by recursion.
inline constexpr int kAnyDepth = 1000;
NodeId store_unknown(const std::type_info& type, Arena& arena);

/// Python's kinds to int (long long beyond it), double, bool, std::string, an empty any for None,
/// std::vector<any> for list and tuple, std::map<std::string, any> for dict; the same back, and
/// every arithmetic type, const char* and vectors of int, double and std::string.
template <AnyLike T>
struct Convert<T> {
  static TypeInfo info() {
    TypeInfo info = simple_info("any", {Kind::none, Kind::boolean, Kind::integer, Kind::floating,
                                        Kind::str, Kind::list, Kind::tuple, Kind::dict});
    info.least = INT64_MIN;
    info.greatest = INT64_MAX;
    info.ordered = false;
    return info;
  }
  static bool exact(ValueView) { return true; }
  static bool load(ValueView view, T& value, std::string& why) {
    return load_deep(view, value, why, kAnyDepth);
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    NodeId id = 0;
    Hint inner = hint;
    inner.exact_types = true;
    const bool known =
        try_store<bool, char, signed char, unsigned char, short, unsigned short, int, unsigned,
                  long, unsigned long, long long, unsigned long long, float, double, std::string,
                  const char*, std::vector<T>, std::vector<int>, std::vector<double>,
                  std::vector<std::string>, std::map<std::string, T>>(value, arena, inner, id);
    if (known) return id;
    return value.type() == typeid(void) ? arena.none() : store_unknown(value.type(), arena);
  }

 private:
  static bool load_deep(ValueView view, T& value, std::string& why, int depth) {
    if (depth == 0) {
      why = "nested deeper than an any is built";
      return false;
    }
    switch (view.kind()) {
      case Kind::none:
        value = T();
        return true;
      case Kind::boolean:
        value = T(view.boolean());
        return true;
      case Kind::floating:
        value = T(view.number());
        return true;
      case Kind::integer: {
        const std::int64_t number = view.integer();
        const bool small = number >= INT32_MIN && number <= INT32_MAX;
        value = small ? T(static_cast<int>(number)) : T(static_cast<long long>(number));
        return true;
      }
      case Kind::str: {
        std::string text;
        if (!load_utf8(view, text, true, why, "any")) return false;
        value = T(std::move(text));
        return true;
      }
      case Kind::list:
      case Kind::tuple:
        return load_list(view, value, why, depth);
      case Kind::dict:
        return load_dict(view, value, why, depth);
      default:
        return refuse(view, "any", why);
    }
  }
  static bool load_list(ValueView view, T& value, std::string& why, int depth) {
    std::vector<T> items(view.size());
    for (std::uint32_t i = 0; i < view.size(); ++i) {
      if (!load_deep(view[i], items[i], why, depth - 1)) return false;
    }
    value = T(std::move(items));
    return true;
  }
  static bool load_dict(ValueView view, T& value, std::string& why, int depth) {
    std::map<std::string, T> items;
    for (std::uint32_t i = 0; i < view.size(); i += 2) {
      std::string key;
      if (!Convert<std::string>::load(view[i], key, why)) return false;
      if (!load_deep(view[i + 1], items[key], why, depth - 1)) return false;
    }
    value = T(std::move(items));
    return true;
  }
  template <class... Known>
  static bool try_store(const T& value, Arena& arena, const Hint& hint, NodeId& id) {
    return ([&] {
      if (value.type() != typeid(Known)) return false;
      id = Convert<Known>::store(*any_cast<Known>(&value), arena, hint);
      return true;
    }() || ...);
  }
};

}  // namespace portproof::bind
