// Cuts a file, plain or compressed with zstd, into lines that simdjson can parse in place.
#pragma once

#include <zstd.h>

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace portproof {

/// Lines without their newline, each followed by enough readable bytes for JsonReader. Throws
/// std::system_error where the file cannot be read, std::runtime_error where zstd's data is
/// damaged.
class LineSource {
 public:
  explicit LineSource(const std::string& path);

  enum class Line { complete, incomplete, none };
  /// The next line, valid until the next call. `incomplete`: the file ends without a newline.
  Line next(std::string_view& line);

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct FreeStream {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  bool fill();
  std::size_t read_raw(char* into, std::size_t size);
  std::size_t read_zstd(char* into, std::size_t size);

  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::unique_ptr<ZSTD_DStream, FreeStream> zstd_;
  std::vector<char> compressed_;
  ZSTD_inBuffer input_{};
  bool frame_open_ = false;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // unread bytes of buffer_
};

}  // namespace portproof
