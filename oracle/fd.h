// An open descriptor, closed with its owner; and what no program that is started inherits.
#pragma once

#include <fcntl.h>
#include <linux/close_range.h>
#include <unistd.h>

#include <algorithm>

namespace portproof {

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() { set(-1); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  void set(int fd) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// In a child, before it becomes another program: of what is open now that one inherits the
/// standard streams alone, whatever another thread opens or this process was given. (Boost 1.81
/// closes nothing between two descriptors that it is told to keep.)
inline void pass_on_standard_streams_only() {
  constexpr unsigned kFirst = STDERR_FILENO + 1;
  if (::close_range(kFirst, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Before Linux 5.11.
  constexpr long kMost = 1 << 16;
  const long most = std::min(::sysconf(_SC_OPEN_MAX), kMost);
  for (int fd = kFirst; fd < most; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

}  // namespace portproof
