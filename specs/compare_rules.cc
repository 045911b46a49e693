// Follows a spec's path rules down a value: which rule holds at the place that is compared.
#include "specs/compare_rules.h"

#include <stdexcept>

#include "specs/codec.h"
#include "specs/path.h"

namespace portproof {

std::string PathStep::text() const {
  switch (kind) {
    case Kind::index:
      return "[" + std::to_string(index) + "]";
    case Kind::key:
      return "[" + to_python(value, kPathKeyLimit) + "]";
    case Kind::element:
      return "{" + to_python(value, kPathKeyLimit) + "}";
    case Kind::field:
      return "." + std::string(value.text());
  }
  return "";
}

PathRules::PathRules(const ComparePolicy& policy) : policy_(policy) {
  if (policy.paths.size() > kMost) {
    throw std::invalid_argument("a spec holds at most " + std::to_string(kMost) + " path rules");
  }
  for (const PathPolicy& rule : policy.paths) steps_.push_back(split_path(rule.path));
}

Place PathRules::root(std::string_view path) const {
  Place place;
  if (steps_.empty()) return place;
  place.alive = ~std::uint64_t{0} >> (kMost - steps_.size());
  if (!path.empty()) {
    for (const std::string& step : split_path(path)) place = follow(place, step);
    return place;
  }
  for (std::size_t rule = 0; rule < steps_.size(); ++rule) {
    if (steps_[rule].empty()) apply(rule, place);
  }
  return place;
}

Place PathRules::follow(const Place& place, const PathStep& step) const {
  return follow(place, step.text());
}

Place PathRules::follow(const Place& place, std::string_view step) const {
  Place result{0, place.depth + 1, place.floats, false, false};
  for (std::size_t rule = 0; rule < steps_.size(); ++rule) {
    const std::uint64_t bit = std::uint64_t{1} << rule;
    if ((place.alive & bit) == 0 || steps_[rule].size() <= place.depth) continue;
    if (!step_matches(steps_[rule][place.depth], step)) continue;
    if (steps_[rule].size() == result.depth) {
      apply(rule, result);
    } else {
      result.alive |= bit;
    }
  }
  if (result.alive == 0) result.depth = 0;
  return result;
}

void PathRules::apply(std::size_t rule, Place& place) const {
  const PathPolicy& policy = policy_.paths[rule];
  if (policy.floats) place.floats = static_cast<std::uint32_t>(rule + 1);
  place.ignore = place.ignore || policy.ignore;
  place.unordered = place.unordered || policy.unordered;
}

}  // namespace portproof
