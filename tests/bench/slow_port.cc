// Registers a port that takes about 20 microseconds a call, for what a second job brings.
#include <portproof/port.h>

#include <cstdint>

#include "slug.h"

namespace {

std::string slow_slug(std::string_view text) {
  std::uint64_t state = text.size() + 1;
  for (int i = 0; i < 10'000; ++i) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
  }
  return state != 0 ? slug(text) : std::string();  // never 0: the loop must not be left out
}

}  // namespace

PORTPROOF_PORT("bench_slug:slug", slow_slug);
