// Picks the Python kind of a converted value where the C++ type stands for several.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

#include "specs/value.h"

namespace portproof {

struct Alternative;
struct Domain;
struct RecordHint;

/// What is known of a value that is about to be built: the spec's Domain, or the argument that it
/// was before the call.
struct Hint {
  const Domain* domain = nullptr;
  ValueView original;
  /// The C++ type says which number it is (in an any, in a variant): what stood there before the
  /// call does not.
  bool exact_types = false;
  /// The alternative of a variant says which record it is.
  bool by_name = false;

  /// The candidate that the hint names, else the first.
  Kind choose(std::initializer_list<Kind> candidates) const;
  /// The hint for the i-th part (element, key 0 and value 1, position) of a value of `kind`. The
  /// parts of sets and dicts have no place: their originals are found by what they are.
  Hint part(Kind kind, std::size_t i) const;
  /// The record that the C++ struct `name` with these fields is.
  RecordHint record(std::string_view name, std::span<const std::string_view> fields) const;
  /// The type of the enum that the hint names; empty where it names none.
  std::string_view enum_type() const;
};

/// What is known of a record that is about to be built from a struct.
struct RecordHint {
  std::string_view type;  // empty: not known
  const Alternative* alternative = nullptr;
  ValueView original;  // of that type, else empty
  bool exact_types = false;

  Hint field(std::string_view name) const;
};

/// The field of a record; empty where it has none of that name.
ValueView record_field(ValueView record, std::string_view name);

}  // namespace portproof
