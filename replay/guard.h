// A process of our own above every process that runs a port: what the port ends, it outlives.
#pragma once

namespace portproof {

/// A gate's process and its guard, which was forked before the first constructor of the port. The
/// guard believes these two words alone: an exit of the process without them is the port's doing.
/// Without a guard (in `portproof` itself) they do nothing.
void tell_guard_started();
void tell_guard_status(int status);

}  // namespace portproof
