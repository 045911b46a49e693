// The conversions between C++ types and Values: the frame, and numbers. Others extend it by type.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "replay/bind/hint.h"
#include "replay/bind/port.h"
#include "specs/value.h"

namespace portproof::bind {

/// How one C++ type is converted. A specialization offers
///   static TypeInfo info();
///   static bool exact(ValueView);                         it is of a kind that is T's own
///   static bool load(ValueView, T&, std::string& why);    false: T cannot hold it, and why
///   static NodeId store(const T&, Arena&, const Hint&);
template <class T, class = void>
struct Convert {
  static_assert(sizeof(T) == 0,
                "Portproof cannot convert this type: see docs/types.md for those that it knows, "
                "and PORTPROOF_STRUCT for your own");
};

template <class T>
using Bare = std::remove_cv_t<std::remove_reference_t<T>>;

template <class T>
NodeId store(const T& value, Arena& arena, const Hint& hint) {
  return Convert<Bare<T>>::store(value, arena, hint);
}

// Outside the templates, so that a port file compiles little.
bool load_integer(ValueView view, std::int64_t& value, std::string& why, const char* type);
bool load_unsigned(ValueView view, std::uint64_t& value, std::string& why, const char* type);
bool load_double(ValueView view, double& value, std::string& why, const char* type);
bool refuse(ValueView view, const char* type, std::string& why);
bool refuse_range(ValueView view, const char* type, std::string& why);
/// An argument that was an int of the same value is that int still.
NodeId store_double(double value, Arena& arena, const Hint& hint);
NodeId store_integer(std::int64_t value, Arena& arena, const Hint& hint);
NodeId store_unsigned(std::uint64_t value, Arena& arena);
TypeInfo integer_info(const char* name, std::int64_t least, std::uint64_t greatest);
TypeInfo simple_info(const char* name, std::vector<Kind> kinds);
/// "std::vector<int>": the name with the names of its parts.
TypeInfo compound_info(const std::string& name, std::vector<Kind> kinds,
                       std::vector<TypeInfo> parts);

template <class T>
constexpr const char* integer_name() {
  constexpr bool kSigned = std::is_signed_v<T>;
  if constexpr (std::is_same_v<T, long>) return "long";
  if constexpr (std::is_same_v<T, unsigned long>) return "unsigned long";
  if constexpr (std::is_same_v<T, long long>) return "long long";
  if constexpr (std::is_same_v<T, unsigned long long>) return "unsigned long long";
  switch (sizeof(T)) {
    case 1:
      return kSigned ? "int8_t" : "uint8_t";
    case 2:
      return kSigned ? "int16_t" : "uint16_t";
    case 4:
      return kSigned ? "int32_t" : "uint32_t";
    default:
      return kSigned ? "int64_t" : "uint64_t";
  }
}

template <class T>
inline constexpr bool kIsCharacter =
    std::is_same_v<T, char> || std::is_same_v<T, char8_t> || std::is_same_v<T, char16_t> ||
    std::is_same_v<T, char32_t> || std::is_same_v<T, wchar_t>;

template <>
struct Convert<bool> {
  static TypeInfo info() { return simple_info("bool", {Kind::boolean}); }
  static bool exact(ValueView view) { return view.is(Kind::boolean); }
  static bool load(ValueView view, bool& value, std::string& why) {
    if (!view.is(Kind::boolean)) return refuse(view, "bool", why);
    value = view.boolean();
    return true;
  }
  static NodeId store(bool value, Arena& arena, const Hint&) { return arena.boolean(value); }
};

template <class T>
struct Convert<T, std::enable_if_t<std::is_integral_v<T> && !kIsCharacter<T>>> {
  static constexpr const char* kName = integer_name<T>();
  static TypeInfo info() {
    return integer_info(kName, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                        static_cast<std::uint64_t>(std::numeric_limits<T>::max()));
  }
  static bool exact(ValueView view) { return view.is(Kind::integer) || view.is(Kind::big_integer); }
  static bool load(ValueView view, T& value, std::string& why) {
    if constexpr (std::is_unsigned_v<T>) {
      std::uint64_t wide = 0;
      if (!load_unsigned(view, wide, why, kName)) return false;
      if (wide > std::numeric_limits<T>::max()) return refuse_range(view, kName, why);
      value = static_cast<T>(wide);
    } else {
      std::int64_t wide = 0;
      if (!load_integer(view, wide, why, kName)) return false;
      if (wide < std::numeric_limits<T>::min() || wide > std::numeric_limits<T>::max()) {
        return refuse_range(view, kName, why);
      }
      value = static_cast<T>(wide);
    }
    return true;
  }
  static NodeId store(T value, Arena& arena, const Hint& hint) {
    if constexpr (std::is_unsigned_v<T>) {
      if (value > static_cast<std::uint64_t>(INT64_MAX)) return store_unsigned(value, arena);
    }
    return store_integer(static_cast<std::int64_t>(value), arena, hint);
  }
};

template <class T>
struct Convert<T, std::enable_if_t<std::is_floating_point_v<T>>> {
  static constexpr const char* kName = sizeof(T) == sizeof(float)    ? "float"
                                       : sizeof(T) == sizeof(double) ? "double"
                                                                     : "long double";
  static TypeInfo info() {
    return simple_info(kName, {Kind::floating, Kind::integer, Kind::boolean});
  }
  static bool exact(ValueView view) { return view.is(Kind::floating); }
  static bool load(ValueView view, T& value, std::string& why) {
    double wide = 0;
    if (!load_double(view, wide, why, kName)) return false;
    value = static_cast<T>(wide);
    return true;
  }
  static NodeId store(T value, Arena& arena, const Hint& hint) {
    return store_double(static_cast<double>(value), arena, hint);
  }
};

/// Enums travel by their value.
template <class T>
struct Convert<T, std::enable_if_t<std::is_enum_v<T> && !std::is_same_v<T, std::byte>>> {
  using Number = std::underlying_type_t<T>;
  static TypeInfo info() {
    TypeInfo info = Convert<Number>::info();
    info.kinds.push_back(Kind::enumeration);
    return info;
  }
  static bool exact(ValueView view) { return view.is(Kind::enumeration); }
  static bool load(ValueView view, T& value, std::string& why) {
    Number number{};
    const ValueView content = view.is(Kind::enumeration) ? view[2] : view;
    if (!Convert<Number>::load(content, number, why)) return false;
    value = static_cast<T>(number);
    return true;
  }
  /// A member's name is not known here: it is left out, and the type comes from the hint.
  static NodeId store(T value, Arena& arena, const Hint& hint) {
    const NodeId number = Convert<Number>::store(static_cast<Number>(value), arena, {});
    const std::string_view type = hint.enum_type();
    if (type.empty()) return number;
    const NodeId parts[] = {arena.str(type), arena.none(), number};
    return arena.container(Kind::enumeration, parts);
  }
};

/// std::complex, known by its looks so that <complex> need not be included.
template <class T>
concept ComplexLike = requires(const T& t, typename T::value_type part) {
  t.real();
  t.imag();
  T(part, part);
};

template <ComplexLike T>
struct Convert<T> {
  static TypeInfo info() {
    return simple_info("std::complex", {Kind::complex, Kind::floating, Kind::integer});
  }
  static bool exact(ValueView view) { return view.is(Kind::complex); }
  static bool load(ValueView view, T& value, std::string& why) {
    using Part = typename T::value_type;
    if (view.is(Kind::complex)) {
      value = T(static_cast<Part>(view[0].number()), static_cast<Part>(view[1].number()));
      return true;
    }
    Part real{};
    if (!Convert<Part>::load(view, real, why)) return false;
    value = T(real, Part{});
    return true;
  }
  static NodeId store(const T& value, Arena& arena, const Hint&) {
    return arena.complex(static_cast<double>(value.real()), static_cast<double>(value.imag()));
  }
};

/// Any Value, as it is.
template <>
struct Convert<Value> {
  static TypeInfo info();
  static bool exact(ValueView) { return true; }
  static bool load(ValueView view, Value& value, std::string&) {
    value = Value(view);
    return true;
  }
  static NodeId store(const Value& value, Arena& arena, const Hint&) { return copy(value, arena); }
};

}  // namespace portproof::bind
