// Tells which files a sealed process opens that it may not read, so that a finding can name them.
#include "replay/open_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "replay/seccomp.h"

namespace portproof {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMostFiles = 8;

/// The filter's listener; negative where there can be none.
int listener_of_opens() {
  Filter filter;
  std::vector<long> calls = {SYS_openat, SYS_openat2};
#if defined(SYS_open)
  calls.push_back(SYS_open);
#endif
  for (const long call : calls) on_call(filter, call, SECCOMP_RET_USER_NOTIF);
  filter.push_back(give(SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return static_cast<int>(
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

/// One byte, with a descriptor where there is one.
struct Parcel {
  char byte = 0;
  iovec piece{&byte, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};

  Parcel() {
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
  }
};

void send_descriptor(int socket, int fd) {
  Parcel parcel;
  if (fd < 0) {
    parcel.message.msg_controllen = 0;
  } else {
    cmsghdr* const header = CMSG_FIRSTHDR(&parcel.message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  ::sendmsg(socket, &parcel.message, MSG_NOSIGNAL);
}

int receive_descriptor(int socket) {
  Parcel parcel;
  if (::recvmsg(socket, &parcel.message, MSG_CMSG_CLOEXEC) <= 0) return -1;
  const cmsghdr* const header = CMSG_FIRSTHDR(&parcel.message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return fd;
}

/// The text at an address of another process.
std::string text_of(pid_t process, std::uint64_t address) {
  const Fd memory(
      ::open(("/proc/" + std::to_string(process) + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  char c = 0;
  while (text.size() < PATH_MAX &&
         ::pread(memory.get(), &c, 1, static_cast<off_t>(address + text.size())) == 1 && c != 0) {
    text += c;
  }
  return text;
}

/// Where a path leads that a process opens; empty where nothing is there. What it would have found
/// in our working folder is what it looks for: its own is empty.
std::string opened_by(const seccomp_notif& request) {
  const auto process = static_cast<pid_t>(request.pid);
  const bool at = request.data.nr == SYS_openat || request.data.nr == SYS_openat2;
  const std::string text = text_of(process, request.data.args[at ? 1 : 0]);
  if (text.empty()) return {};
  const std::string its = "/proc/" + std::to_string(process) + "/";
  constexpr std::string_view kSelf = "/proc/self/";
  fs::path path = text.starts_with(kSelf) ? its + text.substr(kSelf.size()) : text;
  std::error_code unknown;
  if (path.is_relative()) {
    const auto folder = static_cast<int>(request.data.args[0]);
    const bool here = !at || folder == AT_FDCWD;
    const fs::path base =
        fs::read_symlink(here ? its + "cwd" : its + "fd/" + std::to_string(folder), unknown);
    path = fs::exists(base / path, unknown) || !here ? base / path : fs::absolute(path, unknown);
  }
  if (!fs::is_regular_file(path, unknown) && !fs::is_directory(path, unknown)) return {};
  if (text.starts_with(kSelf)) return text;
  const fs::path real = fs::weakly_canonical(path, unknown);
  return unknown ? path.string() : real.string();
}

bool is_readable(const std::string& file, const std::vector<std::string>& readable) {
  return std::any_of(readable.begin(), readable.end(), [&](const std::string& each) {
    return file == each || file.starts_with(each + "/");
  });
}

/// In the helper: looks at each open until no process is left that could make one.
void tell(int listener, int into, const std::vector<std::string>& readable) {
  std::vector<std::string> told;
  pollfd waiting{listener, POLLIN, 0};
  while (::poll(&waiting, 1, -1) > 0 && (waiting.revents & POLLIN) != 0) {
    seccomp_notif request{};
    if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) continue;
    const std::string file = opened_by(request);
    const bool known = std::find(told.begin(), told.end(), file) != told.end();
    if (!file.empty() && !known && told.size() < kMostFiles && !is_readable(file, readable)) {
      told.push_back(file);
      const std::string line = file + '\0';
      if (::write(into, line.data(), line.size()) < 0) return;
    }
    seccomp_notif_resp response{};
    response.id = request.id;
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
  }
}

}  // namespace

void OpenWatch::begin(int socket) { send_descriptor(socket, listener_of_opens()); }

OpenWatch::OpenWatch(int socket, const std::vector<std::string>& readable) {
  const Fd listener(receive_descriptor(socket));
  int ends[2];
  if (listener.get() < 0 || ::pipe2(ends, O_CLOEXEC) != 0) return;
  told_.set(ends[0]);
  const Fd its(ends[1]);
  std::vector<std::string> real;
  for (const std::string& path : readable) {
    std::error_code absent;
    const fs::path found = fs::canonical(path, absent);
    if (!absent) real.push_back(found.string());
  }
  helper_ = ::fork();
  if (helper_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::close(socket);  // the watched process sees our end of it close, not this copy
  tell(listener.get(), its.get(), real);
  ::_exit(0);
}

OpenWatch::~OpenWatch() { end(); }

std::vector<std::string> OpenWatch::end() {
  std::vector<std::string> files;
  if (helper_ <= 0) return files;
  // It has written a file down before the open went on, so all are there.
  ::kill(helper_, SIGKILL);
  while (::waitpid(helper_, nullptr, 0) < 0 && errno == EINTR) {
  }
  helper_ = -1;
  std::string text;
  char piece[PATH_MAX];
  for (ssize_t count = 0; (count = ::read(told_.get(), piece, sizeof piece)) > 0;) {
    text.append(piece, static_cast<std::size_t>(count));
  }
  for (std::size_t begin = 0, end = 0; (end = text.find('\0', begin)) != std::string::npos;) {
    files.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return files;
}

}  // namespace portproof
