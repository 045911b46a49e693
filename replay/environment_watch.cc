// In a worker: notices what the port changes of the environment, and ends the process with a note.
#include "replay/environment_watch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cstring>

// NOLINTBEGIN: the sanitizers' names
extern "C" void __asan_init() __attribute__((weak));
extern "C" void __tsan_init() __attribute__((weak));
extern "C" void __msan_init() __attribute__((weak));
// NOLINTEND

namespace portproof {

bool is_sanitized() {
  return &__asan_init != nullptr || &__tsan_init != nullptr || &__msan_init != nullptr;
}

namespace {

constexpr int kThreadWaits = 30;
constexpr long kThreadWaitNanoseconds = 10'000'000;

std::uint64_t thread_count() {
  struct stat folder{};
  return ::stat("/proc/self/task", &folder) == 0 ? folder.st_nlink : 0;
}

}  // namespace

EnvironmentWatch::EnvironmentWatch(Progress& progress, const WorkerConfig& config)
    : progress_(progress),
      watched_(kAllAspects & ~config.unwatched),
      each_call_(config.watch),
      python_(!config.port.empty()) {
  at_launch_.folder = config.folder;
  folder_hash_ = config.folder_hash;
  at_launch_.umask = config.umask;
  at_launch_.variables = config.variables;
  // A module may open what it likes, and cache what it reads, when it is first called.
  if (python_) watched_ &= ~(bit(Aspect::files) | bit(Aspect::variables) | bit(Aspect::handlers));
  report_ = open_file(kReportFd);
  memory_ = open_file(kProgressFd);
  before_ = read_environment();
  if (!python_) loading_ = changed_by_loading();  // an interpreter that is loaded later is not it
}

void EnvironmentWatch::begin() {
  before_ = read_environment();
  if (python_) loading_ = changed_by_loading();
  threads_ = started_with_threads_ = thread_count();
  files_ = started_with_ = open_files();
}

void EnvironmentWatch::own_file_opened() {
  const Environment now = read_environment();
  before_.lowest_free = now.lowest_free;
  before_.open_count = now.open_count;
  if (each_call_) files_ = open_files();
}

std::vector<std::string> EnvironmentWatch::changed_by_loading() const {
  Environment fresh = before_;
  fresh.floats = default_float_control();
  std::vector<std::string> words;
  Aspects aspects = 0;
  if (before_.floats != fresh.floats) aspects |= bit(Aspect::floats);
  if (!python_) {
    fresh.locale = "C";
    if (before_.locale != fresh.locale) aspects |= bit(Aspect::locale);
    fresh.folder = at_launch_.folder;
    if (std::hash<std::string>()(before_.folder) != folder_hash_) aspects |= bit(Aspect::folder);
    fresh.umask = at_launch_.umask;
    if (fresh.umask != before_.umask) aspects |= bit(Aspect::umask);
    if (at_launch_.variables != before_.variables) aspects |= bit(Aspect::variables);
  }
  return in_words(aspects & watched_, fresh, before_);
}

void EnvironmentWatch::check(bool of_call) {
  const Environment now = read_environment();
  Aspects aspects = differences(before_, now);
  if (open_file(kReportFd) != report_ || open_file(kProgressFd) != memory_) {
    aspects |= bit(Aspect::reports);
  }
  aspects &= watched_;
  if (aspects != 0) end(aspects, of_call, now);
  before_ = now;
}

void EnvironmentWatch::end(Aspects aspects, bool of_call, const Environment& now) const {
  std::string text;
  for (const std::string& words : in_words(aspects, before_, now)) text += words + "\n";
  if ((aspects & bit(Aspect::files)) != 0 && each_call_) {
    for (const auto& [fd, file] : open_files()) {
      if (!files_.contains(fd)) text += fmt::format("(left open: {})\n", file.target);
    }
  }
  text.resize(std::min(text.size(), sizeof progress_.changed - 1));
  std::memcpy(progress_.changed, text.c_str(), text.size() + 1);
  progress_.aspects = aspects;
  progress_.of_call = of_call ? 1 : 0;
  ::_exit(kEnvironmentChanged);
}

bool EnvironmentWatch::can_report() const { return open_file(kReportFd) == report_; }

void EnvironmentWatch::end_without_reports() const { end(bit(Aspect::reports), false, before_); }

std::vector<std::string> EnvironmentWatch::files_at_end() const {
  if ((watched_ & bit(Aspect::files)) == 0) return {};
  return in_words(started_with_, open_files());
}

std::uint64_t EnvironmentWatch::threads_at_end() const {
  const std::uint64_t now = thread_count();
  return now > started_with_threads_ ? now - started_with_threads_ : 0;
}

void EnvironmentWatch::wait_for_threads() {
  const timespec pause{0, kThreadWaitNanoseconds};
  for (int i = 0; i < kThreadWaits && thread_count() > threads_; ++i) ::nanosleep(&pause, nullptr);
  threads_ = thread_count();  // of a pool, they stay
}

void EnvironmentWatch::end_block() {
  if (thread_count() > threads_) wait_for_threads();
  check(false);
}

}  // namespace portproof
