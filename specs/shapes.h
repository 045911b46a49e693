// The outcome shapes and parameter kinds that a recording showed: each has to be matched once.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "specs/outcome.h"
#include "specs/spec.h"

namespace portproof {

inline constexpr std::size_t kMostShapes = 64;

/// Numbers the shapes of a Spec: "returns list", "raises ValueError", "parameter s: str". The same
/// Spec gives the same numbers, so that workers report by number. Only what the evidence of the
/// spec says was recorded has one.
class ShapeTable {
 public:
  explicit ShapeTable(const Spec& spec);

  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t shape) const { return names_[shape]; }
  /// How many shapes found no number, beyond `kMostShapes`: they are not watched.
  std::size_t unwatched() const { return unwatched_; }
  /// The shapes of a call, as bits. `arguments`: one per parameter, defaults filled in (views may
  /// be empty). `outcome` is the expected one.
  std::uint64_t mask_of(std::span<const ValueView> arguments, const Outcome& outcome) const;

 private:
  using ByKind = std::array<std::uint64_t, static_cast<std::size_t>(Kind::opaque) + 1>;
  std::uint64_t add(std::string name);
  ByKind kinds(const Seen& seen, const std::string& prefix);

  std::vector<std::string> names_;
  std::size_t unwatched_ = 0;
  ByKind returns_{};
  std::vector<ByKind> parameters_;
  std::vector<std::pair<std::string, std::uint64_t>> raises_;
};

/// "returns list", "raises ValueError", "crashes with SIGSEGV", "does not end".
std::string shape_of(const Outcome& outcome);

}  // namespace portproof
