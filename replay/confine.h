// Takes away from a worker what no port needs: signals to others, and, sealed, the file system.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace portproof {

// Each holds for this process, for what it becomes and for what it starts; where the kernel knows
// no such rule it changes nothing. A process does this to itself before it becomes the executable
// that holds a port.

/// From here on starting a process sends SIGSYS to this one, or fails, and starts none. Threads are
/// not meant.
enum class Denial { signal, error };
bool forbid_processes(Denial denial);

/// What a process that holds a port may do.
struct Freedom {
  bool interpreter = false;  // Python is in it, which does all of these
  bool processes = false;
  bool writes = false;
  bool network = false;
  bool sanitized = false;  // it tries to start a process for its report, and lives with a refusal
};

/// What every such process is kept from: it leads a process group of its own, and touches nobody
/// else.
void keep_to_itself(pid_t supervisor, const Freedom& freedom);

/// Whether the kernel has filters of system calls, which most of these need.
bool can_filter_calls();

/// Whether the kernel has Landlock, which `forbid_files` needs.
bool can_forbid_files();

/// From here on only `readable` files and folders, and what is below them, can be opened, and only
/// for reading. False: the kernel has no Landlock.
bool forbid_files(const std::vector<std::string>& readable);

}  // namespace portproof
