// The outcome shapes and parameter kinds that a recording showed: each has to be matched once.
#include "specs/shapes.h"

#include <algorithm>

#include "specs/signals.h"

namespace portproof {
namespace {

constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::opaque) + 1;

bool is_exhaustion(const std::string& type) {
  return type == "RecursionError" || type == "MemoryError";
}

}  // namespace

ShapeTable::ShapeTable(const Spec& spec) {
  returns_ = kinds(spec.returns_seen, "returns ");
  for (const RaisesEntry& entry : spec.raises) {
    const bool refused =
        std::find(spec.refuses.begin(), spec.refuses.end(), entry.type) != spec.refuses.end();
    // What is Rejected always can never be matched.
    if (entry.evidence.traces == 0 || refused || is_exhaustion(entry.type)) continue;
    raises_.emplace_back(entry.type, add("raises " + entry.type));
  }
  for (const Parameter& parameter : spec.parameters) {
    parameters_.push_back(kinds(parameter.seen, "parameter " + parameter.name + ": "));
  }
}

std::uint64_t ShapeTable::add(std::string name) {
  if (names_.size() == kMostShapes) {
    ++unwatched_;
    return 0;
  }
  names_.push_back(std::move(name));
  return std::uint64_t{1} << (names_.size() - 1);
}

ShapeTable::ByKind ShapeTable::kinds(const Seen& seen, const std::string& prefix) {
  ByKind bits{};
  for (std::size_t i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<Kind>(i);
    if (kind == Kind::big_integer) {
      bits[i] = bits[static_cast<std::size_t>(Kind::integer)];
      continue;
    }
    const auto known = seen.kinds.find(std::string(kind_name(kind)));
    if (known != seen.kinds.end() && known->second > 0) bits[i] = add(prefix + known->first);
  }
  return bits;
}

std::uint64_t ShapeTable::mask_of(std::span<const ValueView> arguments,
                                  const Outcome& outcome) const {
  std::uint64_t mask = 0;
  const std::size_t count = std::min(arguments.size(), parameters_.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (arguments[i]) mask |= parameters_[i][static_cast<std::size_t>(arguments[i].kind())];
  }
  if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
    mask |= returns_[static_cast<std::size_t>(returned->value.kind())];
  } else if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    for (const auto& [type, bit] : raises_) {
      if (raised->type.text() == type) mask |= bit;
    }
  }
  return mask;
}

std::string shape_of(const Outcome& outcome) {
  if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
    return "returns " + std::string(kind_name(returned->value.kind()));
  }
  if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    return "raises " + std::string(raised->type.text());
  }
  if (const auto* fault = std::get_if<Faulted>(&outcome.result)) {
    if (!fault->changed.empty()) return "changes " + fault->changed;
    return fault->signal != 0 ? "crashes with " + signal_name(fault->signal) : "exits";
  }
  return "does not end";
}

}  // namespace portproof
