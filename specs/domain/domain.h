// A set of Values by kind: what a parameter may be, and what recordings showed inside it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "specs/value.h"

namespace portproof {

struct Alternative;

/// A union of kinds, each natural: any str, any int, any length. Empty: nothing is known (any).
struct Domain {
  std::vector<Alternative> alternatives;
  bool contains(ValueView value) const;
  bool operator==(const Domain&) const;
};

/// One kind, with the Domains of its parts.
///   list, set, frozenset   parts[0]: the elements
///   tuple                  parts: one per position (`fixed`), or parts[0] for every element
///   dict                   parts[0]: keys, parts[1]: values
///   record                 type, fields: the names of parts; the field "" is what a subclass of a
///                          builtin holds of that builtin
///   enumeration, extension, opaque   type ("m:Color", "datetime", "m:Thing")
/// integer stands for both ints.
struct Alternative {
  Kind kind = Kind::none;
  bool fixed = false;
  std::string type;
  std::vector<std::string> fields;
  std::vector<Domain> parts;
  bool operator==(const Alternative&) const = default;
};

inline bool Domain::operator==(const Domain& other) const {
  return alternatives == other.alternatives;
}

/// Deeper parts of Domains are not described: there every value is inside. Functions that walk
/// Domains recurse that deep at most.
inline constexpr std::size_t kMaxDomainDepth = 12;
/// Of tuples of more than so many lengths the Domain is that of any length.
inline constexpr std::size_t kMaxTupleLengths = 3;

/// The union; parts of the same kind are united part by part. The order is that of the kinds, with
/// None last, whatever the order of merging.
void merge(Domain& into, const Domain& other);
/// "str or None", "list of int", "tuple of (float, float, float)", "dict of str to int",
/// "anything".
std::string to_words(const Domain& domain);
/// The kinds that an annotation names ("Optional[str]", "list[int] | None", "tuple[int, ...]");
/// empty where it names none that is known.
Domain domain_of_annotation(std::string_view annotation);
/// The kind of a value with its parts, as if only it had been recorded.
Domain domain_of(ValueView value);

/// What recordings showed inside a Domain. It steers generation and is evidence; it narrows
/// nothing.
struct Seen {
  std::string step;  // how it is reached from what it is part of: "[*]", "[0]", "[key]", ".field"
  std::uint64_t count = 0;
  std::uint64_t traces = 0;                    // in which it occurred
  std::map<std::string, std::uint64_t> kinds;  // kind_name -> how often
  // Extremes of ints and floats (finite), as decimal text for ints beyond int64: hexadecimal.
  std::optional<Value> least;
  std::optional<Value> greatest;
  bool nan = false, infinite = false, subnormal = false, negative_zero = false;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> length;  // of texts and containers
  std::vector<std::string> classes;  // of the characters of texts, see `character_classes`
  std::string alphabet;              // every character seen where few, else empty
  std::string prefix;                // common to all texts
  std::vector<Value> values;         // all distinct ones where they are a small closed set
  std::vector<Seen> parts;           // in the order of their steps

  const Seen* part(std::string_view step_name) const;
};

inline constexpr std::size_t kMaxSeenValues = 16;
inline constexpr std::size_t kMaxAlphabet = 64;

/// "lower", "upper", "digit", "space", "punctuation", "control", "nul" of ASCII, and "latin1",
/// "bmp", "astral", "surrogate" beyond it. Of bytes, those from 0x80 on are "latin1".
std::vector<std::string> class_names(std::uint32_t mask);
inline constexpr std::size_t kCharacterClasses = 11;
/// The bit of the class of a character, by its index in the order above.
std::uint32_t character_class(char32_t character);

/// The union of what two recordings showed.
void merge(Seen& into, const Seen& other);

}  // namespace portproof
