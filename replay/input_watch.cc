// Notices that an input changes while it is read: a verdict would be of two of them at once.
#include "replay/input_watch.h"

#include <sys/stat.h>

#include <string_view>

#include "corpus/line_source.h"
#include "corpus/reader.h"
#include "replay/files.h"
#include "replay/protocol.h"

namespace portproof {

namespace {

/// Of what can be read: what cannot, its reader refuses.
std::vector<LineBlock> blocks_of(const std::string& path) {
  std::vector<LineBlock> blocks;
  try {
    LineSource source(path);
    std::uint64_t number = 0;
    for (std::string_view line; source.next(line) != LineSource::Line::none; ++number) {
      if (number == 0) continue;  // the header
      if ((number - 1) % kBlockLines == 0) blocks.emplace_back();
      ++blocks.back().lines;
      if (line.starts_with("{\"id\":")) ++blocks.back().traces;
    }
  } catch (const std::exception&) {
    return blocks;
  }
  return blocks;
}

}  // namespace

InputWatch::Stamp InputWatch::stamp_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          static_cast<std::uint64_t>(status.st_mtim.tv_sec),
          static_cast<std::uint64_t>(status.st_mtim.tv_nsec)};
}

std::vector<InputWatch::Content> InputWatch::read(const std::vector<File>& files) {
  std::vector<Content> contents;
  for (const File& file : files) {
    // What is no file is refused by its reader, and may have no end.
    const bool is_file = file.stamp != Stamp{};
    std::string sha256 = is_file ? file_sha256(file.path) : "";
    std::vector<LineBlock> blocks;
    if (is_file) blocks = blocks_of(file.path);
    contents.push_back({std::move(sha256), std::move(blocks), stamp_of(file.path)});
  }
  return contents;
}

InputWatch::InputWatch(const std::string& spec, const std::vector<std::string>& recordings) {
  files_.push_back({spec, stamp_of(spec)});
  for (const std::string& path : recordings) files_.push_back({path, stamp_of(path)});
  contents_ = std::async(std::launch::async, read, files_).share();
}

std::string InputWatch::spec_sha256() const { return contents_.get().front().sha256; }

std::string InputWatch::corpus_sha256() const {
  std::string all;
  for (std::size_t i = 1; i < files_.size(); ++i) all += contents_.get()[i].sha256;
  return all;
}

std::vector<std::vector<LineBlock>> InputWatch::blocks() const {
  std::vector<std::vector<LineBlock>> all;
  for (std::size_t i = 1; i < files_.size(); ++i) all.push_back(contents_.get()[i].blocks);
  return all;
}

void InputWatch::require_unchanged() const {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const auto& [path, stamp] = files_[i];
    if (stamp_of(path) == stamp) continue;
    // A file that was only touched, or copied onto itself, has its old content; if that is known.
    const Content& content = contents_.get()[i];
    if (content.then == stamp && file_sha256(path) == content.sha256) continue;
    throw CorpusError(path +
                      ": changed while it was read, and nothing was concluded; run again when "
                      "nothing writes to it (a recording, an editor, a checkout)");
  }
}

}  // namespace portproof
