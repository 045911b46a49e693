// Builds records out of the fields of user structs.
#include "replay/bind/record.h"

#include <algorithm>
#include <vector>

#include "specs/domain/domain.h"

namespace portproof::bind {

thread_local int RecordDepth::depth_ = 0;

bool refuse_depth(std::string& why) {
  why = "structs nested deeper than " + std::to_string(kRecordDepth);
  return false;
}

NodeId store_too_deep(Arena& arena) {
  return arena.text(Kind::opaque, "C++:structs nested deeper than " + std::to_string(kRecordDepth));
}

NodeId make_record(const char* struct_name, std::span<const std::string_view> names,
                   std::span<const NodeId> nodes, const RecordHint& hint, Arena& arena) {
  std::vector<NodeId> parts = {
      arena.str(hint.type.empty() ? std::string("C++:") + struct_name : std::string(hint.type)),
      arena.none()};
  std::vector<bool> placed(names.size());
  const auto place = [&](std::size_t i) {
    placed[i] = true;
    parts.push_back(arena.str(names[i]));
    parts.push_back(nodes[i]);
  };
  const auto index_of = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  // In Python's order: that of the argument, or of what the original was seen to return.
  if (hint.original) {
    parts[1] = copy(hint.original[1], arena);
    for (std::uint32_t f = 2; f + 1 < hint.original.size(); f += 2) {
      const std::size_t i = index_of(hint.original[f].text());
      if (i < names.size()) {
        place(i);
      } else {
        parts.push_back(copy(hint.original[f], arena));
        parts.push_back(copy(hint.original[f + 1], arena));
      }
    }
  } else if (hint.alternative != nullptr) {
    for (const std::string& field : hint.alternative->fields) {
      if (const std::size_t i = index_of(field); i < names.size()) place(i);
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!placed[i]) place(i);
  }
  return arena.container(Kind::record, parts);
}

}  // namespace portproof::bind
