// Reads and writes specs as JSON text.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "specs/spec.h"

namespace portproof {

/// Throws SpecError, whose message names the JSON path and, for what is unknown, the nearest known
/// ("$.parameters[0].clauzes: unknown field; did you mean clauses?").
Spec parse_spec(std::string_view text);
/// Readable in a diff: one clause a line. parse_spec reads it back as the same Spec.
std::string write_spec(const Spec& spec);

/// The members that an object of a spec may have.
struct SpecObject {
  std::string_view name;  // as in "$defs" of specs/spec.schema.json
  std::span<const std::string_view> fields;
};
/// All objects that a spec is made of, the spec itself first.
std::span<const SpecObject> spec_objects();
/// Throws std::logic_error for an object that there is not.
std::span<const std::string_view> spec_fields(std::string_view object);
/// Members that are kept as they were written: of "spec" and of "gate".
bool is_kept_field(std::string_view object, std::string_view field);

/// As inspect names it, in lower case.
std::string_view passing_name(Passing passing);
std::string_view by_name(By by);

}  // namespace portproof
