// What memory holds that a sealed port has not written.
#include "replay/memory_fill.h"

#include <malloc.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace portproof {

void fill_heap(MemoryFill fill) {
#ifdef M_PERTURB
  // A new block holds the complement of what is set here; 0 would leave it as it is.
  ::mallopt(M_PERTURB, 0xFF ^ static_cast<int>(fill));
#else
  static_cast<void>(fill);
#endif
}

[[gnu::noinline]] void fill_stack(MemoryFill fill) {
  constexpr std::size_t kBelow = std::size_t{1} << 15;
  std::array<unsigned char, kBelow> below;  // NOLINT: it is filled in the next line
  std::memset(below.data(), static_cast<int>(fill), below.size());
  asm volatile("" : : "r"(below.data()) : "memory");  // it is not optimised away
}

}  // namespace portproof
