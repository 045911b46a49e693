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
#include <iterator>
#include <utility>

#include "replay/seccomp.h"

namespace portproof {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

/// Signals by which others end a worker: never the port's own, which else would end unseen.
constexpr std::uint32_t kOfOthers[] = {SIGKILL, SIGTERM, SIGHUP, SIGINT, SIGQUIT};

/// The call ends the process unless its first argument is `self`; and where its argument number
/// `place` is a signal by which others end it.
void only_to(Filter& filter, long call, std::uint32_t self, std::size_t place) {
  constexpr std::uint8_t signals = 2 * std::size(kOfOthers);
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(unless_equal(static_cast<std::uint32_t>(call), signals + 5));
  filter.push_back(load(offsetof(seccomp_data, args)));
  filter.push_back(unless_equal(self, signals + 2));
  filter.push_back(load(offsetof(seccomp_data, args) + place * sizeof(std::uint64_t)));
  for (const std::uint32_t signal : kOfOthers) {
    filter.push_back(unless_equal(signal, 1));
    filter.push_back(give(SECCOMP_RET_KILL_PROCESS));
  }
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

/// Linking and renaming from folder to folder: version 2 of Landlock.
constexpr std::uint64_t kRefer = std::uint64_t{1} << 13;

/// What leaves a mark on a file without writing to it.
constexpr long kMarks[] = {
#if defined(__x86_64__)
    SYS_chmod,       SYS_chown,        SYS_lchown,       SYS_utime,
    SYS_utimes,      SYS_futimesat,
#endif
    SYS_fchmod,      SYS_fchmodat,     SYS_fchown,       SYS_fchownat,
    SYS_utimensat,   SYS_setxattr,     SYS_lsetxattr,    SYS_fsetxattr,
    SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_truncate,
};

long landlock_version() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/// Every access that version 1 of Landlock knows: what is handled and not allowed is denied.
std::uint64_t every_access() { return (std::uint64_t{LANDLOCK_ACCESS_FS_MAKE_SYM} << 1) - 1; }

int new_rules(const landlock_ruleset_attr& handled) {
  return static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
}

/// `access` to `path` and to what is below it.
void allow(int rules, const std::string& path, std::uint64_t access) {
  const int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  struct stat status{};
  const bool folder = ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
  landlock_path_beneath_attr rule{};
  rule.allowed_access = folder ? access : access & ~std::uint64_t{LANDLOCK_ACCESS_FS_READ_DIR};
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

/// From here on a signal to another process, and a hand in another process's memory, end this one
/// with SIGSYS. False: the kernel does not allow such a filter.
bool forbid_touching_others() {
  const auto self = static_cast<std::uint32_t>(::getpid());
  Filter filter = begun();
  for (const long call : {SYS_kill, SYS_rt_sigqueueinfo}) only_to(filter, call, self, 1);
  for (const long call : {SYS_tgkill, SYS_rt_tgsigqueueinfo}) only_to(filter, call, self, 2);
  // A thread of another process; the C library raises with tgkill.
  on_call(filter, SYS_tkill, SECCOMP_RET_KILL_PROCESS);
  return begin(std::move(filter));
}

/// Of a process that may start others, and signal them: only signals to `supervisor`, to its own
/// group and to everybody end it so.
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

/// From here on this process cannot open the memory of those that are not started by it. False: the
/// kernel's Landlock is older than version 2, or there is none.
bool forbid_memory_of_others() {
  // A process in a domain cannot trace those outside of it, whatever the domain allows. Every
  // domain denies links and renames from folder to folder, unless it says otherwise.
  if (landlock_version() < 2) return false;
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = kRefer;
  const int rules = new_rules(handled);
  if (rules < 0) return false;
  allow(rules, "/", kRefer);
  return enter_domain(rules);
}

/// The same; besides it writes, makes and removes no file, and changes no mode, owner or time of
/// one: what it would leave there could be read by a sealed process.
bool forbid_writing() {
  Filter filter = begun();
  for (const long call : kMarks) on_call(filter, call, SECCOMP_RET_ERRNO | EPERM);
  begin(std::move(filter));
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = every_access() & ~reading();
  const int rules = new_rules(handled);
  if (rules < 0) return false;
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/tty"}) {
    allow(rules, device, LANDLOCK_ACCESS_FS_WRITE_FILE);
  }
  return enter_domain(rules);
}

/// From here on this process has no socket but those it holds, no memory or queue of System V, and
/// no key ring: nobody can leave answers there for it. Calls for one fail with EPERM.
bool forbid_talking() {
  Filter filter = begun();
  for (const long call :
       {SYS_socket,     SYS_connect,     SYS_shmget, SYS_shmat,          SYS_shmctl,
        SYS_msgget,     SYS_msgsnd,      SYS_msgrcv, SYS_msgctl,         SYS_semget,
        SYS_semop,      SYS_semtimedop,  SYS_semctl, SYS_mq_open,        SYS_mq_unlink,
        SYS_add_key,    SYS_request_key, SYS_keyctl, SYS_io_uring_setup, SYS_process_vm_readv,
        SYS_pidfd_open, SYS_pidfd_getfd}) {
    on_call(filter, call, SECCOMP_RET_ERRNO | EPERM);
  }
  return begin(std::move(filter));
}

}  // namespace

bool forbid_processes(Denial denial) {
  const std::uint32_t verdict =
      denial == Denial::signal ? SECCOMP_RET_TRAP : SECCOMP_RET_ERRNO | EPERM;
  Filter filter = begun();
#if defined(__x86_64__)
  for (const long call : {SYS_fork, SYS_vfork}) on_call(filter, call, verdict);
#endif
  // Its flags are in memory, where a filter cannot look: the C library falls back to clone.
  on_call(filter, SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(unless_equal(static_cast<std::uint32_t>(SYS_clone), 3));
  filter.push_back(load(offsetof(seccomp_data, args)));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
  filter.push_back(give(verdict));
  return begin(std::move(filter));
}

void keep_to_itself(pid_t supervisor, const Freedom& freedom) {
  ::setpgid(0, 0);  // a port that ends its process group ends itself
  if (freedom.interpreter || freedom.writes) {
    forbid_memory_of_others();
  } else {
    forbid_writing();
  }
  if (!freedom.interpreter && !freedom.network) forbid_talking();
  if (freedom.interpreter || freedom.processes) {
    forbid_touching(supervisor);
    return;
  }
  forbid_touching_others();
  forbid_processes(freedom.sanitized ? Denial::error : Denial::signal);
}

bool can_filter_calls() { return ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0; }

bool can_forbid_files() { return landlock_version() > 0; }

bool forbid_files(const std::vector<std::string>& readable) {
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = every_access();
  const int rules = new_rules(handled);
  if (rules < 0) return false;
  for (const std::string& path : readable) allow(rules, path, reading());
  return enter_domain(rules);
}

}  // namespace portproof
