// Reads what a port must leave as it found it, and says what became different.
#include "replay/environment.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <functional>

#include "specs/signals.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace portproof {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kStickyFlags = 0x3f;

FloatControl read_floats() {
  std::uint16_t x87 = 0;
  __asm__ volatile("fnstcw %0" : "=m"(x87));
  return {_mm_getcsr() & ~kStickyFlags, x87};
}

void write_floats(FloatControl control) {
  const auto x87 = static_cast<std::uint16_t>(control.x87);
  __asm__ volatile("fldcw %0" : : "m"(x87));
  _mm_setcsr(control.sse);
}

constexpr FloatControl kDefaultFloats{0x1f80, 0x37f};
#elif defined(__aarch64__)
FloatControl read_floats() {
  std::uint64_t control = 0;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  return {static_cast<std::uint32_t>(control), 0};
}

void write_floats(FloatControl control) {
  const std::uint64_t word = control.sse;
  __asm__ volatile("msr fpcr, %0" : : "r"(word));
}

constexpr FloatControl kDefaultFloats{0, 0};
#endif

std::string current_folder() {
  char path[PATH_MAX];
  return ::getcwd(path, sizeof path) != nullptr ? path : std::string();
}

std::uint64_t blocked_signals() {
  sigset_t set;
  if (::sigprocmask(SIG_SETMASK, nullptr, &set) != 0) return 0;
  std::uint64_t bits = 0;
  std::memcpy(&bits, &set, sizeof bits);
  return bits;
}

/// Of LC_CTYPE, where all other categories are "C" (as Python starts); else empty.
std::string_view ctype_alone(std::string_view locale) {
  if (locale == "C") return locale;
  constexpr std::string_view kFirst = "LC_CTYPE=", kPlain = "=C;";
  if (!locale.starts_with(kFirst)) return {};
  const std::size_t end = locale.find(';');
  for (std::size_t at = end; (at = locale.find('=', at)) != std::string_view::npos; ++at) {
    if (!kPlain.starts_with(locale.substr(at, kPlain.size()))) return {};
  }
  return locale.substr(kFirst.size(), end - kFirst.size());
}

std::string handler_words(const Environment& before, const Environment& now) {
  if (before.blocked != now.blocked) return "which signals are blocked";
  for (int signal = 1; signal < 65; ++signal) {
    const auto i = static_cast<std::size_t>(signal);
    if (before.handlers[i] != now.handlers[i]) return "the handler of " + signal_name(signal);
  }
  return "a signal handler";
}

}  // namespace

FloatControl float_control() { return read_floats(); }
void set_float_control(FloatControl control) { write_floats(control); }
FloatControl default_float_control() { return kDefaultFloats; }

const char* locale_name() {
  const char* const name = std::setlocale(LC_ALL, nullptr);
  return name != nullptr ? name : "";
}

void set_locale(const std::string& name) {
  const std::string_view now = ctype_alone(locale_name()), wanted = ctype_alone(name);
  if (now.empty() || wanted.empty()) {
    std::setlocale(LC_ALL, name.c_str());
  } else {
    // Half the time of LC_ALL: this is done twice in each live call.
    std::setlocale(LC_CTYPE, std::string(wanted).c_str());
  }
}

std::string environment_variables() {
  std::string text;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    text.append(*each).push_back('\0');
  }
  return text;
}

Environment read_environment() {
  Environment now;
  now.floats = read_floats();
  now.locale = locale_name();
  now.folder = current_folder();
  now.variables = std::hash<std::string>()(environment_variables());
  now.umask = ::umask(0);
  ::umask(now.umask);
  for (int signal = 1; signal < 65; ++signal) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) != 0) continue;
    now.handlers[static_cast<std::size_t>(signal)] =
        reinterpret_cast<std::uintptr_t>(action.sa_handler);
  }
  now.blocked = blocked_signals();
  now.lowest_free = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (now.lowest_free >= 0) ::close(now.lowest_free);
  struct stat descriptors{};
  if (::stat("/proc/self/fd", &descriptors) == 0) now.open_count = descriptors.st_size;
  return now;
}

Aspects differences(const Environment& before, const Environment& now) {
  Aspects aspects = 0;
  const auto mark = [&](Aspect aspect, bool differs) { aspects |= differs ? bit(aspect) : 0; };
  mark(Aspect::floats, before.floats != now.floats);
  mark(Aspect::locale, before.locale != now.locale);
  mark(Aspect::folder, before.folder != now.folder);
  mark(Aspect::variables, before.variables != now.variables);
  mark(Aspect::umask, before.umask != now.umask);
  mark(Aspect::handlers, before.handlers != now.handlers || before.blocked != now.blocked);
  mark(Aspect::files, before.lowest_free != now.lowest_free || before.open_count != now.open_count);
  return aspects;
}

OpenFile open_file(int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return {};
  return {"", status.st_dev, status.st_ino};
}

OpenFiles open_files() {
  OpenFiles files;
  DIR* const folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return files;
  while (const dirent* entry = ::readdir(folder)) {
    const int fd = std::atoi(entry->d_name);
    if (entry->d_name[0] == '.' || fd == ::dirfd(folder)) continue;
    char target[PATH_MAX];
    const ssize_t size = ::readlinkat(::dirfd(folder), entry->d_name, target, sizeof target);
    OpenFile& file = files[fd] = open_file(fd);
    file.target.assign(target, size > 0 ? static_cast<std::size_t>(size) : 0);
    // "pipe:[427402]": another number each time.
    file.target.erase(std::min(file.target.find(":["), file.target.size()));
  }
  ::closedir(folder);
  return files;
}

std::vector<std::string> in_words(const OpenFiles& before, const OpenFiles& now) {
  constexpr std::size_t kMostFiles = 3;
  std::vector<std::string> words;
  const auto add = [&](const char* text, int fd, const std::string& target) {
    if (words.size() < kMostFiles) {
      words.push_back(fmt::format("{} (descriptor {}: {})", text, fd, target));
    }
  };
  for (const auto& [fd, file] : now) {
    const auto it = before.find(fd);
    if (it == before.end()) add("leaves a file open", fd, file.target);
    if (it != before.end() && it->second != file)
      add("puts another file in place", fd, file.target);
  }
  for (const auto& [fd, file] : before) {
    if (!now.contains(fd)) add("closes a file that it has not opened", fd, file.target);
  }
  return words;
}

std::vector<std::string> in_words(Aspects aspects, const Environment& before,
                                  const Environment& now) {
  std::vector<std::string> words;
  const auto add = [&](Aspect aspect, std::string text) {
    if ((aspects & bit(aspect)) != 0) words.push_back(std::move(text));
  };
  add(Aspect::floats,
      fmt::format("the rounding mode or flush-to-zero (control words {:#x} {:#x} "
                  "-> {:#x} {:#x})",
                  before.floats.sse, before.floats.x87, now.floats.sse, now.floats.x87));
  add(Aspect::locale, fmt::format("the locale ({} -> {})", before.locale, now.locale));
  add(Aspect::folder, fmt::format("the working folder ({} -> {})", before.folder, now.folder));
  add(Aspect::variables, "the environment variables");
  add(Aspect::umask, fmt::format("the umask ({:03o} -> {:03o})", before.umask, now.umask));
  add(Aspect::handlers, handler_words(before, now));
  add(Aspect::files, "the open files");
  add(Aspect::reports, "the descriptors that it was started with (it closed or replaced them)");
  return words;
}

}  // namespace portproof
