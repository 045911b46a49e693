// The clock that a linked port reads: the spec's, where that freezes time and the port is called.
#pragma once

#include "specs/freeze.h"

namespace portproof {

/// From now on, while a call of the port runs (`Phase::port`), in all threads of this process.
void freeze_clock(const Freeze& freeze);

}  // namespace portproof
