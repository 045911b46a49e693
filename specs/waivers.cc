// Tells in words what a spec waives, and which of its waivers have expired.
#include "specs/waivers.h"

#include <fmt/format.h>

namespace portproof {

bool is_expired(const Waiver& waiver, std::string_view today) { return waiver.expires < today; }

std::string waiver_words(const Waiver& waiver) {
  std::vector<std::string> when;
  when.reserve(waiver.conditions.size() + 2);
  for (const Clause& clause : waiver.conditions) when.push_back(clause.text());
  if (!waiver.kind.empty()) when.push_back("they differ by " + waiver.kind);
  if (!waiver.path.empty()) when.push_back("they differ at " + waiver.path);
  if (when.empty()) when.emplace_back("they differ");
  return fmt::format("where {}, until {}: {}", fmt::join(when, " and "), waiver.expires,
                     waiver.reason);
}

std::vector<std::string> expired_waivers(const Spec& spec, std::string_view today) {
  std::vector<std::string> expired;
  for (const Waiver& waiver : spec.waivers) {
    if (is_expired(waiver, today)) expired.push_back(waiver_words(waiver));
  }
  return expired;
}

}  // namespace portproof
