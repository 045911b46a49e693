// Cuts a file, plain or compressed with zstd, into lines that simdjson can parse in place.
#include "corpus/line_source.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "specs/codec.h"

namespace portproof {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 17;

}  // namespace

LineSource::LineSource(const std::string& path)
    : path_(path), file_(std::fopen(path.c_str(), "rb")) {
  if (!file_) throw std::system_error(errno, std::generic_category());
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  if (path.ends_with(".zst")) {
    zstd_.reset(ZSTD_createDStream());
    compressed_.resize(ZSTD_DStreamInSize());
    input_ = {compressed_.data(), 0, 0};
  }
  buffer_.resize(kChunk + JsonReader::kPadding);
}

std::size_t LineSource::read_raw(char* into, std::size_t size) {
  const std::size_t got = std::fread(into, 1, size, file_.get());
  if (got == 0 && std::ferror(file_.get()) != 0) {
    throw std::system_error(errno, std::generic_category());
  }
  return got;
}

std::size_t LineSource::read_zstd(char* into, std::size_t size) {
  ZSTD_outBuffer output{into, size, 0};
  while (output.pos == 0) {
    if (input_.pos == input_.size) {
      input_.size = read_raw(compressed_.data(), compressed_.size());
      input_.pos = 0;
      if (input_.size == 0) {
        if (frame_open_) throw std::runtime_error("the zstd data ends in the middle");
        return 0;
      }
    }
    const std::size_t state = ZSTD_decompressStream(zstd_.get(), &output, &input_);
    if (ZSTD_isError(state) != 0) {
      throw std::runtime_error(std::string("damaged zstd data: ") + ZSTD_getErrorName(state));
    }
    frame_open_ = state != 0;
  }
  return output.pos;
}

/// Adds bytes behind the unread ones, which move to the front. False at the end of the file.
bool LineSource::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (buffer_.size() - end_ < kChunk / 2 + JsonReader::kPadding) buffer_.resize(2 * buffer_.size());
  const std::size_t room = buffer_.size() - end_ - JsonReader::kPadding;
  const std::size_t got =
      zstd_ ? read_zstd(buffer_.data() + end_, room) : read_raw(buffer_.data() + end_, room);
  end_ += got;
  return got > 0;
}

LineSource::Line LineSource::next(std::string_view& line) {
  std::size_t searched = 0;
  while (true) {
    const char* start = buffer_.data() + begin_;
    const void* newline = std::memchr(start + searched, '\n', end_ - begin_ - searched);
    if (newline != nullptr) {
      line = {start, static_cast<std::size_t>(static_cast<const char*>(newline) - start)};
      begin_ += line.size() + 1;
      return Line::complete;
    }
    searched = end_ - begin_;
    if (fill()) continue;
    if (begin_ == end_) return Line::none;
    line = {buffer_.data() + begin_, end_ - begin_};
    begin_ = end_;
    return Line::incomplete;
  }
}

}  // namespace portproof
