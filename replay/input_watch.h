// Notices that an input changes while it is read: a verdict would be of two of them at once.
#pragma once

#include <cstdint>
#include <future>
#include <string>
#include <vector>

namespace portproof {

/// Of so many lines of a recording as one report tells of.
struct LineBlock {
  std::uint16_t lines = 0;
  std::uint16_t traces = 0;  // by lines that begin as the recorder begins them
};

/// What the spec and the recordings are before anything reads them. Workers open them by name,
/// each at its own time. They are hashed beside the replay: that takes as long as to read them.
class InputWatch {
 public:
  InputWatch(const std::string& spec, const std::vector<std::string>& recordings);

  std::string spec_sha256() const;
  /// One hash over all recordings.
  std::string corpus_sha256() const;
  /// What there is to judge: the blocks of each recording.
  std::vector<std::vector<LineBlock>> blocks() const;
  /// Throws CorpusError where one of them is no longer what it was.
  void require_unchanged() const;

 private:
  /// What tells without reading that a file is still the same.
  struct Stamp {
    std::uint64_t device = 0, inode = 0, size = 0, seconds = 0, nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct File {
    std::string path;
    Stamp stamp;
  };
  struct Content {
    std::string sha256;
    std::vector<LineBlock> blocks;
    Stamp then;  // when it had been read
  };
  static Stamp stamp_of(const std::string& path);
  static std::vector<Content> read(const std::vector<File>& files);

  std::vector<File> files_;  // the spec, then the recordings
  std::shared_future<std::vector<Content>> contents_;
};

}  // namespace portproof
