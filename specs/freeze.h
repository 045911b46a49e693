// What an original sees of clock and dice while it is called, where a recording held them still.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portproof {

struct Freeze {
  std::string time;                     // "2026-01-02T03:04:05Z"; empty: the clock runs
  std::optional<std::uint32_t> random;  // the seed of each call
  bool operator==(const Freeze&) const = default;
};

/// Since 1970, of a time of UTC with up to six digits behind the second ("2026-01-02T03:04:05.5Z").
/// Nothing where it is no such time, or not of the years 1970 to 2199.
std::optional<std::int64_t> nanoseconds_of(std::string_view time);
/// As the options of `record`: "--freeze-time 2026-01-02T03:04:05Z --freeze-random 0".
std::string freeze_words(const Freeze& freeze);

}  // namespace portproof
