// Starts a worker, reads its reports, and says how it ended: the one place that knows processes.
#include "replay/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <set>
#include <system_error>

#include "oracle/fd.h"
#include "oracle/parent.h"
#include "replay/commands/common.h"
#include "replay/confine.h"
#include "replay/environment_watch.h"
#include "replay/original.h"
#include "replay/port_executable.h"

namespace portproof {
namespace {

namespace process = boost::process::v2;

/// Never a message of ours: a worker that sends more is broken.
constexpr std::size_t kLongestMessage = std::size_t{1} << 30;
constexpr off_t kReportBytes = 4000;
constexpr long kEndPollNanoseconds = 1'000'000;
constexpr int kEndPolls = 2000;

/// In the child, before it becomes the worker: gives it its two descriptors (posix::bind_fd of
/// Boost 1.81 returns nothing where it should return an error code), and takes from it what the
/// port's first constructor could do to others.
struct Start {
  int report;
  int progress;
  Freedom freedom;
  pid_t supervisor = ::getpid();

  template <class Launcher, class Path>
  boost::system::error_code on_setup(Launcher& launcher, const Path&, const char* const*) const {
    launcher.fd_whitelist.push_back(kReportFd);
    launcher.fd_whitelist.push_back(kProgressFd);
    return {};
  }
  template <class Launcher, class Path>
  boost::system::error_code on_exec_setup(Launcher&, const Path&, const char* const*) const {
    pass_on_standard_streams_only();
    if (!end_with_parent(supervisor) || ::dup2(report, kReportFd) < 0 ||
        ::dup2(progress, kProgressFd) < 0) {
      return {errno, boost::system::system_category()};
    }
    keep_to_itself(supervisor, freedom);
    return {};
  }
};

int memory_file(const std::string& content) {
  const int fd = ::memfd_create("portproof", MFD_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "memfd");
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::write(fd, content.data() + done, content.size() - done);
    if (count < 0) throw std::system_error(errno, std::generic_category(), "memfd");
    done += static_cast<std::size_t>(count);
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string random_token() {
  std::uint64_t words[2] = {};
  if (::getrandom(words, sizeof words, 0) != static_cast<ssize_t>(sizeof words)) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return fmt::format("{:016x}{:016x} ", words[0], words[1]);
}

/// The end of what the worker wrote to standard error.
std::string tail_of(int fd) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  if (size <= 0) return {};
  const off_t start = std::max<off_t>(0, size - kReportBytes);
  std::string text(static_cast<std::size_t>(size - start), '\0');
  const ssize_t count = ::pread(fd, text.data(), text.size(), start);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

double cpu_seconds_of(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');
  unsigned long user = 0, system = 0;
  if (name_end == std::string::npos ||
      std::sscanf(text.c_str() + name_end + 1,
                  " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) {
    return 0;
  }
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

struct WorkerProcess::State {
  boost::asio::io_context context;
  ProgressMemory progress;
  Fd reports;
  Fd errors;
  std::optional<process::process> child;
  std::string token;
  std::size_t files = 0;  // of the corpus
  std::string received;
  std::string foreign;  // the first line on the reports' descriptor that no worker wrote
  std::size_t parsed = 0;
  bool killed = false;
};

WorkerProcess::WorkerProcess(const WorkerConfig& given) : state_(std::make_unique<State>()) {
  WorkerConfig config = given;
  config.token = state_->token = random_token();
  const Environment ours = read_environment();
  config.folder = ours.folder;
  config.folder_hash = std::hash<std::string>()(ours.folder);
  config.umask = ours.umask;
  config.variables = ours.variables;
  const bool linked = config.port.empty();
  const Freedom freedom{config.interpreter, allows(config.effects, "process"),
                        allows(config.effects, "write") || allows(config.effects, "remove"),
                        allows(config.effects, "network"),
                        linked ? port_executable().sanitized : is_sanitized()};
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
  state_->reports.set(pipe[0]);
  state_->files = config.corpus.size();
  const Fd write_end(pipe[1]);
  const Fd input(memory_file(to_message(config)));
  state_->errors.set(memory_file(""));
  // The port may print: its standard output goes where its standard error goes, never to ours.
  state_->child.emplace(
      state_->context, linked ? port_executable().path : executable_path(),
      std::vector<std::string>{kWorkerArgument},
      process::process_stdio{input.get(), state_->errors.get(), state_->errors.get()},
      Start{write_end.get(), state_->progress.fd(), freedom});
}

WorkerProcess::~WorkerProcess() {
  if (!state_->child) return;
  kill();
  int status = 0;
  ::waitpid(state_->child->id(), &status, 0);
  state_->child->detach();
}

std::string WorkerProcess::foreign() const { return state_->foreign; }
int WorkerProcess::fd() const { return state_->reports.get(); }

bool WorkerProcess::is_heard() const {
  pollfd waiting{fd(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) > 0;
}

bool WorkerProcess::read_some() {
  char buffer[1 << 16];
  ssize_t count = 0;
  do {
    count = ::read(state_->reports.get(), buffer, sizeof buffer);
  } while (count < 0 && errno == EINTR);
  if (count > 0) state_->received.append(buffer, static_cast<std::size_t>(count));
  return count > 0 && state_->received.size() < kLongestMessage;
}

std::optional<Message> WorkerProcess::next_message() {
  while (true) {
    const std::size_t end = state_->received.find('\n', state_->parsed);
    if (end == std::string::npos) {
      state_->received.erase(0, state_->parsed);
      state_->parsed = 0;
      return std::nullopt;
    }
    const std::string line = state_->received.substr(state_->parsed, end - state_->parsed);
    state_->parsed = end + 1;
    const std::size_t ours = line.find(state_->token);
    if (ours != 0 && state_->foreign.empty()) state_->foreign = line.substr(0, ours);
    if (ours == std::string::npos) continue;
    Message message = parse_message(line.substr(ours + state_->token.size()));
    if (message.block && message.block->file >= state_->files) {
      throw ProtocolError("a message about a recording that there is not");
    }
    return message;
  }
}

CallIndex WorkerProcess::call() const { return CallIndex::unpack(state_->progress->word >> 2); }
Phase WorkerProcess::phase() const { return static_cast<Phase>(state_->progress->word & 3); }
bool WorkerProcess::started() const { return state_->progress->word >> 2 != 0; }

double WorkerProcess::cpu_seconds() const {
  const std::string pid = std::to_string(state_->child->id());
  double seconds = cpu_seconds_of(pid);
  std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
  for (std::string child; children >> child;) seconds += cpu_seconds_of(child);
  return seconds;
}

void WorkerProcess::kill() {
  state_->killed = true;
  ::kill(state_->child->id(), SIGKILL);
}

Death WorkerProcess::wait() {
  int status = 0;
  bool ours = state_->killed;
  const timespec pause{0, kEndPollNanoseconds};
  rusage used{};
  for (int i = 0; ::wait4(state_->child->id(), &status, WNOHANG, &used) == 0; ++i) {
    if (i == kEndPolls) {
      ours = true;
      ::kill(state_->child->id(), SIGKILL);
    }
    ::nanosleep(&pause, nullptr);
  }
  state_->child->detach();
  state_->child.reset();
  Death death;
  death.killed_for_time = state_->killed;
  death.memory = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
  if (WIFSIGNALED(status)) death.signal = WTERMSIG(status);
  death.killed_by_another = death.signal == SIGKILL && !ours;
  if (WIFEXITED(status)) death.exit_code = WEXITSTATUS(status);
  death.reached_main = state_->progress->reached_main != 0;
  death.stack_overflow = state_->progress->stack_overflow != 0;
  death.started_process = state_->progress->started_process != 0;
  death.report = tail_of(state_->errors.get());
  if (death.exit_code == kEnvironmentChanged && state_->progress->aspects != 0) {
    death.aspects = static_cast<std::uint32_t>(state_->progress->aspects);
    death.of_call = state_->progress->of_call != 0;
    const char* text = state_->progress->changed;
    death.changed.assign(text, ::strnlen(text, sizeof state_->progress->changed));
  }
  return death;
}

namespace {

std::set<pid_t> children() {
  std::ifstream file("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  std::set<pid_t> found;
  for (pid_t child = 0; file >> child;) found.insert(child);
  return found;
}

/// Those that this process had before it ran anything: of the program that became this one.
std::set<pid_t>& inherited() {
  static std::set<pid_t> kept;
  return kept;
}

}  // namespace

void adopt_orphans() {
  inherited() = children();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

bool end_orphans() {
  constexpr int kOrphanPolls = 300;
  const timespec pause{0, kEndPollNanoseconds};
  const auto left = [] {
    std::set<pid_t> found = children();
    for (const pid_t child : inherited()) found.erase(child);
    return found;
  };
  for (int i = 0; i < kOrphanPolls && !left().empty(); ++i) {
    for (const pid_t child : left()) ::waitpid(child, nullptr, WNOHANG);
    if (!left().empty()) ::nanosleep(&pause, nullptr);
  }
  bool any = false;
  // Those that a process has started come to us when it ends.
  for (std::set<pid_t> more = left(); !more.empty(); more = left()) {
    any = true;
    for (const pid_t child : more) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
  }
  return any;
}

}  // namespace portproof
