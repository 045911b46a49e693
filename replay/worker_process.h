// Starts a worker, reads its reports, and says how it ended: the one place that knows processes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "replay/death.h"
#include "replay/progress.h"
#include "replay/protocol.h"

namespace portproof {

/// One worker process. Not copyable; the destructor kills it.
class WorkerProcess {
 public:
  /// Starts a worker: the executable that holds the port, or this one for a port in Python. Throws
  /// std::system_error, and UsageError where there is no port.
  explicit WorkerProcess(const WorkerConfig& config);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  int fd() const;
  /// Whether there is something to read, or its end.
  bool is_heard() const;
  /// Reads what there is (blocks where there is nothing). False: the worker has closed the pipe.
  bool read_some();
  /// The next whole message that has been read. Throws ProtocolError.
  std::optional<Message> next_message();
  /// What else was written to the descriptor of the reports, by the port then. Empty: nothing.
  std::string foreign() const;
  /// Call and phase that the worker is in.
  CallIndex call() const;
  Phase phase() const;
  bool started() const;  // whether any call was begun
  /// CPU seconds (user and system) used so far, by a Python process that it asks too.
  double cpu_seconds() const;
  void kill();
  /// Waits for the end (after read_some said false); a process that goes on without its descriptors
  /// is given a moment, then killed.
  Death wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Processes whose parents are gone come to the supervisor once it has called this.
void adopt_orphans();
/// Ends what ports have left running, once no worker runs; one that is about to end by itself is
/// given a moment. Whether there was any.
bool end_orphans();

}  // namespace portproof
