// Finds what an answer depends on besides the arguments, by changing one thing at a time.
#pragma once

#include <optional>
#include <string_view>

#include "replay/interview.h"

namespace portproof {

/// The answer is another one in our folder than in an empty one: no noise, but not to be asked so.
inline constexpr std::string_view kFolderFactor = "working folder";

/// A trace on which not all answers agree. `first`, `second`: what was answered in recorded and
/// in reversed order, where that is not what was recorded.
struct NoisyTrace {
  Reply recorded;
  std::optional<Reply> first, second;
};

class FactorFinder {
 public:
  FactorFinder(const Spec& spec, const OracleConfig& config, bool thrown_away)
      : spec_(spec), config_(config), thrown_away_(thrown_away) {}
  /// Asks the call alone in some dozen fresh processes. Throws OracleError.
  std::string_view find(const NoisyTrace& trace) const;

 private:
  Reply alone(const Call& call, const Settings& settings, bool thrown_away) const;
  Reply alone(const Call& call, const Settings& settings) const {
    return alone(call, settings, thrown_away_);
  }
  bool same(const Reply& left, const Reply& right) const;
  std::string_view find_setting(const Call& call, const Reply& usual) const;
  /// Whether so many fresh processes give that very answer.
  bool again_and_again(const Call& call, const Reply& reply, const Settings& settings,
                       int times) const;

  const Spec& spec_;
  const OracleConfig& config_;
  bool thrown_away_;
};

}  // namespace portproof
