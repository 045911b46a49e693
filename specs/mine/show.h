// Tells a spec in words.
#pragma once

#include <string>

#include "specs/spec.h"

namespace portproof {

/// The spec as text of at most about 100 columns, each clause with its evidence. Ends with a
/// newline.
std::string show_spec(const Spec& spec);

}  // namespace portproof
