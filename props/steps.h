// The tree of smaller and smaller calls, lazily, for RapidCheck's search for a local minimum.
#pragma once

#include <rapidcheck/Shrinkable.h>

#include <memory>

#include "specs/domain/simplify.h"

namespace portproof {

/// A call with its steps down. Below step i the search goes on with step i, and comes to the ones
/// before it last: what they could do for the larger call they did, so that a list of n elements
/// takes about n steps, not n for each element. Where `over` has become true there are no more.
/// `spec` must outlive it.
rc::Shrinkable<OwnedCall> steps_down(const OwnedCall& call, const Spec& spec,
                                     std::shared_ptr<const bool> over, std::size_t first = 0);

}  // namespace portproof
