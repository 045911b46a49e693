// Picks the Python kind of a converted value where the C++ type stands for several.
#include "replay/bind/hint.h"

#include <algorithm>

#include "specs/domain/domain.h"
#include "specs/qualified_name.h"

namespace portproof {
namespace {

const Alternative* alternative_of(const Domain* domain, Kind kind) {
  if (domain == nullptr) return nullptr;
  for (const Alternative& alternative : domain->alternatives) {
    if (alternative.kind == kind) return &alternative;
  }
  return nullptr;
}

/// Whether the parts of this kind are known by their place.
bool is_placed(Kind kind) {
  return kind != Kind::record && kind != Kind::dict && kind != Kind::set && kind != Kind::frozenset;
}

bool has_fields(ValueView record, std::span<const std::string_view> fields) {
  return std::all_of(fields.begin(), fields.end(), [&](std::string_view field) {
    return static_cast<bool>(record_field(record, field));
  });
}

}  // namespace

Kind Hint::choose(std::initializer_list<Kind> candidates) const {
  if (original &&
      std::find(candidates.begin(), candidates.end(), original.kind()) != candidates.end()) {
    return original.kind();
  }
  for (const Kind candidate : candidates) {
    if (alternative_of(domain, candidate) != nullptr) return candidate;
  }
  return *candidates.begin();
}

Hint Hint::part(Kind kind, std::size_t i) const {
  Hint result;
  result.exact_types = exact_types;
  result.by_name = by_name;
  if (original && original.is(kind) && is_placed(kind) && i < original.size()) {
    result.original = original[static_cast<std::uint32_t>(i)];
  }
  const Alternative* alternative = alternative_of(domain, kind);
  if (alternative == nullptr || alternative->parts.empty()) return result;
  const bool keyed = kind == Kind::dict || kind == Kind::record || alternative->fixed;
  const std::size_t index = keyed ? std::min(i, alternative->parts.size() - 1) : 0;
  result.domain = &alternative->parts[index];
  return result;
}

RecordHint Hint::record(std::string_view name, std::span<const std::string_view> fields) const {
  RecordHint result;
  result.exact_types = exact_types;
  const bool had = original && original.is(Kind::record) && has_fields(original, fields);
  // An argument keeps its class, whatever others are called. Of several types the one of the same
  // name is meant, else the one of the same fields.
  const bool keeps = had && !by_name;
  int best = -1;
  const auto consider = [&](std::string_view type, bool same_fields) {
    const int rank = (last_name(type) == last_name(name) ? 2 : 0) + (same_fields ? 1 : 0);
    if (rank <= best) return false;
    best = rank;
    result.type = type;
    return true;
  };
  if (had) consider(original[0].text(), original.size() == 2 + 2 * fields.size());
  for (std::size_t i = 0; domain != nullptr && i < domain->alternatives.size(); ++i) {
    const Alternative& each = domain->alternatives[i];
    if (each.kind != Kind::record) continue;
    const bool same_fields =
        std::is_permutation(each.fields.begin(), each.fields.end(), fields.begin(), fields.end());
    const bool better = !keeps && consider(each.type, same_fields);
    if (better || each.type == result.type) result.alternative = &each;
  }
  if (had && original[0].text() == result.type) result.original = original;
  return result;
}

std::string_view Hint::enum_type() const {
  if (original && original.is(Kind::enumeration)) return original[0].text();
  const Alternative* alternative = alternative_of(domain, Kind::enumeration);
  return alternative != nullptr ? std::string_view(alternative->type) : std::string_view();
}

Hint RecordHint::field(std::string_view name) const {
  Hint result;
  result.exact_types = exact_types;
  if (original) result.original = record_field(original, name);
  if (alternative == nullptr) return result;
  for (std::size_t i = 0; i < alternative->fields.size(); ++i) {
    if (alternative->fields[i] == name) result.domain = &alternative->parts[i];
  }
  return result;
}

ValueView record_field(ValueView record, std::string_view name) {
  for (std::uint32_t i = 2; i + 1 < record.size(); i += 2) {
    if (record[i].text() == name) return record[i + 1];
  }
  return {};
}

}  // namespace portproof
