// The few words of memory that a worker and its supervisor share, so that a fault has an input.
#pragma once

#include <cstdint>

#include "replay/bind/port.h"

namespace portproof {

/// Lives in shared memory. The worker writes, the supervisor reads.
struct Progress {
  std::uint64_t volatile word;             // packed call << 2 | Phase
  std::uint64_t volatile reached_main;     // 1: all static constructors have returned
  std::uint64_t volatile stack_overflow;   // 1: the fault was one
  std::uint64_t volatile started_process;  // 1: the fault was that, where it is forbidden
  std::uint64_t volatile aspects;          // of the environment, that became different
  std::uint64_t volatile of_call;          // 1: in the call that `word` names
  char changed[1024];                      // the same in words, one entry a line
};

/// Shared memory for one worker.
class ProgressMemory {
 public:
  /// Makes new memory, or maps that of `fd` (the worker's side). Throws std::system_error.
  ProgressMemory();
  explicit ProgressMemory(int fd);
  ~ProgressMemory();
  ProgressMemory(const ProgressMemory&) = delete;
  ProgressMemory& operator=(const ProgressMemory&) = delete;

  int fd() const { return fd_; }
  Progress& operator*() const { return *progress_; }
  Progress* operator->() const { return progress_; }

 private:
  void map();
  int fd_;
  Progress* progress_ = nullptr;
};

/// In a worker: handlers on a stack of their own note a stack overflow, and the start of a process
/// that is forbidden, in `progress`; then the signal takes its course.
void note_faults(Progress& progress);

}  // namespace portproof
