// Fuzzes the reader of whole recordings, plain and zstd, on a file in memory.
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "corpus/reader.h"
#include "specs/codec.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

namespace {

constexpr int kMostErrors = 16;

/// A file in memory; its name says whether it is compressed.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("fuzz", 0)) {
    std::string folder =
        (std::filesystem::temp_directory_path() / "portproof_fuzz_XXXXXX").string();
    fuzzing::promise(fd_ >= 0 && ::mkdtemp(folder.data()) != nullptr, "a file can be made");
    folder_ = folder;
    const std::string target = "/proc/self/fd/" + std::to_string(fd_);
    std::filesystem::create_symlink(target, folder_ / "a.jsonl");
    std::filesystem::create_symlink(target, folder_ / "a.jsonl.zst");
  }
  ~MemoryFile() {
    ::close(fd_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string hold(std::string_view content) {
    const bool written =
        ::ftruncate(fd_, 0) == 0 &&
        ::pwrite(fd_, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size());
    fuzzing::promise(written, "the file takes its content");
    const bool compressed = content.starts_with("\x28\xb5\x2f\xfd");
    return (folder_ / (compressed ? "a.jsonl.zst" : "a.jsonl")).string();
  }

 private:
  int fd_;
  std::filesystem::path folder_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static MemoryFile file;
  const std::string path = file.hold(fuzzing::text_of(data, size));
  try {
    TraceReader reader(path);
    Trace trace;
    // A reader that complained of one line goes on with the next.
    for (int errors = 0; errors < kMostErrors;) {
      try {
        const TraceReader::Line line = reader.read(trace);
        if (line == TraceReader::Line::end) break;
        if (line == TraceReader::Line::note) continue;
        fuzzing::promise(!to_python(reader.header().function, trace.call, 200).empty(),
                         "a call has a text");
        fuzzing::promise_equal(trace.id, reader.text().substr(7, 16), "the id is that of the line");
      } catch (const CorpusError&) {
        ++errors;
      }
    }
  } catch (const CorpusError&) {
  }
  return 0;
}
