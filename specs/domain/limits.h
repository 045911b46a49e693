// What clauses, and the types of a port, leave of the values at one place: bounds for generating.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "specs/domain/clause.h"

namespace portproof {

/// Bounds of one subject ("n", "xs[*]"). What they allow is a superset of what the clauses allow:
/// a clause that no bound can express (a relation) narrows nothing here.
struct Limits {
  std::optional<std::int64_t> least, greatest;        // of ints
  bool bounded_below = false, bounded_above = false;  // of ints, also where beyond int64
  std::optional<double> float_least, float_greatest;
  std::uint64_t shortest = 0, longest = UINT32_MAX;  // code points, bytes, elements, entries
  bool ascii = false, no_nul = false, no_surrogate = false;       // of texts
  bool finite = false, normal = false, no_negative_zero = false;  // of floats
  bool sorted = false;
  std::vector<std::string> choices;  // of texts; empty: any

  void narrow(const Limits& other);
  bool allows(std::int64_t value) const {
    return (!least || value >= *least) && (!greatest || value <= *greatest);
  }
  bool allows(double value) const;
  /// Whether ints beyond int64 are inside: on this side nothing bounds them.
  bool allows_big(bool negative) const { return negative ? !bounded_below : !bounded_above; }
  bool allows(char32_t character) const;
  /// Of bounds that contradict each other: no value is inside.
  bool is_empty() const;
};

/// By the text of the subject.
using LimitMap = std::map<std::string, Limits, std::less<>>;

/// Narrows the limits of each subject that the clause bounds by constants alone.
void add_limits(LimitMap& limits, const Clause& clause);

}  // namespace portproof
