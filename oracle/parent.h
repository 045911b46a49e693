// Ties a child to the process that starts it: where that is killed, nothing is left running.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>

namespace portproof {

/// In a child, before it becomes another program: from now on it is killed where `parent` ends,
/// however it does. False (and errno): that cannot be, or the parent has ended already. The kernel
/// means the thread that forked: only the main thread of a process starts others here.
inline bool end_with_parent(pid_t parent) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
  if (::getppid() == parent) return true;
  errno = ESRCH;
  return false;
}

}  // namespace portproof
