// In a worker: notices what the port changes of the environment, and ends the process with a note.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "replay/environment.h"
#include "replay/progress.h"
#include "replay/protocol.h"

namespace portproof {

/// Whether a sanitizer is in this executable, which has handlers and memory of its own. A port may
/// be built with one where this library was not.
bool is_sanitized();

/// A worker ends with this where its note in Progress says why.
inline constexpr int kEnvironmentChanged = 114;

/// After each call it looks at what is cheap (floating-point control, locale), after each block at
/// everything; with `watch` at everything after each call. At the end it looks at each descriptor.
class EnvironmentWatch {
 public:
  EnvironmentWatch(Progress& progress, const WorkerConfig& config);
  /// Loading is over: what is here now is the state that calls must leave alone.
  void begin();
  /// The worker itself has opened a file.
  void own_file_opened();
  /// What loading the port changed, in words.
  const std::vector<std::string>& loading() const { return loading_; }

  void before_port() {
    if (each_call_) before_ = read_environment();
  }
  void after_port() {
    if (each_call_ || float_control() != before_.floats || !is_locale(before_.locale)) check(true);
  }
  /// Waits for threads that the port has started since: what they do belongs to this block.
  void end_block();
  /// What became of the descriptors since `begin`, in words: what no look at a block has shown.
  std::vector<std::string> files_at_end() const;
  /// How many threads run that did not at the start.
  std::uint64_t threads_at_end() const;
  /// Whether the descriptor of the reports is still what it was.
  bool can_report() const;
  /// A report could not be written: its descriptor is gone.
  [[noreturn]] void end_without_reports() const;

 private:
  std::vector<std::string> changed_by_loading() const;
  void check(bool of_call);
  void wait_for_threads();
  [[noreturn]] void end(Aspects aspects, bool of_call, const Environment& now) const;

  Progress& progress_;
  Aspects watched_;
  bool each_call_;
  bool python_;  // the port is a Python module: the interpreter has an environment of its own
  Environment at_launch_;  // folder, umask and variables, as the supervisor had them
  std::uint64_t folder_hash_ = 0;
  Environment before_;
  std::vector<std::string> loading_;
  OpenFiles files_;
  OpenFiles started_with_;
  OpenFile report_, memory_;   // the descriptors that are ours
  std::uint64_t threads_ = 0;  // known of: those of the start, then what a block has left
  std::uint64_t started_with_threads_ = 0;
};

/// While it lives, floating-point control is as Python starts, and the locale is the original's,
/// whatever an earlier call has made of it: the port's settings wait.
class OriginalsEnvironment {
 public:
  /// `locale` must outlive it.
  explicit OriginalsEnvironment(const std::string& locale)
      : locale_(locale), ports_floats_(float_control()) {
    set_unless(default_float_control());
    if (is_locale(locale_)) return;
    ports_locale_ = locale_name();
    set_locale(locale_);
  }
  ~OriginalsEnvironment() {
    set_unless(ports_floats_);
    const std::string& wanted = ports_locale_.empty() ? locale_ : ports_locale_;
    if (!is_locale(wanted)) set_locale(wanted);
  }
  OriginalsEnvironment(const OriginalsEnvironment&) = delete;
  OriginalsEnvironment& operator=(const OriginalsEnvironment&) = delete;

 private:
  static void set_unless(FloatControl wanted) {
    if (float_control() != wanted) set_float_control(wanted);
  }
  const std::string& locale_;
  FloatControl ports_floats_;
  std::string ports_locale_;  // empty: the original's
};

}  // namespace portproof
