// Counts verdicts against a spec's policy and decides: passed, diverged, undecided, inconclusive.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "specs/shapes.h"
#include "specs/spec.h"
#include "specs/verdict.h"

namespace portproof {

/// What a block of calls came to. Plain data: workers send it, a supervisor merges it.
struct Tally {
  Counts counts{};
  std::uint64_t distinct_matches = 0;      // Match, by distinct Calls
  std::uint64_t blocking_unsupported = 0;  // Unsupported on a recorded or an inside input
  std::array<std::uint64_t, kMostShapes> matched_shapes{};  // Matches by number of a ShapeTable

  /// Counts one call. `recorded`: it stands in the recording. `distinct`: its Call was not met
  /// before. `shapes`: ShapeTable::mask_of, used for a Match only.
  void add(const Verdict& verdict, bool recorded, bool distinct, std::uint64_t shapes);
  void merge(const Tally& other);
  std::uint64_t of(VerdictKind kind) const { return counts[static_cast<std::size_t>(kind)]; }
  /// All calls tried: each has exactly one verdict.
  std::uint64_t tried() const;
  /// Those whose two outcomes were held against each other.
  std::uint64_t compared() const;
};

enum class GateVerdict { passed, diverged, undecided, inconclusive };
std::string_view gate_verdict_name(GateVerdict verdict);
/// 0 passed, 1 diverged, 3 undecided or inconclusive.
int exit_code(GateVerdict verdict);
/// The one of two that decides a whole: diverged, undecided, inconclusive, passed.
GateVerdict worse(GateVerdict a, GateVerdict b);

struct GateResult {
  GateVerdict verdict = GateVerdict::passed;
  std::vector<std::string> reasons;  // for people; empty where passed
};

/// Decides one stage ("replay", "props", "fuzz", …). Pure. Keeps a reference to the spec.
class Gate {
 public:
  Gate(const Spec& spec, std::string_view stage) : spec_(spec), shapes_(spec), stage_(stage) {}

  void add(const Tally& tally) { tally_.merge(tally); }
  const Tally& tally() const { return tally_; }
  const ShapeTable& shapes() const { return shapes_; }
  /// `assumptions`: how many the port's types make that nobody has confirmed.
  GateResult decide(std::uint64_t assumptions = 0) const;

 private:
  void decide_blocking(GateResult& result) const;
  void decide_open(GateResult& result, std::uint64_t assumptions) const;
  void decide_floors(GateResult& result) const;
  void decide_noise(GateResult& result) const;

  const Spec& spec_;
  ShapeTable shapes_;
  std::string stage_;
  Tally tally_;
};

}  // namespace portproof
