// Makes one Result of those of several stages.
#pragma once

#include "replay/result.h"

namespace portproof {

/// `more` is of a later stage of the same gate, under the same policy.
void merge(Result& into, Result more);

}  // namespace portproof
