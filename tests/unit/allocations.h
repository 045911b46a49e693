// Counts allocations, for tests of code that must not allocate in a loop.
#pragma once

#include <cstddef>

namespace portproof::tests {

/// How often the test program has called operator new so far. Under AddressSanitizer always 0.
std::size_t allocations();

}  // namespace portproof::tests
