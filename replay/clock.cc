// The clock that a linked port reads: the spec's, where that freezes time and the port is called.
//
// The definitions below stand before those of the C library, in this executable and in the shared
// libraries that it loads: std::chrono::system_clock of libstdc++ and libc++ reads clock_gettime.
#include "replay/clock.h"

#include <dlfcn.h>
#include <errno.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

#include "replay/bind/port.h"

namespace portproof {
namespace {

constexpr std::int64_t kRuns = -1, kSecond = 1'000'000'000;
std::atomic<std::int64_t> frozen{kRuns};

using ReadClock = int (*)(clockid_t, timespec*);

/// The C library's, once it is known: it needs no system call.
std::atomic<ReadClock> real_clock{nullptr};

__attribute__((constructor)) void find_real_clock() {
  real_clock = reinterpret_cast<ReadClock>(::dlsym(RTLD_NEXT, "clock_gettime"));
}

int read_real(clockid_t clock, timespec* into) {
  const ReadClock known = real_clock.load(std::memory_order_relaxed);
  if (known != nullptr) return known(clock, into);
  return static_cast<int>(::syscall(SYS_clock_gettime, clock, into));
}

/// The wall clock in nanoseconds.
std::int64_t now() {
  const bool called = (*progress_word & 3) == static_cast<std::uint64_t>(Phase::port);
  const std::int64_t moment = called ? frozen.load(std::memory_order_relaxed) : kRuns;
  if (moment != kRuns) return moment;
  timespec real{};
  read_real(CLOCK_REALTIME, &real);
  return real.tv_sec * kSecond + real.tv_nsec;
}

}  // namespace

void freeze_clock(const Freeze& freeze) {
  const auto moment = nanoseconds_of(freeze.time);
  frozen = moment.value_or(kRuns);
}

}  // namespace portproof

// Seen by shared libraries too, whatever this library is compiled with.
#pragma GCC visibility push(default)
extern "C" {

int clock_gettime(clockid_t clock, timespec* into) noexcept {
  if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) {
    return portproof::read_real(clock, into);
  }
  const std::int64_t now = portproof::now();
  *into = {now / portproof::kSecond, now % portproof::kSecond};
  return 0;
}

time_t time(time_t* into) noexcept {
  const time_t now = portproof::now() / portproof::kSecond;
  if (into != nullptr) *into = now;
  return now;
}

int gettimeofday(timeval* into, void*) noexcept {
  const std::int64_t now = portproof::now();
  *into = {now / portproof::kSecond, now % portproof::kSecond / 1000};
  return 0;
}

int timespec_get(timespec* into, int base) noexcept {
  if (base != TIME_UTC) return 0;
  return clock_gettime(CLOCK_REALTIME, into) == 0 ? base : 0;
}

}  // extern "C"
#pragma GCC visibility pop
