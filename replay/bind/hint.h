// Picks the Python kind of a converted value where the C++ type stands for several.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "specs/value.h"

namespace portproof {

struct Domain;

/// What is known of a value that is about to be built: the spec's Domain, or the argument that it
/// was before the call.
struct Hint {
  const Domain* domain = nullptr;
  ValueView original;

  /// The candidate that the hint names, else the first.
  Kind choose(std::initializer_list<Kind> candidates) const;
  /// The hint for the i-th part (element, key 0 and value 1, position, field) of a value of `kind`.
  Hint part(Kind kind, std::size_t i) const;
  /// The hint for a field of a record.
  Hint field(std::string_view name) const;
  /// The type of the record or enum that the hint names; empty where it names none.
  std::string_view type(Kind kind) const;
};

}  // namespace portproof
