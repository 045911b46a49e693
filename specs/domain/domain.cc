// Domains: what they hold, their union, and their description in words.
#include "specs/domain/domain.h"

#include <algorithm>

namespace portproof {
namespace {

bool is_integer(Kind kind) { return kind == Kind::integer || kind == Kind::big_integer; }

/// Whether values of the alternative have a type of their own, which tells alternatives apart.
bool has_type(Kind kind) {
  return kind == Kind::record || kind == Kind::enumeration || kind == Kind::extension ||
         kind == Kind::opaque;
}

std::string_view type_of(ValueView value) {
  return value.is(Kind::opaque) ? value.text() : value[0].text();
}

bool all_contained(const Domain& domain, ValueView value, std::uint32_t first,
                   std::uint32_t stride) {
  if (domain.alternatives.empty()) return true;
  for (std::uint32_t i = first; i < value.size(); i += stride) {
    if (!domain.contains(value[i])) return false;
  }
  return true;
}

bool record_contained(const Alternative& alternative, ValueView value) {
  const auto inside = [&](std::string_view field, ValueView content) {
    const auto it = std::find(alternative.fields.begin(), alternative.fields.end(), field);
    if (it == alternative.fields.end()) return false;
    const auto index = static_cast<std::size_t>(it - alternative.fields.begin());
    return alternative.parts[index].contains(content);
  };
  if (!value[1].is(Kind::none) && !inside("", value[1])) return false;
  for (std::uint32_t i = 2; i + 1 < value.size(); i += 2) {
    if (!inside(value[i].text(), value[i + 1])) return false;
  }
  return true;
}

bool alternative_contains(const Alternative& alternative, ValueView value) {
  const Kind kind = is_integer(value.kind()) ? Kind::integer : value.kind();
  if (alternative.kind != kind) return false;
  if (has_type(kind) && alternative.type != type_of(value)) return false;
  switch (kind) {
    case Kind::list:
    case Kind::set:
    case Kind::frozenset:
      return alternative.parts.empty() || all_contained(alternative.parts[0], value, 0, 1);
    case Kind::tuple:
      if (!alternative.fixed) {
        return alternative.parts.empty() || all_contained(alternative.parts[0], value, 0, 1);
      }
      if (alternative.parts.size() != value.size()) return false;
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        if (!alternative.parts[i].contains(value[i])) return false;
      }
      return true;
    case Kind::dict:
      return alternative.parts.size() < 2 || (all_contained(alternative.parts[0], value, 0, 2) &&
                                              all_contained(alternative.parts[1], value, 1, 2));
    case Kind::record:
      return record_contained(alternative, value);
    default:
      return true;
  }
}

/// Whether a value of one could be a value of the other but for the parts.
bool alike(const Alternative& a, const Alternative& b) {
  if (a.kind != b.kind) return false;
  if (has_type(a.kind)) return a.type == b.type;
  return a.kind != Kind::tuple || !a.fixed || !b.fixed || a.parts.size() == b.parts.size();
}

bool before(const Alternative& a, const Alternative& b) {
  const auto key = [](const Alternative& each) {
    return std::tuple(each.kind == Kind::none, each.kind, std::string_view(each.type),
                      each.parts.size());
  };
  return key(a) < key(b);
}

/// A tuple of any length, its positions united.
void unfix(Alternative& tuple) {
  Domain element;
  for (const Domain& part : tuple.parts) merge(element, part);
  tuple.parts.clear();
  tuple.parts.push_back(std::move(element));
  tuple.fixed = false;
}

void merge_parts(Alternative& into, const Alternative& other) {
  if (into.kind == Kind::record) {
    for (std::size_t i = 0; i < other.fields.size(); ++i) {
      const auto it = std::find(into.fields.begin(), into.fields.end(), other.fields[i]);
      if (it == into.fields.end()) {
        into.fields.push_back(other.fields[i]);
        into.parts.push_back(other.parts[i]);
      } else {
        merge(into.parts[static_cast<std::size_t>(it - into.fields.begin())], other.parts[i]);
      }
    }
    return;
  }
  if (into.parts.size() < other.parts.size()) into.parts.resize(other.parts.size());
  for (std::size_t i = 0; i < other.parts.size(); ++i) merge(into.parts[i], other.parts[i]);
}

/// One alternative for what is alike.
void unite_alike(std::vector<Alternative>& alternatives) {
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    for (std::size_t j = alternatives.size() - 1; j > i; --j) {
      if (!alike(alternatives[i], alternatives[j])) continue;
      const Alternative other = std::move(alternatives[j]);
      alternatives.erase(alternatives.begin() + static_cast<std::ptrdiff_t>(j));
      merge_parts(alternatives[i], other);
    }
  }
}

