// Follows a spec's path rules down a value: which rule holds at the place that is compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "specs/spec.h"

namespace portproof {

/// Keys in paths are cut to this many bytes.
inline constexpr std::size_t kPathKeyLimit = 80;

/// One step from a container to what it holds.
struct PathStep {
  enum class Kind : std::uint8_t { index, key, element, field } kind = Kind::index;
  std::uint32_t index = 0;  // of a list or tuple
  ValueView value;          // a key, an element of a set, the name of a field

  std::string text() const;
};

/// Where a comparison stands, and the rules that are in force there.
struct Place {
  std::uint64_t alive = 0;   // rules whose paths go on below
  std::uint32_t depth = 0;   // steps from the root; meaningful where `alive` is not 0
  std::uint32_t floats = 0;  // 0: the policy's own; else 1 + the number of the rule
  bool ignore = false;
  bool unordered = false;
};

class PathRules {
 public:
  static constexpr std::size_t kMost = 64;

  /// Throws std::invalid_argument beyond `kMost` rules. Keeps a reference to `policy`.
  explicit PathRules(const ComparePolicy& policy);

  /// The place of a whole value at `path` ("": the result; "args": the arguments).
  Place root(std::string_view path) const;
  /// The place one step below. A rule for floats reaches everything below it, until a longer or, at
  /// the same place, a later rule says otherwise.
  Place below(const Place& place, const PathStep& step) const {
    return place.alive == 0 ? Place{0, 0, place.floats, false, false} : follow(place, step);
  }
  const FloatPolicy& floats(std::uint32_t number) const {
    return number == 0 ? policy_.floats : *policy_.paths[number - 1].floats;
  }

 private:
  Place follow(const Place& place, const PathStep& step) const;
  Place follow(const Place& place, std::string_view step) const;
  void apply(std::size_t rule, Place& place) const;

  const ComparePolicy& policy_;
  std::vector<std::vector<std::string>> steps_;  // by rule
};

}  // namespace portproof
