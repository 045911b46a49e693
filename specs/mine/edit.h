// What a person says to a spec: accept a clause, or strike it.
#pragma once

#include <string>

#include "specs/spec.h"

namespace portproof {

/// `text` is a clause, "raises TYPE" or "refuses TYPE". A mined clause becomes confirmed, a new one
/// is added as confirmed. Throws SpecError where it cannot be read or speaks of no parameter.
void confirm(Spec& spec, const std::string& text);

/// `text` is a clause that the spec has, or a parameter: then all mined clauses that speak of it.
/// They are struck, and the next mine does not bring them back. "raises TYPE" and "refuses TYPE"
/// strike what was confirmed. Throws SpecError, which names the clauses that there are.
void widen(Spec& spec, const std::string& text);

/// The text of a clause with "_" for its constants: what is struck stays so with another constant.
std::string clause_shape(const Clause& clause);
std::vector<std::string> parameter_names(const Spec& spec);
/// Texts of all clauses, in the order of the spec.
std::vector<std::string> clause_texts(const Spec& spec);

}  // namespace portproof
