// Converts user structs, which PORTPROOF_STRUCT describes, from and to records.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "replay/bind/convert.h"
#include "replay/bind/search.h"
#include "specs/qualified_name.h"

namespace portproof::bind {

/// Specialized by PORTPROOF_STRUCT: `name`, and `each(object, visit)`, which calls visit(name,
/// field).
template <class T>
struct Struct;

inline constexpr std::size_t kMostFields = 12;  // of PORTPROOF_STRUCT

template <class T>
concept Described = requires { Struct<T>::kName; };

/// How deep structs that hold themselves (in a vector, say) go: they are converted by recursion.
inline constexpr int kRecordDepth = 400;

/// Counts how deep structs are nested in the conversion at hand.
class RecordDepth {
 public:
  RecordDepth() { ++depth_; }
  ~RecordDepth() { --depth_; }
  RecordDepth(const RecordDepth&) = delete;
  RecordDepth& operator=(const RecordDepth&) = delete;
  bool too_deep() const { return depth_ > kRecordDepth; }

 private:
  static thread_local int depth_;
};

bool refuse_depth(std::string& why);
NodeId store_too_deep(Arena& arena);
/// A record out of the nodes of a struct's fields. What an argument had beyond them it keeps.
NodeId make_record(const char* struct_name, std::span<const std::string_view> names,
                   std::span<const NodeId> nodes, const RecordHint& hint, Arena& arena);

template <Described T>
struct Convert<T> {
  static TypeInfo info() {
    static thread_local bool describing = false;
    TypeInfo info = simple_info(Struct<T>::kName, {Kind::record});
    if (describing) {  // T holds itself: inside, everything is looked at when a call comes
      info.any = true;
      return info;
    }
    describing = true;
    T object{};
    Struct<T>::each(object, [&](const char* name, auto& field) {
      info.fields.push_back(name);
      info.parts.push_back(Convert<Bare<decltype(field)>>::info());
    });
    describing = false;
    return info;
  }
  /// The record has the struct's fields, no other, and they are of their own kinds.
  static bool exact(ValueView view) {
    const RecordDepth depth;
    if (!view.is(Kind::record) || depth.too_deep()) return false;
    std::uint32_t fields = 0;
    bool good = true;
    T object{};
    Struct<T>::each(object, [&](const char* name, auto&) {
      ++fields;
      good = good && record_field(view, name);
    });
    if (!good || view.size() != 2 + 2 * fields) return false;
    Struct<T>::each(object, [&](const char* name, auto& field) {
      if (!good || !ExactBudget::spend()) return;
      good = Convert<Bare<decltype(field)>>::exact(record_field(view, name));
    });
    return good;
  }
  /// The Python class has the struct's name.
  static bool named(ValueView view) {
    return view.is(Kind::record) && last_name(view[0].text()) == last_name(Struct<T>::kName);
  }
  static bool load(ValueView view, T& value, std::string& why) {
    const RecordDepth depth;
    if (!view.is(Kind::record)) return refuse(view, Struct<T>::kName, why);
    if (depth.too_deep()) return refuse_depth(why);
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
    const RecordDepth depth;
    if (depth.too_deep()) return store_too_deep(arena);
    std::array<std::string_view, kMostFields> names;
    std::array<NodeId, kMostFields> nodes;
    std::size_t count = 0;
    Struct<T>::each(value, [&](const char* name, const auto&) { names[count++] = name; });
    const RecordHint own = hint.record(Struct<T>::kName, std::span(names).first(count));
    std::size_t i = 0;
    Struct<T>::each(value, [&](const char* name, const auto& field) {
      nodes[i++] = Convert<Bare<decltype(field)>>::store(field, arena, own.field(name));
    });
    return make_record(Struct<T>::kName, std::span(names).first(count),
                       std::span(nodes).first(count), own, arena);
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
