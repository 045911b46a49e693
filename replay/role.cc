// Tells what a process of this executable is, without the C++ library: the guard asks before it.
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "replay/protocol.h"

namespace portproof {

Role role_of(int argc, char** argv) {
  if (argc == 2 && ::strcmp(argv[1], kWorkerArgument) == 0) return Role::worker;
  int type = 0;
  socklen_t size = sizeof type;
  const bool socket =
      ::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
  return argc == 1 && socket ? Role::sealed : Role::driver;
}

}  // namespace portproof