/// After a merge: one alternative for what is alike, one tuple for tuples of many lengths.
void settle(std::vector<Alternative>& alternatives) {
  const auto is_loose = [](const Alternative& a) { return a.kind == Kind::tuple && !a.fixed; };
  const auto is_fixed = [](const Alternative& a) { return a.kind == Kind::tuple && a.fixed; };
  const bool loose = std::any_of(alternatives.begin(), alternatives.end(), is_loose);
  if (!loose) unite_alike(alternatives);
  const auto fixed = std::count_if(alternatives.begin(), alternatives.end(), is_fixed);
  if (loose || static_cast<std::size_t>(fixed) > kMaxTupleLengths) {
    for (Alternative& each : alternatives) {
      if (is_fixed(each)) unfix(each);
    }
    unite_alike(alternatives);
  }
  std::sort(alternatives.begin(), alternatives.end(), before);
}

}  // namespace

bool Domain::contains(ValueView value) const {
  if (alternatives.empty()) return true;
  return std::any_of(alternatives.begin(), alternatives.end(),
                     [&](const Alternative& each) { return alternative_contains(each, value); });
}

void merge(Domain& into, const Domain& other) {
  into.alternatives.insert(into.alternatives.end(), other.alternatives.begin(),
                           other.alternatives.end());
  settle(into.alternatives);
}

namespace {

std::string part_words(const Domain& domain) {
  const std::string words = to_words(domain);
  return domain.alternatives.size() > 1 ? "(" + words + ")" : words;
}

std::string tuple_words(const Alternative& tuple) {
  if (!tuple.fixed) {
    if (tuple.parts.empty() || tuple.parts[0].alternatives.empty()) return "tuple";
    return "tuple of " + part_words(tuple.parts[0]);
  }
  if (tuple.parts.empty()) return "empty tuple";
  std::string out = "tuple of (";
  for (std::size_t i = 0; i < tuple.parts.size(); ++i) {
    out += (i == 0 ? "" : ", ") + to_words(tuple.parts[i]);
  }
  return out + (tuple.parts.size() == 1 ? ",)" : ")");
}

std::string record_words(const Alternative& record) {
  std::string out = record.type;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    out += i == 0 ? " (" : ", ";
    out += record.fields[i].empty() ? "a " : record.fields[i] + ": ";
    out += to_words(record.parts[i]);
  }
  return record.fields.empty() ? out : out + ")";
}

std::string words_of(const Alternative& each) {
  std::string name(kind_name(each.kind));
  switch (each.kind) {
    case Kind::none:
      return "None";
    case Kind::list:
    case Kind::set:
    case Kind::frozenset:
      if (each.parts.empty() || each.parts[0].alternatives.empty()) return name;
      return name + " of " + part_words(each.parts[0]);
    case Kind::tuple:
      return tuple_words(each);
    case Kind::dict:
      if (each.parts.size() < 2 ||
          (each.parts[0].alternatives.empty() && each.parts[1].alternatives.empty())) {
        return name;
      }
      return name + " of " + part_words(each.parts[0]) + " to " + part_words(each.parts[1]);
    case Kind::record:
      return record_words(each);
    case Kind::enumeration:
      return "enum " + each.type;
    case Kind::extension:
      return each.type;
    case Kind::opaque:
      return "opaque " + each.type;
    default:
      return name;
  }
}

}  // namespace

std::string to_words(const Domain& domain) {
  if (domain.alternatives.empty()) return "anything";
  std::string out;
  for (const Alternative& each : domain.alternatives) {
    out += (out.empty() ? "" : " or ") + words_of(each);
  }
  return out;
}

}  // namespace portproof
