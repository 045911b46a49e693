// Says whether two values are the same, node for node, and gives equal values equal hashes.
#pragma once

#include <cstdint>

#include "specs/value.h"

namespace portproof {

/// Structural equality: kinds, bits of floats, order of dicts. Sharing inside is not compared.
bool same(ValueView left, ValueView right);
/// Equal for values that are the same. Not stable between versions: never written to a file.
std::uint64_t hash_of(ValueView value);

}  // namespace portproof
