// Short ways to convert between C++ and the wire form in tests, and a Domain to choose kinds by.
#pragma once

#include <portproof/port.h>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "specs/codec.h"
#include "specs/domain/domain.h"
#include "tests/unit/specs/values.h"

namespace portproof::tests {

template <class T>
T loaded(std::string_view json) {
  const Value value = v(json);
  T result{};
  std::string why;
  const bool good = bind::Convert<T>::load(value, result, why);
  INFO(json << ": " << why);
  REQUIRE(good);
  return result;
}

/// Why T cannot hold it.
template <class T>
std::string refused(const Value& value) {
  T result{};
  std::string why;
  if (bind::Convert<T>::load(value, result, why)) return "held";
  return why;
}
template <class T>
std::string refused(std::string_view json) {
  return refused<T>(v(json));
}

template <class T>
std::string stored(const T& value, const Hint& hint = {}) {
  Arena arena;
  const NodeId id = bind::store(value, arena, hint);
  return to_json(arena.view(id));
}

/// As the state of an argument that was `before`.
template <class T>
std::string stored_over(const T& value, std::string_view before) {
  const Value was = v(before);
  return stored(value, Hint{nullptr, was});
}

/// As a result, where the original was seen to return values like `like`.
template <class T>
std::string stored_like(const T& value, std::string_view like) {
  const Domain domain = domain_of(v(like));
  return stored(value, Hint{&domain, {}});
}

}  // namespace portproof::tests
