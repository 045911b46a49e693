// What the original's answers depend on besides the arguments, found before anything is judged.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "specs/judge.h"
#include "specs/spec.h"
#include "specs/trace.h"

namespace portproof {

/// More traces than this are not all asked again, and more ids than this are not listed.
inline constexpr std::size_t kMostAskedAgain = 20'000;
inline constexpr std::size_t kMostNoiseIds = 1'000;

/// What changes while nothing that Portproof holds does.
inline constexpr std::string_view kClockFactor =
    "clock, random or other input that is not an argument";
inline constexpr std::string_view kHashFactor = "hash order";
inline constexpr std::string_view kZoneFactor = "time zone";
inline constexpr std::string_view kLocaleFactor = "locale";
inline constexpr std::string_view kStateFactor = "cached state (answers depend on earlier calls)";
inline constexpr std::string_view kDriftFactor =
    "drift: the original answers otherwise than when it was recorded";

/// "hash order in 12 traces, as f(['a', 'b'])".
std::string noise_words(const NoiseEntry& entry);
/// What a person can do about it.
std::string noise_remedy(const NoiseEntry& entry);

/// Finds the noise of a trace. Keeps a reference to the spec.
class NoiseIndex {
 public:
  explicit NoiseIndex(const Spec& spec);
  /// The factor of a trace by its id, empty where the original agrees with itself about it.
  std::string_view factor_of(std::string_view id) const;
  /// The commonest factor, where not every noisy trace is known by its id: the others may depend
  /// on it too. That is so wherever clock or chance has a hand in the answers. Empty where all are
  /// known.
  std::string_view unlisted() const { return unlisted_; }
  /// Asks the judge; of a noisy trace, the original does not agree with itself. Where not every
  /// noisy trace is known, no difference is held against the port.
  Verdict judge(const Judge& judge, const Trace& trace, const Outcome& expected,
                const Outcome& observed, std::optional<bool> relation = std::nullopt) const;

 private:
  const Spec& spec_;
  std::string_view unlisted_;
};

}  // namespace portproof
