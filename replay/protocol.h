// What a worker is told, and what it reports: the messages between supervisor and worker.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "replay/fit.h"
#include "replay/limits.h"
#include "specs/verdict.h"

namespace portproof {

/// The letter of a verdict in BlockReport::verdicts, and back. A capital one says that the port was
/// not asked: a live original was stopped.
constexpr char letter_of(VerdictKind kind, bool stopped = false) {
  return static_cast<char>((stopped ? 'A' : 'a') + static_cast<int>(kind));
}
constexpr bool is_stopped(char letter) { return letter >= 'A' && letter < 'a'; }
constexpr VerdictKind kind_of(char letter) {
  return static_cast<VerdictKind>(letter - (is_stopped(letter) ? 'A' : 'a'));
}

/// How many lines of a recording are judged, and reported, together. A fault repeats at most these.
inline constexpr std::uint64_t kBlockLines = 256;
/// The descriptors of a worker: above those that starting it may use.
inline constexpr int kReportFd = 100;
inline constexpr int kProgressFd = 101;
/// The argument that makes an executable a worker.
inline constexpr const char* kWorkerArgument = "--portproof-worker";

/// A message that is none of these. The port lives in the process that sends them and may scribble
/// over its memory, or write into the pipe itself.
class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A call of the run: which file, and which line of it.
struct CallIndex {
  std::uint32_t file = 0;
  std::uint64_t line = 0;
  std::uint64_t packed() const { return std::uint64_t{file} << 40 | line; }
  static CallIndex unpack(std::uint64_t packed) {
    return {static_cast<std::uint32_t>(packed >> 40), packed & ((std::uint64_t{1} << 40) - 1)};
  }
  auto operator<=>(const CallIndex&) const = default;
};

/// What a worker needs to know. Sent to it as one JSON line on its standard input.
struct WorkerConfig {
  std::string token;  // begins every report: what else comes is not the worker's
  std::string function;
  std::string spec;                 // path
  std::vector<std::string> corpus;  // files
  Damaged damaged = Damaged::refused;
  std::string port;  // empty: linked in; "python:MOD:NAME"
  bool live = false;
  std::string python;
  std::vector<std::string> pythonpath;
  std::string scratch;                     // where a live original's working folder is made
  std::uint64_t jobs = 1, job = 0;         // this worker judges the blocks b with b % jobs == job
  std::uint32_t file = 0;                  // where it begins
  std::uint64_t block = 0;                 // likewise
  std::vector<std::uint64_t> passed_over;  // packed calls that the supervisor has judged (faults)
  std::vector<std::uint64_t> sequence;     // just these calls; the verdict of the last is reported
  bool watch = false;                      // look at the environment after every call
  std::uint32_t unwatched = 0;             // aspects of it that nobody needs to hear of again
  std::uint64_t memory = kMostMemory;      // bytes that the worker may hold
  std::uint64_t min_matches = 0;
  std::string today;
  bool interpreter = false;          // Python is loaded into it
  std::vector<std::string> effects;  // words of the spec: what calls may do
  // What it starts with, so that it sees what loading the port changes.
  std::string folder;
  std::uint64_t folder_hash = 0;  // of its bytes, which need not be UTF-8
  std::uint32_t umask = 0;
  std::uint64_t variables = 0;  // hash
};

/// One call that shows a class of verdicts.
struct Example {
  std::uint64_t index = 0;               // packed
  std::string id;                        // of its trace
  std::string trace;                     // the line
  std::string call, expected, observed;  // Python texts
  Divergence divergence;
  Where where = Where::inside;
  std::string clause;
  std::string reason;
  // Of a state: the ids of the calls after which it shows. The supervisor's own, in no message.
  std::vector<std::string> after;
};

/// What stands for the port's answer where the original has several.
inline constexpr const char* kNotJudged = "(not judged)";

/// Verdicts of one class in a block. The smallest example, where it beats those sent before.
struct ClassReport {
  std::string key;
  VerdictKind kind = VerdictKind::diverged;
  std::uint64_t count = 0;
  std::vector<std::uint64_t> calls;  // hashes of the Calls, where kind is diverged
  std::optional<Example> example;
};

/// The verdicts of one block.
struct BlockReport {
  std::uint32_t file = 0;
  std::uint64_t block = 0;
  Counts counts{};
  std::string verdicts;                // one letter a line of the block, '.' where it is no call
  std::uint64_t shapes = 0;            // mask of the shapes that matched
  std::vector<std::uint64_t> matched;  // hashes of distinct matching calls, while few
  std::vector<ClassReport> classes;
  std::uint64_t drifted = 0;  // --live: recording and original differ
  std::string drift;          // the first of them, in words
};

/// A linked port, as it is registered.
struct PortReport {
  std::string file;  // where
  int line = 0;
  std::vector<std::string> exception_mappings;
  Fit fit;
};

/// Comes first. What loading the port changed of the environment, in words.
struct LoadReport {
  std::vector<std::string> changed;
  std::optional<PortReport> port;  // of one that is linked
};

/// Ends a worker's reports: it was through, or it could not start (exit code and text).
struct DoneReport {
  int error = 0;
  std::string text;
  std::string python;  // "3.11.2 (/usr/bin/python3)" where an interpreter was loaded
  int farewell = 0;    // the exit code that the worker will end with, if the port lets it
  std::vector<std::string> files;  // what the port did to descriptors, in words
  std::uint64_t threads = 0;       // that still ran, beyond those of the start
};

std::string to_message(const WorkerConfig& config);
std::string to_message(const BlockReport& report);
std::string to_message(const LoadReport& report);
std::string to_message(const DoneReport& report);
/// Throws ProtocolError.
WorkerConfig parse_worker_config(const std::string& message);

struct Message {
  std::optional<LoadReport> load;
  std::optional<BlockReport> block;
  std::optional<DoneReport> done;
};
/// Throws ProtocolError.
Message parse_message(const std::string& message);

}  // namespace portproof
