// Converts strings and characters: UTF-8, code points, and bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "replay/bind/convert.h"

namespace portproof::bind {

// Outside the templates. The text of `view` is WTF-8.
bool load_utf8(ValueView view, std::string& text, bool nul, std::string& why, const char* type);
bool load_code_points(ValueView view, std::u32string& text, std::string& why, const char* type);
/// Text that is not UTF-8 becomes bytes, so that it shows; a Domain of bytes alone does too.
NodeId store_utf8(std::string_view text, Arena& arena, const Hint& hint);
NodeId store_code_points(std::u32string_view text, Arena& arena);
/// False where two lone surrogates stand side by side: UTF-16 makes one character of them.
bool keeps_utf16(std::u32string_view text, std::string& why);
std::u16string to_utf16(std::u32string_view text);
std::u32string from_utf16(std::u16string_view text);
TypeInfo text_info(const char* name, bool code_points, bool nul, bool one_character);
bool load_bytes(ValueView view, std::string_view& bytes, std::string& why, const char* type);
NodeId store_bytes(const void* data, std::size_t size, Arena& arena, const Hint& hint);
TypeInfo bytes_info(const char* name);

template <>
struct Convert<std::string> {
  static TypeInfo info() { return text_info("std::string", false, true, false); }
  static bool exact(ValueView view) { return view.is(Kind::str); }
  static bool load(ValueView view, std::string& value, std::string& why) {
    return load_utf8(view, value, true, why, "std::string");
  }
  static NodeId store(const std::string& value, Arena& arena, const Hint& hint) {
    return store_utf8(value, arena, hint);
  }
};

template <>
struct Convert<std::string_view> {
  static TypeInfo info() { return text_info("std::string_view", false, true, false); }
  static NodeId store(std::string_view value, Arena& arena, const Hint& hint) {
    return store_utf8(value, arena, hint);
  }
};

template <>
struct Convert<const char*> {
  static TypeInfo info() { return text_info("const char*", false, false, false); }
  static NodeId store(const char* value, Arena& arena, const Hint& hint) {
    return value == nullptr ? arena.none() : store_utf8(value, arena, hint);
  }
};

template <>
struct Convert<std::u32string> {
  static TypeInfo info() { return text_info("std::u32string", true, true, false); }
  static bool exact(ValueView view) { return view.is(Kind::str); }
  static bool load(ValueView view, std::u32string& value, std::string& why) {
    return load_code_points(view, value, why, "std::u32string");
  }
  static NodeId store(const std::u32string& value, Arena& arena, const Hint&) {
    return store_code_points(value, arena);
  }
};

template <>
struct Convert<std::u16string> {
  static TypeInfo info() { return text_info("std::u16string", true, true, false); }
  static bool exact(ValueView view) { return view.is(Kind::str); }
  static bool load(ValueView view, std::u16string& value, std::string& why) {
    std::u32string points;
    if (!load_code_points(view, points, why, "std::u16string")) return false;
    if (!keeps_utf16(points, why)) return false;
    value = to_utf16(points);
    return true;
  }
  static NodeId store(const std::u16string& value, Arena& arena, const Hint&) {
    return store_code_points(from_utf16(value), arena);
  }
};

template <>
struct Convert<std::u8string> {
  static TypeInfo info() { return text_info("std::u8string", false, true, false); }
  static bool exact(ValueView view) { return view.is(Kind::str); }
  static bool load(ValueView view, std::u8string& value, std::string& why) {
    std::string text;
    if (!load_utf8(view, text, true, why, "std::u8string")) return false;
    value.assign(text.begin(), text.end());
    return true;
  }
  static NodeId store(const std::u8string& value, Arena& arena, const Hint& hint) {
    return store_utf8(std::string(value.begin(), value.end()), arena, hint);
  }
};

/// wchar_t holds one code point here (it has 32 bits on every system that Portproof runs on).
template <>
struct Convert<std::wstring> {
  static_assert(sizeof(wchar_t) == sizeof(char32_t));
  static TypeInfo info() { return text_info("std::wstring", true, true, false); }
  static bool exact(ValueView view) { return view.is(Kind::str); }
  static bool load(ValueView view, std::wstring& value, std::string& why) {
    std::u32string points;
    if (!load_code_points(view, points, why, "std::wstring")) return false;
    value.assign(points.begin(), points.end());
    return true;
  }
  static NodeId store(const std::wstring& value, Arena& arena, const Hint&) {
    return store_code_points(std::u32string(value.begin(), value.end()), arena);
  }
};

/// One character: `char` and `char8_t` an ASCII one, the others any that they hold.
template <class T>
struct Convert<T, std::enable_if_t<kIsCharacter<T>>> {
  static constexpr bool kAscii = sizeof(T) == 1;
  static constexpr const char* kName = kAscii ? "char" : sizeof(T) == 2 ? "char16_t" : "char32_t";
  static TypeInfo info() {
    TypeInfo info = text_info(kName, !kAscii, true, true);
    info.ascii = kAscii;
    return info;
  }
  static bool exact(ValueView view) { return view.is(Kind::str) && view.node().size <= 4; }
  static bool load(ValueView view, T& value, std::string& why) {
    std::u32string points;
    if (!load_code_points(view, points, why, kName)) return false;
    if (points.size() != 1) {
      why = std::string(kName) + " holds one character, not " + std::to_string(points.size());
      return false;
    }
    if (points[0] > (kAscii ? 0x7fU : sizeof(T) == 2 ? 0xffffU : 0x10ffffU)) {
      why = std::string("the character does not fit ") + kName;
      return false;
    }
    value = static_cast<T>(points[0]);
    return true;
  }
  static NodeId store(T value, Arena& arena, const Hint& hint) {
    if constexpr (kAscii) {
      const char byte = static_cast<char>(value);
      return store_utf8(std::string_view(&byte, 1), arena, hint);
    } else {
      const auto point = static_cast<char32_t>(value);
      return store_code_points(std::u32string_view(&point, 1), arena);
    }
  }
};

}  // namespace portproof::bind
