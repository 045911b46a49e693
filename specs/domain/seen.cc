// Unites what recordings showed, and names the classes of characters.
#include <algorithm>
#include <array>
#include <cmath>

#include "specs/domain/domain.h"
#include "specs/domain/number.h"
#include "specs/domain/same.h"
#include "specs/utf8.h"

namespace portproof {
namespace {

constexpr std::array<std::string_view, kCharacterClasses> kClasses{
    "lower", "upper",  "digit", "space",  "punctuation", "control",
    "nul",   "latin1", "bmp",   "astral", "surrogate"};

/// Takes the other's extreme where it lies further out.
void widen(std::optional<Value>& into, const std::optional<Value>& other, bool upwards) {
  if (!other) return;
  if (into) {
    const auto order = compare(*number_of(other->view()), *number_of(into->view()));
    if (upwards ? !(order > 0) : !(order < 0)) return;
  }
  into = other;
}

bool has_texts(const Seen& seen) {
  return seen.kinds.contains("str") || seen.kinds.contains("bytes") ||
         seen.kinds.contains("bytearray");
}

void merge_alphabets(Seen& into, const Seen& other) {
  if (into.alphabet.empty() || other.alphabet.empty()) {
    // An empty alphabet says nothing where there are texts, and nothing is missing where there are
    // not.
    if (!has_texts(into))
      into.alphabet = other.alphabet;
    else if (has_texts(other))
      into.alphabet.clear();
    return;
  }
  std::vector<std::string> characters;
  const std::string both = into.alphabet + other.alphabet;
  for (std::size_t i = 0; i < both.size();) {
    const std::size_t size = utf8_character(both, i).size;
    characters.push_back(both.substr(i, size));
    i += size;
  }
  std::sort(characters.begin(), characters.end());
  characters.erase(std::unique(characters.begin(), characters.end()), characters.end());
  into.alphabet.clear();
  if (characters.size() > kMaxAlphabet) return;
  for (const std::string& character : characters) into.alphabet += character;
}

void merge_values(Seen& into, const Seen& other) {
  if (into.count == 0) {
    into.values = other.values;
    return;
  }
  if (other.count == 0) return;
  if (other.values.empty()) into.values.clear();
  if (into.values.empty()) return;
  for (const Value& value : other.values) {
    const auto equal = [&](const Value& known) { return same(known, value); };
    if (std::none_of(into.values.begin(), into.values.end(), equal)) into.values.push_back(value);
  }
  if (into.values.size() > kMaxSeenValues) into.values.clear();
}

void merge_prefixes(Seen& into, const Seen& other) {
  if (!has_texts(other)) return;
  if (!has_texts(into)) {
    into.prefix = other.prefix;
    return;
  }
  std::size_t end = 0;
  while (end < into.prefix.size() && end < other.prefix.size() &&
         into.prefix[end] == other.prefix[end]) {
    ++end;
  }
  while (end > 0 && end < into.prefix.size() && (into.prefix[end] & 0xc0) == 0x80) --end;
  into.prefix.resize(end);
}

}  // namespace

std::vector<std::string> class_names(std::uint32_t mask) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    if (mask >> i & 1) names.emplace_back(kClasses[i]);
  }
  return names;
}

std::uint32_t character_class(char32_t c) {
  const auto bit = [](std::uint32_t index) { return std::uint32_t{1} << index; };
  if (c == 0) return bit(6);
  if (c < 0x80) {
    if (c >= 'a' && c <= 'z') return bit(0);
    if (c >= 'A' && c <= 'Z') return bit(1);
    if (c >= '0' && c <= '9') return bit(2);
    if (c == ' ') return bit(3);
    return c < 0x20 || c == 0x7f ? bit(5) : bit(4);
  }
  if (c < 0x100) return bit(7);
  if (c >= 0xd800 && c < 0xe000) return bit(10);
  return c < 0x10000 ? bit(8) : bit(9);
}

const Seen* Seen::part(std::string_view step_name) const {
  for (const Seen& each : parts) {
    if (each.step == step_name) return &each;
  }
  return nullptr;
}

void merge(Seen& into, const Seen& other) {
  merge_alphabets(into, other);
  merge_values(into, other);
  merge_prefixes(into, other);
  into.count += other.count;
  into.traces += other.traces;
  for (const auto& [kind, count] : other.kinds) into.kinds[kind] += count;
  widen(into.least, other.least, false);
  widen(into.greatest, other.greatest, true);
  into.nan |= other.nan;
  into.infinite |= other.infinite;
  into.subnormal |= other.subnormal;
  into.negative_zero |= other.negative_zero;
  if (other.length) {
    if (!into.length) into.length = other.length;
    into.length->first = std::min(into.length->first, other.length->first);
    into.length->second = std::max(into.length->second, other.length->second);
  }
  std::vector<std::string> classes;
  for (const std::string_view name : kClasses) {
    const auto has = [&](const Seen& seen) {
      return std::find(seen.classes.begin(), seen.classes.end(), name) != seen.classes.end();
    };
    if (has(into) || has(other)) classes.emplace_back(name);
  }
  into.classes = std::move(classes);
  for (const Seen& part : other.parts) {
    const auto it = std::find_if(into.parts.begin(), into.parts.end(),
                                 [&](const Seen& each) { return each.step == part.step; });
    if (it == into.parts.end()) {
      into.parts.push_back(part);
    } else {
      merge(*it, part);
    }
  }
}

}  // namespace portproof
