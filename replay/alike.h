// What a port's types cannot tell apart, so that the comparison does not either.
#pragma once

namespace portproof {

struct Alike {
  bool list_is_tuple = false;
  bool set_is_frozenset = false;
  bool bytes_is_bytearray = false;
  bool dict_is_unordered = false;
};

}  // namespace portproof
