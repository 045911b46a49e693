// Counts allocations, by replacing the global operator new. In a file of its own, so that compilers
// do not see through it.
#include "tests/unit/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count = 0;

}  // namespace

// AddressSanitizer brings operators of its own, which know which of them belong together.
#if defined(__SANITIZE_ADDRESS__)
#define PORTPROOF_COUNTS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PORTPROOF_COUNTS 0
#endif
#endif

#ifndef PORTPROOF_COUNTS
void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace portproof::tests {

std::size_t allocations() { return count; }

}  // namespace portproof::tests
