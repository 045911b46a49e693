// What a port must leave as it found it: rounding, locale, folder, variables, handlers, files.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace portproof {

/// Parts of the environment, as bits.
enum class Aspect : std::uint32_t {
  floats = 1,     // rounding mode, flush-to-zero, traps: MXCSR and x87 control word
  locale = 2,     // of the process
  folder = 4,     // the working folder
  variables = 8,  // environment variables
  umask = 16,
  handlers = 32,  // of signals, and the signals that are blocked
  files = 64,     // open descriptors
  reports = 128,  // the worker's own descriptors were closed, or became others
};
using Aspects = std::uint32_t;
inline constexpr Aspects kAllAspects = 255;
constexpr Aspects bit(Aspect aspect) { return static_cast<Aspects>(aspect); }

/// The control words of the processor's floating-point units, without their sticky flags.
struct FloatControl {
  std::uint32_t sse = 0;
  std::uint32_t x87 = 0;
  bool operator==(const FloatControl&) const = default;
};
FloatControl float_control();
void set_float_control(FloatControl control);
/// As the C library starts a process.
FloatControl default_float_control();

/// Of all categories, as C names it: "C", "LC_CTYPE=C.UTF-8;LC_NUMERIC=C;…". Valid until it is set.
const char* locale_name();
/// Compared as text: an address may serve for another locale later.
inline bool is_locale(const std::string& name) { return name == locale_name(); }
void set_locale(const std::string& name);

struct Environment {
  FloatControl floats;
  std::string locale;
  std::string folder;
  std::uint64_t variables = 0;  // hash
  mode_t umask = 0;
  std::array<std::uintptr_t, 65> handlers{};
  std::uint64_t blocked = 0;
  int lowest_free = 0;  // descriptor: another one where files were left open, or closed
  long open_count = 0;  // of descriptors; 0 where the kernel does not count them (before 6.2)
};

/// All environment variables, each ended by NUL: as /proc/PID/environ has them at the start.
std::string environment_variables();

/// Costs a few microseconds.
Environment read_environment();
/// The aspects in which they differ.
Aspects differences(const Environment& before, const Environment& now);

/// What a descriptor stands for: two that are the same file are equal, whatever it is called now.
struct OpenFile {
  std::string target;
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const OpenFile& other) const {
    return device == other.device && inode == other.inode;
  }
};
using OpenFiles = std::map<int, OpenFile>;
/// What a descriptor is now; nothing's where it is closed.
OpenFile open_file(int fd);
/// All open descriptors, to say which one was left.
OpenFiles open_files();
/// "leaves a file open (descriptor 50: /dev/zero)", the first few of them.
std::vector<std::string> in_words(const OpenFiles& before, const OpenFiles& now);

/// "the rounding mode or flush-to-zero (MXCSR 0x1f80 -> 0x9fc0)", one entry an aspect.
std::vector<std::string> in_words(Aspects aspects, const Environment& before,
                                  const Environment& now);

}  // namespace portproof
