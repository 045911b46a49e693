// The entry of the executable that holds a gate's port: it runs as a worker, and judges nothing.
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "replay/protocol.h"
#include "replay/sealed_worker.h"
#include "replay/worker.h"

namespace {

/// A sealed worker shows in nothing that its port could look at before it is asked: no argument, no
/// variable, just a socket as its standard input.
bool is_sealed() {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
         type == SOCK_SEQPACKET;
}

}  // namespace

// A port file that defines `main` fails to link: this name pulls the one below in with it.
extern "C" const int portproof_port_entry = 1;

int main(int argc, char** argv) {
  if (argc == 2 && argv[1] == std::string_view(portproof::kWorkerArgument)) {
    portproof::worker_main();
  }
  if (argc == 1 && is_sealed()) portproof::sealed_worker_main();
  fmt::print(stderr, "{} holds the port of a gate, and is started by it: run the gate\n", argv[0]);
  return 2;
}
