// Finds what each part of a container was before the call: by what it is, not only by its place.
#include "replay/bind/originals.h"

#include <algorithm>

#include "specs/codec.h"

namespace portproof::bind {

std::string Originals::text() const { return to_json(scratch_.view(held_)); }

void Originals::add(std::uint32_t index) { by_text_[text()].push_back(index); }

std::uint32_t Originals::take() {
  const auto found = by_text_.find(text());
  if (found == by_text_.end() || found->second.empty()) return kNone;
  const std::uint32_t index = found->second.back();
  found->second.pop_back();
  return index;
}

bool holds_records(const TypeInfo& type) {
  return std::find(type.kinds.begin(), type.kinds.end(), Kind::record) != type.kinds.end() ||
         std::any_of(type.parts.begin(), type.parts.end(), holds_records);
}

void match_by_place(std::vector<std::uint32_t>& indices, std::uint32_t size) {
  std::vector<bool> used(size);
  for (const std::uint32_t index : indices) {
    if (index != Originals::kNone) used[index] = true;
  }
  for (std::uint32_t i = 0; i < indices.size() && i < size; ++i) {
    if (indices[i] == Originals::kNone && !used[i]) indices[i] = i;
  }
}

}  // namespace portproof::bind
