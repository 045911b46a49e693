// The few words of memory that a worker and its supervisor share, so that a fault has an input.
#include "replay/progress.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace portproof {
namespace {

constexpr std::uintptr_t kNearStack = 64 * 1024;
Progress* noted = nullptr;

std::uintptr_t stack_pointer(const void* context) {
  const auto* machine = static_cast<const ucontext_t*>(context);
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(machine->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
  return static_cast<std::uintptr_t>(machine->uc_mcontext.sp);
#else
#error "the stack pointer of this processor is not known"
#endif
}

void on_fault(int signal, siginfo_t* info, void* context) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const std::uintptr_t stack = stack_pointer(context);
  const std::uintptr_t distance = address > stack ? address - stack : stack - address;
  if (distance < kNearStack) noted->stack_overflow = 1;
  ::signal(signal, SIG_DFL);  // returning repeats the faulting instruction
}

/// What the filter of system calls traps; its other rule kills at once.
void on_forbidden(int signal, siginfo_t*, void*) {
  noted->started_process = 1;
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

ProgressMemory::ProgressMemory() : fd_(::memfd_create("portproof", MFD_CLOEXEC)) {
  if (fd_ < 0 || ::ftruncate(fd_, sizeof(Progress)) != 0) {
    throw std::system_error(errno, std::generic_category(), "shared memory");
  }
  map();
}

ProgressMemory::ProgressMemory(int fd) : fd_(fd) { map(); }

void ProgressMemory::map() {
  void* memory = ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (memory == MAP_FAILED) {
    throw std::system_error(errno, std::generic_category(), "shared memory");
  }
  progress_ = static_cast<Progress*>(memory);
}

ProgressMemory::~ProgressMemory() {
  ::munmap(progress_, sizeof(Progress));
  ::close(fd_);
}

void note_faults(Progress& progress) {
  noted = &progress;
  constexpr std::size_t kStackSize = 64 * 1024;
  static void* const memory = std::malloc(kStackSize);
  stack_t stack{};
  stack.ss_sp = memory;
  stack.ss_size = kStackSize;
  ::sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS}) ::sigaction(signal, &action, nullptr);
  action.sa_sigaction = on_forbidden;
  ::sigaction(SIGSYS, &action, nullptr);
}

}  // namespace portproof
