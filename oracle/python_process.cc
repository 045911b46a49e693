// Runs the worker of the Python package in a process of its own, and talks to it in lines.
#include "oracle/python_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>

#include "oracle/child_environment.h"
#include "oracle/fd.h"
#include "oracle/parent.h"

namespace portproof {
namespace {

namespace process = boost::process::v2;
using Environment = std::vector<std::pair<std::string, std::string>>;

// Loads the package under a name of its own, without its folder on sys.path: nothing that the
// original imports can be ours. The working folder is taken off first: a json.py in it is not ours.
constexpr const char* kStart = R"(
import sys
sys.path[:] = [folder for folder in sys.path if folder]
import importlib.util, inspect
def start(folder, descriptor):
    loaded = set(sys.modules)
    spec = importlib.util.spec_from_file_location(
        "_portproof", folder + "/__init__.py", submodule_search_locations=[folder])
    sys.modules["_portproof"] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    importlib.import_module("_portproof.worker").serve(descriptor, loaded)
start(sys.argv[1] + "/portproof", int(sys.argv[2]))
)";

/// Gives the child its environment and its end of the socket, under the number it has here.
/// (posix::bind_fd of Boost 1.81 does not work.)
struct ChildSetup {
  int socket;
  const char* const* environment;
  pid_t driver = ::getpid();

  template <class Launcher, class Path>
  boost::system::error_code on_setup(Launcher& launcher, const Path&, const char* const*) const {
    launcher.fd_whitelist.push_back(socket);
    launcher.env = environment;
    return {};
  }
  template <class Launcher, class Path>
  boost::system::error_code on_exec_setup(Launcher&, const Path&, const char* const*) const {
    pass_on_standard_streams_only();
    // Whoever kills the driver (for a call that does not end) means this process too.
    if (end_with_parent(driver) && ::fcntl(socket, F_SETFD, 0) == 0) return {};
    return {errno, boost::system::system_category()};
  }
};

}  // namespace

struct PythonProcess::State {
  State(int own, int its) : socket(own), child_socket(std::make_unique<Fd>(its)) {}

  /// Waits until the socket is ready for `events` or the process has ended: true where it has. A
  /// process that it forked may hold the socket open, so that its end alone would tell nothing.
  /// It is ended where patience does.
  bool wait_for(short events) const {
    pollfd polled[] = {{socket.get(), events, 0}, {watch->get(), POLLIN, 0}};
    const int limit = patience > 0 ? static_cast<int>(patience * 1000) : -1;
    int ready = 0;
    while ((ready = ::poll(polled, watch->get() < 0 ? 1 : 2, limit)) < 0 && errno == EINTR) {
    }
    if (ready == 0) {
      ::kill(child->id(), SIGKILL);
      return true;
    }
    return watch->get() >= 0 && polled[1].revents != 0;
  }

  boost::asio::io_context context;
  Fd socket;
  std::unique_ptr<Fd> child_socket, watch;
  std::optional<process::process> child;
  std::string received;
  std::size_t begin = 0, searched = 0;  // of the line that is received next
  double patience = 0;
};

PythonProcess::PythonProcess(const Interpreter& interpreter, const Environment& environment) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw OracleError(fmt::format("socketpair: {}", std::system_category().message(errno)));
  }
  state_ = std::make_unique<State>(ends[0], ends[1]);
  const ChildEnvironment settings(environment);
  const std::vector<std::string> arguments = {"-c", kStart, python_package_folder(),
                                              std::to_string(ends[1])};
  try {
    // What the original prints goes where our standard error goes, never to our standard output.
    state_->child.emplace(state_->context, interpreter.executable, arguments,
                          process::process_stdio{nullptr, STDERR_FILENO, STDERR_FILENO},
                          ChildSetup{ends[1], settings.data()});
  } catch (const boost::system::system_error& error) {
    throw OracleError(fmt::format("{}: {}", interpreter.executable, error.code().message()));
  }
  state_->child_socket.reset();
  // (Its wrapper in glibc 2.36 has no C linkage.)
  state_->watch =
      std::make_unique<Fd>(static_cast<int>(::syscall(SYS_pidfd_open, state_->child->id(), 0)));
}

PythonProcess::~PythonProcess() {
  if (state_->child) wait();
}

void PythonProcess::set_patience(double seconds) { state_->patience = seconds; }

bool PythonProcess::alive() const {
  pollfd polled{state_->watch->get(), POLLIN, 0};
  return state_->child && ::poll(&polled, 1, 0) == 0;
}

bool PythonProcess::send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count =
        ::send(state_->socket.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      if (state_->wait_for(POLLOUT)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

std::optional<std::string> PythonProcess::receive() {
  State& state = *state_;
  bool ended = false;
  for (;;) {
    const std::size_t end = state.received.find('\n', state.searched);
    if (end != std::string::npos) {
      std::string line = state.received.substr(state.begin, end - state.begin);
      state.begin = state.searched = end + 1;
      return line;
    }
    state.received.erase(0, state.begin);
    state.begin = 0;
    state.searched = state.received.size();
    char buffer[1 << 16];
    const ssize_t count = ::recv(state.socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (count > 0) {
      state.received.append(buffer, static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EAGAIN && !ended) {
      ended = state.wait_for(POLLIN);  // what it wrote last is still read
    } else if (count == 0 || errno != EINTR) {
      return std::nullopt;
    }
  }
}

Ending PythonProcess::wait() {
  // One that is ending keeps its own status; one that has closed the socket and runs on gets ours.
  ::kill(state_->child->id(), SIGKILL);
  int status = 0;
  while (::waitpid(state_->child->id(), &status, 0) < 0 && errno == EINTR) {
  }
  state_->child->detach();
  state_->child.reset();
  Ending ending;
  if (WIFSIGNALED(status)) ending.signal = WTERMSIG(status);
  if (WIFEXITED(status)) ending.exit_code = WEXITSTATUS(status);
  return ending;
}

}  // namespace portproof
