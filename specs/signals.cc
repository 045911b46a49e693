// Names signals, without asking the system.
#include "specs/signals.h"

#include <array>

namespace portproof {

std::string signal_name(int signal) {
  static constexpr std::array<const char*, 32> kNames = {
      "",          "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
      "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
      "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
      "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS"};
  const bool known = signal > 0 && signal < static_cast<int>(kNames.size());
  return known ? kNames[static_cast<std::size_t>(signal)] : "signal " + std::to_string(signal);
}

}  // namespace portproof
