// Starts a sealed worker and talks to it: no argument, no file, no descriptor but one socket.
#pragma once

#include <memory>
#include <string>

#include "oracle/python_process.h"

namespace portproof {

/// Lines over a packet socket, which cuts them into pieces that it can carry.
class LineSocket {
 public:
  explicit LineSocket(int fd) : fd_(fd) {}
  /// Without its newline. False: the other side has ended, or `timeout_seconds` have passed
  /// (0: no limit).
  bool read_line(std::string& line, double timeout_seconds = 0);
  /// False: the other side has ended.
  bool write_line(const std::string& line);

 private:
  int fd_;
  std::string received_;
  std::size_t searched_ = 0;
};

/// This executable once more, in an empty folder that it may not leave. Not copyable; the
/// destructor ends it.
class SealedProcess {
 public:
  /// Throws std::system_error.
  SealedProcess();
  ~SealedProcess();
  SealedProcess(const SealedProcess&) = delete;
  SealedProcess& operator=(const SealedProcess&) = delete;

  LineSocket& socket();
  /// Closes the socket and waits for the end, which comes soon or is brought about.
  Ending end();
  /// Whether the kernel keeps it from files (Landlock).
  bool confined() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
