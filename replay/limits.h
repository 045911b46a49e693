// Limits what a process that runs a port may take of the machine.
#pragma once

#include <cstdint>

namespace portproof {

/// Where a port takes memory without end, an allocation fails before it does the machine harm.
inline constexpr std::uint64_t kMostMemory = std::uint64_t{4} << 30;
/// That it does so again shows with less: each page that it touches costs time.
inline constexpr std::uint64_t kConfirmMemory = std::uint64_t{1} << 30;

/// Holds for this process from here on: no core file, and so many bytes of data at most.
void limit_resources(std::uint64_t memory = kMostMemory);

}  // namespace portproof
