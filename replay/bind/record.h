// Converts user structs, which PORTPROOF_STRUCT describes, from and to records.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "replay/bind/convert.h"

namespace portproof::bind {

/// Specialized by PORTPROOF_STRUCT: `name`, and `each(object, visit)`, which calls visit(name,
/// field).
template <class T>
struct Struct;

template <class T>
concept Described = requires { Struct<T>::kName; };

ValueView record_field(ValueView record, std::string_view name);

template <Described T>
struct Convert<T> {
  static TypeInfo info() {
    TypeInfo info = simple_info(Struct<T>::kName, {Kind::record});
    T object{};
    Struct<T>::each(object, [&](const char* name, auto& field) {
      info.fields.push_back(name);
      info.parts.push_back(Convert<Bare<decltype(field)>>::info());
    });
    return info;
  }
  static bool exact(ValueView view) { return view.is(Kind::record); }
  static bool load(ValueView view, T& value, std::string& why) {
    if (!view.is(Kind::record)) return refuse(view, Struct<T>::kName, why);
    bool good = true;
    Struct<T>::each(value, [&](const char* name, auto& field) {
      if (!good) return;
      const ValueView part = record_field(view, name);
      if (!part) {
        why = std::string("the record has no field ") + name;
        good = false;
        return;
      }
      good = Convert<Bare<decltype(field)>>::load(part, field, why);
      if (!good) why = std::string(".") + name + ": " + why;
    });
    return good;
  }
  static NodeId store(const T& value, Arena& arena, const Hint& hint) {
    const std::string_view type = hint.type(Kind::record);
    std::vector<NodeId> parts = {
        arena.str(type.empty() ? std::string("C++:") + Struct<T>::kName : std::string(type)),
        arena.none()};
    Struct<T>::each(value, [&](const char* name, const auto& field) {
      parts.push_back(arena.str(name));
      parts.push_back(Convert<Bare<decltype(field)>>::store(field, arena, hint.field(name)));
    });
    return arena.container(Kind::record, parts);
  }
};

}  // namespace portproof::bind

// PORTPROOF_STRUCT(shop::Item, name, price): at namespace scope, outside every namespace. Up to 12
// fields, in the order of the Python record.
#define PORTPROOF_FIELD(field) visit(#field, object.field);
#define PORTPROOF_EACH_1(a) PORTPROOF_FIELD(a)
#define PORTPROOF_EACH_2(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_1(__VA_ARGS__)
#define PORTPROOF_EACH_3(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_2(__VA_ARGS__)
#define PORTPROOF_EACH_4(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_3(__VA_ARGS__)
#define PORTPROOF_EACH_5(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_4(__VA_ARGS__)
#define PORTPROOF_EACH_6(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_5(__VA_ARGS__)
#define PORTPROOF_EACH_7(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_6(__VA_ARGS__)
#define PORTPROOF_EACH_8(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_7(__VA_ARGS__)
#define PORTPROOF_EACH_9(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_8(__VA_ARGS__)
#define PORTPROOF_EACH_10(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_9(__VA_ARGS__)
#define PORTPROOF_EACH_11(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_10(__VA_ARGS__)
#define PORTPROOF_EACH_12(a, ...) PORTPROOF_FIELD(a) PORTPROOF_EACH_11(__VA_ARGS__)
#define PORTPROOF_COUNT(a, b, c, d, e, f, g, h, i, j, k, l, n, ...) n
#define PORTPROOF_EACH_N(n) PORTPROOF_EACH_##n
#define PORTPROOF_EACH_OF(n) PORTPROOF_EACH_N(n)
#define PORTPROOF_STRUCT(Type, ...)                                                             \
  template <>                                                                                   \
  struct portproof::bind::Struct<Type> {                                                        \
    static constexpr const char* kName = #Type;                                                 \
    template <class Object, class Visit>                                                        \
    static void each(Object& object, Visit visit) {                                             \
      PORTPROOF_EACH_OF(PORTPROOF_COUNT(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)) \
      (__VA_ARGS__)                                                                             \
    }                                                                                           \
  };
