// Takes away from a worker what no port needs: signals to others, and, sealed, the file system.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace portproof {

// Each holds for this process, for what it becomes and for what it starts. A process does this to
// itself before it becomes the executable that holds a port.

/// From here on a signal to another process, and a hand in another process's memory, end this one
/// with SIGSYS. False: the kernel does not allow such a filter.
bool forbid_touching_others();

/// From here on starting a process sends SIGSYS to this one, and starts none. Threads are not
/// meant.
bool forbid_processes();

/// From here on this process cannot open the memory of those that are not started by it. False: the
/// kernel has no Landlock.
bool forbid_memory_of_others();

/// From here on this process has no socket but those it holds, no memory or queue of System V, and
/// no key ring: nobody can leave answers there for it. Calls for one fail with EPERM.
bool forbid_talking();

/// What every process that holds a port is kept from: it leads a process group of its own, and
/// touches nobody else. `processes`: it may start some; `sanitized`: it starts one for its report.
void keep_to_itself(pid_t supervisor, bool processes, bool sanitized);

/// Whether the kernel has Landlock, which `forbid_files` needs.
bool can_forbid_files();

/// Of a process that may start others, and signal them: only signals to `supervisor`, to its own
/// group and to everybody end it so.
bool forbid_touching(pid_t supervisor);

/// From here on only `readable` files and folders, and what is below them, can be opened, and only
/// for reading. False: the kernel has no Landlock.
bool forbid_files(const std::vector<std::string>& readable);

}  // namespace portproof
