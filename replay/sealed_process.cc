// Starts a sealed worker and talks to it: no argument, no file, no descriptor but one socket.
#include "replay/sealed_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <optional>
#include <system_error>
#include <vector>

#include "oracle/child_environment.h"
#include "oracle/fd.h"
#include "oracle/parent.h"
#include "oracle/scratch_folder.h"
#include "replay/confine.h"
#include "replay/memory_fill.h"
#include "replay/open_watch.h"
#include "replay/port_executable.h"

namespace portproof {
namespace {

namespace process = boost::process::v2;

constexpr std::size_t kPiece = std::size_t{1} << 15;
constexpr long kEndPollNanoseconds = 100'000;
constexpr int kEndPolls = 5000;

/// What a program needs to start and to know times, texts and processors; nothing of the project.
std::vector<std::string> readable_files(const std::vector<std::string>& reads) {
  std::vector<std::string> files = {"/etc/ld.so.cache",   "/etc/localtime",  "/usr/share/zoneinfo",
                                    "/usr/share/locale",  "/usr/lib/locale", "/usr/share/i18n",
                                    "/dev/null",          "/dev/zero",       "/dev/urandom",
                                    "/dev/random",        "/proc/cpuinfo",   "/proc/meminfo",
                                    "/sys/devices/system"};
  // A sanitizer looks the stack up in /proc/self/maps when an exception is thrown. The rule is made
  // in the process itself.
  const PortExecutable& port = port_executable();
  if (port.sanitized) files.emplace_back("/proc/self");
  for (const char* folder : {"/usr/lib/x86_64-linux-gnu/gconv", "/usr/lib/aarch64-linux-gnu/gconv",
                             "/usr/lib64/gconv", "/usr/lib/gconv"}) {
    files.emplace_back(folder);
  }
  const std::vector<std::string>& libraries = port_libraries();
  files.insert(files.end(), libraries.begin(), libraries.end());
  files.push_back(port.path);
  files.insert(files.end(), reads.begin(), reads.end());
  return files;
}

/// In the child, before it becomes the worker: the port's first constructor is confined already.
struct Seal {
  const ChildEnvironment& environment;
  const std::string& folder;  // empty: where we are
  const std::vector<std::string>& readable;
  Opens opens;
  pid_t supervisor = ::getpid();

  template <class Launcher, class Path>
  boost::system::error_code on_setup(Launcher& launcher, const Path&, const char* const*) const {
    launcher.env = environment.data();
    return {};
  }
  template <class Launcher, class Path>
  boost::system::error_code on_exec_setup(Launcher&, const Path&, const char* const*) const {
    pass_on_standard_streams_only();
    if (!end_with_parent(supervisor) || (!folder.empty() && ::chdir(folder.c_str()) != 0)) {
      return {errno, boost::system::system_category()};
    }
    forbid_files(readable);
    Freedom freedom;
    freedom.writes = true;  // that is settled
    freedom.sanitized = port_executable().sanitized;
    keep_to_itself(supervisor, freedom);
    if (opens == Opens::watched) OpenWatch::begin(STDIN_FILENO);
    return {};
  }
};

}  // namespace

bool LineSocket::has_line() const { return received_.find('\n', searched_) != std::string::npos; }

/// Takes one packet, where one is there. False: the other side has ended.
bool LineSocket::receive() {
  char piece[kPiece];
  const ssize_t count = ::recv(fd_, piece, sizeof piece, MSG_DONTWAIT);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  received_.append(piece, static_cast<std::size_t>(count));
  return count > 0;
}

/// Waits for one of `events`; POLLIN takes a packet. False: the other side has ended, or the time
/// is over.
bool LineSocket::wait(short events, double timeout_seconds) {
  pollfd waiting{fd_, events, 0};
  const int limit = timeout_seconds > 0 ? static_cast<int>(timeout_seconds * 1000) : -1;
  const int ready = ::poll(&waiting, 1, limit);
  if (ready < 0) return errno == EINTR;
  if (ready == 0) return false;
  return (waiting.revents & (POLLIN | POLLHUP | POLLERR)) == 0 || receive();
}

bool LineSocket::read_line(std::string& line, double timeout_seconds) {
  while (true) {
    const std::size_t end = received_.find('\n', searched_);
    if (end != std::string::npos) {
      line.assign(received_, begin_, end - begin_);
      begin_ = searched_ = end + 1;
      return true;
    }
    received_.erase(0, begin_);
    begin_ = 0;
    searched_ = received_.size();
    if (!wait(POLLIN, timeout_seconds)) return false;
  }
}

bool LineSocket::write(const std::string& lines, double timeout_seconds) {
  for (std::size_t done = 0; done < lines.size();) {
    const std::size_t size = std::min(kPiece, lines.size() - done);
    const ssize_t count = ::send(fd_, lines.data() + done, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      done += static_cast<std::size_t>(count);
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return false;
    // It may wait in turn for what it has sent to be taken.
    if (!wait(POLLIN | POLLOUT, timeout_seconds)) return false;
  }
  return true;
}

struct SealedProcess::State {
  boost::asio::io_context context;
  ScratchFolder folder;
  Fd ours;
  std::optional<LineSocket> socket;
  std::optional<process::process> child;
  std::unique_ptr<OpenWatch> watch;
};

SealedProcess::SealedProcess(const std::vector<std::string>& reads, Opens opens)
    : state_(std::make_unique<State>()) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  Fd its(pair[1]);
  state_->ours.set(pair[0]);
  state_->socket.emplace(pair[0]);
  const std::vector<std::string> readable = readable_files(reads);
  using Settings = std::vector<std::pair<std::string, std::string>>;
  const ChildEnvironment environment(Settings{{"GLIBC_TUNABLES", kNoCaches}});
  const std::string folder = reads.empty() ? state_->folder.path() : "";
  state_->child.emplace(state_->context, port_executable().path, std::vector<std::string>{},
                        process::process_stdio{its.get(), nullptr, nullptr},
                        Seal{environment, folder, readable, opens});
  its.set(-1);
  if (opens == Opens::watched) state_->watch = std::make_unique<OpenWatch>(pair[0], readable);
}

SealedProcess::~SealedProcess() {
  if (state_->child) end();
}

SealedEnding SealedProcess::end() {
  // One that runs on gets our signal.
  const timespec pause{0, kEndPollNanoseconds};
  int status = 0;
  bool ours = false;
  const pid_t child = state_->child->id();
  state_->ours.set(-1);
  for (int i = 0; ::waitpid(child, &status, WNOHANG) == 0; ++i) {
    if (i == kEndPolls) {
      ours = true;
      ::kill(child, SIGKILL);
    }
    ::nanosleep(&pause, nullptr);
  }
  state_->child->detach();
  state_->child.reset();
  SealedEnding ending;
  if (WIFSIGNALED(status)) ending.how.signal = WTERMSIG(status);
  if (WIFEXITED(status)) ending.how.exit_code = WEXITSTATUS(status);
  ending.killed_by_another = ending.how.signal == SIGKILL && !ours;
  ending.killed_by_us = ours;
  return ending;
}

LineSocket& SealedProcess::socket() { return *state_->socket; }
std::vector<std::string> SealedProcess::kept_away() {
  return state_->watch ? state_->watch->end() : std::vector<std::string>();
}
bool SealedProcess::is_watched() const { return state_->watch && state_->watch->works(); }
bool SealedProcess::confined() const { return can_forbid_files(); }

}  // namespace portproof
