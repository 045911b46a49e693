// Takes away from a worker what no port needs: signals to others, and, sealed, the file system.
#pragma once

#include <string>
#include <vector>

namespace portproof {

/// From here on a signal to another process, and a hand in another process's memory, end this one
/// with SIGSYS. False: the kernel does not allow such a filter.
bool forbid_touching_others();

/// From here on this process has no socket but those it holds, no memory or queue of System V, and
/// no key ring: nobody can leave answers there for it. Calls for one fail with EPERM.
bool forbid_talking();

/// Whether the kernel has Landlock, which `forbid_files` needs.
bool can_forbid_files();

/// Beside a live original, whose process may be another: only signals to the guard of this process,
/// to its group and to everybody end it so.
bool forbid_touching_guard();

/// From here on only `readable` files and folders, and what is below them, can be opened, and only
/// for reading. False: the kernel has no Landlock.
bool forbid_files(const std::vector<std::string>& readable);

}  // namespace portproof
