// What a port's types cannot tell apart, so that the comparison does not either.
#pragma once

#include "specs/spec.h"

namespace portproof {

struct Alike {
  bool list_is_tuple = false;
  bool set_is_frozenset = false;
  bool bytes_is_bytearray = false;
  bool dict_is_unordered = false;
};

inline void compare_alike(const Alike& alike, ComparePolicy& compare) {
  compare.list_is_tuple = compare.list_is_tuple || alike.list_is_tuple;
  compare.set_is_frozenset = compare.set_is_frozenset || alike.set_is_frozenset;
  compare.bytes_is_bytearray = compare.bytes_is_bytearray || alike.bytes_is_bytearray;
  compare.dict_order = compare.dict_order && !alike.dict_is_unordered;
}

}  // namespace portproof
