// Tells which files a sealed process opens that it may not read, so that a finding can name them.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "oracle/fd.h"

namespace portproof {

/// By a seccomp filter that makes each open wait until a helper process has looked at its path;
/// what comes of the open is the kernel's business as before. Not copyable.
class OpenWatch {
 public:
  /// In the process that is to be watched, before it becomes another program: sends the filter's
  /// listener over `socket`.
  static void begin(int socket);

  /// Takes the listener from the other end of that socket. Files that are `readable`, or below such
  /// a folder, are not told of.
  OpenWatch(int socket, const std::vector<std::string>& readable);
  ~OpenWatch();
  OpenWatch(const OpenWatch&) = delete;
  OpenWatch& operator=(const OpenWatch&) = delete;

  /// False: this kernel has no such filter.
  bool works() const { return helper_ > 0; }
  /// The first few files, in the order in which they were opened. Once the process has ended.
  std::vector<std::string> end();

 private:
  pid_t helper_ = -1;
  Fd told_;
};

}  // namespace portproof
