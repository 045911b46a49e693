// Starts a sealed worker and talks to it: no argument, no file, no descriptor but one socket.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oracle/python_process.h"

namespace portproof {

/// Lines over a packet socket, which cuts them into pieces that it can carry.
class LineSocket {
 public:
  explicit LineSocket(int fd) : fd_(fd) {}
  /// Without its newline. False: the other side has ended, or `timeout_seconds` have passed
  /// (0: no limit).
  bool read_line(std::string& line, double timeout_seconds = 0);
  /// Whether `read_line` would not wait.
  bool has_line() const;
  /// Lines with their newlines. False: the other side has ended, or has taken nothing for
  /// `timeout_seconds` (0: no limit).
  bool write(const std::string& lines, double timeout_seconds = 0);

 private:
  bool receive();
  bool wait(short events, double timeout_seconds);

  int fd_;
  std::string received_;
  std::size_t begin_ = 0, searched_ = 0;  // of the line that is read next
};

/// Whether a sealed process is watched for the files that it opens: it then is slower.
enum class Opens { unwatched, watched };

/// How a sealed process ended.
struct SealedEnding {
  Ending how;
  bool killed_by_another = false;  // SIGKILL that is not ours
  bool killed_by_us = false;       // it ran on
};

/// The executable that holds the port, in an empty folder that it may not leave. Not copyable; the
/// destructor ends it.
class SealedProcess {
 public:
  /// `reads`: real paths of what it may read of the project. Where there are any it works in our
  /// working folder, so that relative paths mean to the port what they mean outside. Throws
  /// std::system_error.
  explicit SealedProcess(const std::vector<std::string>& reads, Opens opens = Opens::unwatched);
  ~SealedProcess();
  SealedProcess(const SealedProcess&) = delete;
  SealedProcess& operator=(const SealedProcess&) = delete;

  LineSocket& socket();
  /// Closes the socket and waits for the end, which comes soon or is brought about.
  SealedEnding end();
  /// Which files it has opened that it may not read, where it was watched. After its end.
  std::vector<std::string> kept_away();
  /// False: this kernel cannot tell.
  bool is_watched() const;
  /// Whether the kernel keeps it from files (Landlock).
  bool confined() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
