// How probable it is that a relation between two columns of values held by chance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "specs/domain/number.h"

namespace portproof {

// Each returns the natural logarithm of the probability that the relation holds in every row when
// one column is dealt out at random over the rows. 0 where there are no rows.

/// Of x == y in every row: the values, as they stand in either column.
double log_chance_equal(std::vector<std::uint64_t> values);
/// Of left <= right (or <, where `strict`) in every row.
double log_chance_below(std::vector<Number> left, std::vector<Number> right, bool strict);
/// `holders[i]`: how many of the rows' right values stand in the relation to left value i.
double log_chance_member(std::span<const std::uint64_t> holders);
/// Of one list being sorted: its elements, by value.
double log_chance_sorted(std::vector<std::uint64_t> elements);

}  // namespace portproof
