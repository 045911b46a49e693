// A process of our own above every process that runs a port: what the port ends, it outlives.
#include "replay/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

#include "replay/protocol.h"

// Runs before the C++ library is there, and before the constructors of the port: only the C
// library's system calls, no allocation, no exceptions, and no sanitizer's memory.
#if defined(__SANITIZE_ADDRESS__)
#define PORTPROOF_BARE __attribute__((no_sanitize("address", "undefined")))
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PORTPROOF_BARE __attribute__((no_sanitize("address", "undefined")))
#endif
#endif
#ifndef PORTPROOF_BARE
#define PORTPROOF_BARE
#endif

namespace portproof {
namespace {

/// What the process says to its guard. The token is known to these two alone.
struct Word {
  std::uint64_t token = 0;
  std::int64_t status = 0;  // kStarted, or an exit code
};
constexpr std::int64_t kStarted = -1;

#ifdef PORTPROOF_GATE
constexpr bool kIsGate = true;
#else
constexpr bool kIsGate = false;  // `portproof` itself holds no port: only its workers do
#endif

int guard_fd = -1;
std::uint64_t guard_token = 0;
volatile sig_atomic_t guarded = 0;

/// What the kernel sends (Ctrl-C at the terminal) has reached the process already.
PORTPROOF_BARE void pass_on(int signal, siginfo_t* info, void*) {
  if (guarded > 0 && info->si_code != SI_KERNEL) ::kill(guarded, signal);
}

PORTPROOF_BARE int wait_for(int child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

/// Ends as the process has ended.
[[noreturn]] PORTPROOF_BARE void mirror(int status) {
  if (WIFSIGNALED(status)) {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::signal(WTERMSIG(status), SIG_DFL);
    ::kill(::getpid(), WTERMSIG(status));
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 4);
}

PORTPROOF_BARE void say(const char* text) {
  if (::write(STDERR_FILENO, text, ::strlen(text)) < 0) return;
}

/// Of a gate: its exit code is what it told, not what the port made of the process.
[[noreturn]] PORTPROOF_BARE void end_as_told(int fd, std::uint64_t token, int status) {
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  bool started = false;
  Word word;
  while (::read(fd, &word, sizeof word) == static_cast<ssize_t>(sizeof word)) {
    if (word.token != token) continue;
    if (word.status != kStarted) ::_exit(static_cast<int>(word.status));
    started = true;
  }
  if (started && WIFSIGNALED(status)) mirror(status);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
    say("portproof: the gate was killed (SIGKILL) while it was loaded: run it again; if that "
        "comes back, code of the port does it\n");
    mirror(status);
  }
  say(started ? "portproof: diverged: code of the port ended the gate before its verdict\n"
              : "portproof: diverged: loading the port ends the process, before any call of it "
                "(a static constructor, or a library that it links)\n");
  ::_exit(1);
}

[[noreturn]] PORTPROOF_BARE void guard_worker(int child) {
  // The supervisor waits for the end of the descriptors: only the worker may hold them.
  ::close_range(3, ~0U, 0);
  mirror(wait_for(child));
}

[[noreturn]] PORTPROOF_BARE void guard_gate(int child, int fd, std::uint64_t token) {
  guarded = child;
  struct sigaction action{};
  action.sa_sigaction = pass_on;
  action.sa_flags = SA_SIGINFO;
  for (const int signal : {SIGTERM, SIGHUP, SIGINT, SIGQUIT}) {
    ::sigaction(signal, &action, nullptr);
  }
  end_as_told(fd, token, wait_for(child));
}

/// Forks; returns in the process that goes on to load the port.
PORTPROOF_BARE void begin(int argc, char** argv, char**) {
  const Role role = role_of(argc, argv);
  if (role == Role::driver && !kIsGate) return;
  int pipe[2] = {-1, -1};
  std::uint64_t token = 0;
  if (role == Role::driver && ::pipe2(pipe, O_CLOEXEC) != 0) return;
  if (::getrandom(&token, sizeof token, 0) != static_cast<ssize_t>(sizeof token)) return;
  const int parent = ::getpid();
  const int child = ::fork();
  if (child < 0) ::_exit(4);
  if (child > 0) {
    if (role != Role::driver) guard_worker(child);
    ::close(pipe[1]);
    guard_gate(child, pipe[0], token);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(4);
  if (role != Role::driver) {
    ::setpgid(0, 0);  // a port that kills its process group kills itself
    return;
  }
  ::close(pipe[0]);
  guard_fd = pipe[1];
  guard_token = token;
}

__attribute__((section(".preinit_array"), used)) void (*const entry)(int, char**, char**) = begin;

void tell(std::int64_t status) {
  const Word word{guard_token, status};
  if (guard_fd >= 0 && ::write(guard_fd, &word, sizeof word) < 0) ::_exit(4);
}

}  // namespace

void tell_guard_started() { tell(kStarted); }
void tell_guard_status(int status) { tell(status); }

}  // namespace portproof
