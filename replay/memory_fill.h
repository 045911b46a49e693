// What memory holds that a sealed port has not written.
#pragma once

#include <cstdint>

namespace portproof {

/// Bytes of memory that nobody has written: on the stack below a call, and of the heap.
enum class MemoryFill : std::uint8_t {
  odd = 0xA5,   // no number that a port means, and no pointer
  zeros = 0x00  // as fresh pages are
};

/// As a sealed worker is told it.
inline const char* fill_name(MemoryFill fill) {
  return fill == MemoryFill::zeros ? "zeros" : "odd";
}

/// Of the heap, from now on. glibc alone does that, and only where GLIBC_TUNABLES turned its caches
/// of freed blocks off when the process was started (kNoCaches).
void fill_heap(MemoryFill fill);
inline constexpr const char* kNoCaches = "glibc.malloc.tcache_count=0";
/// Of the stack below the caller.
void fill_stack(MemoryFill fill);

}  // namespace portproof
