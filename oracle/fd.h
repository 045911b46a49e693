// An open descriptor, closed with its owner.
#pragma once

#include <unistd.h>

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

}  // namespace portproof
