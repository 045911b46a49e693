// Picks the Python kind of a converted value where the C++ type stands for several.
#include "replay/bind/hint.h"

#include <algorithm>

#include "specs/domain/domain.h"

namespace portproof {
namespace {

const Alternative* alternative_of(const Domain* domain, Kind kind) {
  if (domain == nullptr) return nullptr;
  for (const Alternative& alternative : domain->alternatives) {
    if (alternative.kind == kind) return &alternative;
  }
  return nullptr;
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
  if (original && original.is(kind) && kind != Kind::record && kind != Kind::dict &&
      i < original.size()) {
    result.original = original[static_cast<std::uint32_t>(i)];
  }
  const Alternative* alternative = alternative_of(domain, kind);
  if (alternative == nullptr || alternative->parts.empty()) return result;
  const bool keyed = kind == Kind::dict || kind == Kind::record || alternative->fixed;
  const std::size_t index = keyed ? std::min(i, alternative->parts.size() - 1) : 0;
  result.domain = &alternative->parts[index];
  return result;
}

Hint Hint::field(std::string_view name) const {
  Hint result;
  if (original && original.is(Kind::record)) {
    for (std::uint32_t i = 2; i < original.size(); i += 2) {
      if (original[i].text() == name) result.original = original[i + 1];
    }
  }
  const Alternative* alternative = alternative_of(domain, Kind::record);
  if (alternative == nullptr) return result;
  for (std::size_t i = 0; i < alternative->fields.size(); ++i) {
    if (alternative->fields[i] == name) result.domain = &alternative->parts[i];
  }
  return result;
}

std::string_view Hint::type(Kind kind) const {
  if (original && original.is(kind)) return original[0].text();
  const Alternative* alternative = alternative_of(domain, kind);
  return alternative != nullptr ? std::string_view(alternative->type) : std::string_view();
}

}  // namespace portproof
