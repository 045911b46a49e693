// Takes away from a worker what no port needs: signals to others, and, sealed, the file system.
#include "replay/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "replay/seccomp.h"

namespace portproof {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

/// The call ends the process unless its first argument is `self`; and where its argument number
/// `place` is SIGKILL, so that this signal is never the port's own.
void only_to(Filter& filter, long call, std::uint32_t self, std::size_t place) {
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(unless_equal(static_cast<std::uint32_t>(call), 7));
  filter.push_back(load(offsetof(seccomp_data, args)));
  filter.push_back(unless_equal(self, 4));
  filter.push_back(load(offsetof(seccomp_data, args) + place * sizeof(std::uint64_t)));
  filter.push_back(unless_equal(SIGKILL, 1));
  filter.push_back(give(SECCOMP_RET_KILL_PROCESS));
  filter.push_back(give(SECCOMP_RET_ALLOW));
  filter.push_back(give(SECCOMP_RET_KILL_PROCESS));
}

/// The call ends the process where its first argument is one of `targets`.
void never_to(Filter& filter, long call, const std::vector<std::uint32_t>& targets) {
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(unless_equal(static_cast<std::uint32_t>(call),
                                static_cast<std::uint8_t>(1 + 2 * targets.size())));
  filter.push_back(load(offsetof(seccomp_data, args)));
  for (const std::uint32_t target : targets) {
    filter.push_back(unless_equal(target, 1));
    filter.push_back(give(SECCOMP_RET_KILL_PROCESS));
  }
}

Filter begun() {
  return {load(offsetof(seccomp_data, arch)), unless_equal(kArchitecture, 1),
          BPF_STMT(BPF_JMP | BPF_JA, 1), give(SECCOMP_RET_KILL_PROCESS)};
}

/// From here on the filter is in force.
bool begin(Filter filter) {
#if defined(__x86_64__)
  // The same calls by the numbers of the x32 interface.
  constexpr std::uint32_t kX32 = 0x40000000;
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kX32, 0, 1));
  filter.push_back(give(SECCOMP_RET_KILL_PROCESS));
#endif
  for (const long call : {SYS_pidfd_send_signal, SYS_process_vm_writev, SYS_ptrace}) {
    on_call(filter, call, SECCOMP_RET_KILL_PROCESS);
  }
  filter.push_back(give(SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

std::uint64_t reading() {
  return LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
}

/// Every access that version 1 of Landlock knows: what is handled and not allowed is denied.
std::uint64_t every_access() { return (std::uint64_t{LANDLOCK_ACCESS_FS_MAKE_SYM} << 1) - 1; }

void allow(int rules, const std::string& path) {
  const int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  struct stat status{};
  const bool folder = ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
  landlock_path_beneath_attr rule{};
  rule.allowed_access =
      folder ? reading() : reading() & ~std::uint64_t{LANDLOCK_ACCESS_FS_READ_DIR};
  rule.parent_fd = fd;
  ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  ::close(fd);
}

/// Takes `rules` into force, and closes them.
bool enter_domain(int rules) {
  const bool entered = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                       ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  ::close(rules);
  return entered;
}

}  // namespace

bool forbid_touching_others() {
  const auto self = static_cast<std::uint32_t>(::getpid());
  Filter filter = begun();
  for (const long call : {SYS_kill, SYS_rt_sigqueueinfo}) only_to(filter, call, self, 1);
  for (const long call : {SYS_tgkill, SYS_rt_tgsigqueueinfo}) only_to(filter, call, self, 2);
  // A thread of another process; the C library raises with tgkill.
  on_call(filter, SYS_tkill, SECCOMP_RET_KILL_PROCESS);
  return begin(std::move(filter));
}

bool forbid_touching(pid_t supervisor) {
  const auto its = static_cast<std::uint32_t>(supervisor);
  const std::uint32_t its_group = 0U - static_cast<std::uint32_t>(::getpgid(supervisor)),
                      own_group = 0, everybody = ~0U,
                      group = 0U - static_cast<std::uint32_t>(::getpgrp());
  Filter filter = begun();
  never_to(filter, SYS_kill, {its, its_group, own_group, everybody, group});
  for (const long call : {SYS_tgkill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo}) {
    never_to(filter, call, {its});
  }
  return begin(std::move(filter));
}

bool forbid_processes() {
  Filter filter = begun();
#if defined(__x86_64__)
  for (const long call : {SYS_fork, SYS_vfork}) on_call(filter, call, SECCOMP_RET_TRAP);
#endif
  // Its flags are in memory, where a filter cannot look: the C library falls back to clone.
  on_call(filter, SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(unless_equal(static_cast<std::uint32_t>(SYS_clone), 3));
  filter.push_back(load(offsetof(seccomp_data, args)));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
  filter.push_back(give(SECCOMP_RET_TRAP));
  return begin(std::move(filter));
}

bool forbid_memory_of_others() {
  // What is handled does not matter: a process in a domain cannot trace those outside of it.
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK;
  const long made = ::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
  if (made < 0) return false;
  return enter_domain(static_cast<int>(made));
}

bool forbid_talking() {
  Filter filter = begun();
  for (const long call : {SYS_socket, SYS_connect, SYS_shmget, SYS_shmat, SYS_msgget, SYS_msgrcv,
                          SYS_semget, SYS_mq_open, SYS_add_key, SYS_request_key, SYS_keyctl,
                          SYS_process_vm_readv, SYS_pidfd_open, SYS_pidfd_getfd}) {
    on_call(filter, call, SECCOMP_RET_ERRNO | EPERM);
  }
  return begin(std::move(filter));
}

void keep_to_itself(pid_t supervisor, bool processes, bool sanitized) {
  ::setpgid(0, 0);  // a port that ends its process group ends itself
  if (processes) {
    forbid_touching(supervisor);
    return;
  }
  forbid_touching_others();
  if (!sanitized) forbid_processes();
}

bool can_forbid_files() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

bool forbid_files(const std::vector<std::string>& readable) {
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = every_access();
  const long made = ::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
  if (made < 0) return false;
  const int rules = static_cast<int>(made);
  for (const std::string& path : readable) allow(rules, path);
  return enter_domain(rules);
}

}  // namespace portproof
