// Puts filters of system calls together, instruction by instruction.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include <cstdint>
#include <vector>

namespace portproof {

using Filter = std::vector<sock_filter>;

/// The word at `offset` of seccomp_data.
inline sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

/// Skips `skip` instructions unless the loaded word is `value`.
inline sock_filter unless_equal(std::uint32_t value, std::uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}

inline sock_filter give(std::uint32_t verdict) { return BPF_STMT(BPF_RET | BPF_K, verdict); }

/// The verdict on one call, whatever its arguments are.
inline void on_call(Filter& filter, long call, std::uint32_t verdict) {
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(unless_equal(static_cast<std::uint32_t>(call), 1));
  filter.push_back(give(verdict));
}

}  // namespace portproof
