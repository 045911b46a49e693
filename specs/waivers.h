// Tells in words what a spec waives, and which of its waivers have expired.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "specs/spec.h"

namespace portproof {

/// A waiver holds to the end of its day. `today`: "2026-11-24".
bool is_expired(const Waiver& waiver, std::string_view today);

/// "where n <= 0 and they differ by value, until 2027-01-31: ticket 12".
std::string waiver_words(const Waiver& waiver);

/// The waivers that cover nothing any more, in these words; what they covered diverges again.
std::vector<std::string> expired_waivers(const Spec& spec, std::string_view today);

}  // namespace portproof
