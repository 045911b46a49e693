// Tests the trace store: streams, compression, damage with its line number.
#include "corpus/reader.h"

#include <unistd.h>
#include <zstd.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "specs/codec.h"
#include "specs/content_id.h"

using namespace portproof;
namespace fs = std::filesystem;

namespace {

const std::string kHeader = R"({"portproof":{"format":1,"function":"m:f","block":[]}})";

std::string trace_of(int argument) {
  const std::string content =
      "\"args\":[" + std::to_string(argument) + "],\"kwargs\":{},\"returned\":null";
  return "{\"id\":\"" + std::string(content_id(content).text()) + "\"," + content + "}";
}

/// A folder that is removed again.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("portproof-test-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::size_t count_traces(const std::string& file) {
  TraceReader reader(file);
  Trace trace;
  std::size_t count = 0;
  while (reader.next(trace)) {
    CHECK(trace.call.args[0].integer() == static_cast<std::int64_t>(count));
    ++count;
  }
  return count;
}

std::string many(int count) {
  std::string content = kHeader + "\n";
  for (int i = 0; i < count; ++i) content += trace_of(i) + "\n";
  return content;
}

}  // namespace

TEST_CASE("a recording larger than the buffer is read whole, plain and compressed") {
  const Folder folder;
  const std::string content = many(40'000);
  REQUIRE(content.size() > (std::size_t{2} << 20));
  CHECK(count_traces(folder.write("a.jsonl", content)) == 40'000);
  std::string compressed(ZSTD_compressBound(content.size()), '\0');
  compressed.resize(
      ZSTD_compress(compressed.data(), compressed.size(), content.data(), content.size(), 1));
  CHECK(count_traces(folder.write("a.jsonl.zst", compressed)) == 40'000);
  const std::string cut = compressed.substr(0, compressed.size() / 2);
  CHECK_THROWS_WITH(count_traces(folder.write("cut.jsonl.zst", cut)),
                    Catch::Contains("ends in the middle"));
}

TEST_CASE("a line longer than the buffer is read") {
  const Folder folder;
  const std::string content =
      "\"args\":[0,\"" + std::string(5'000'000, 'x') + "\"],\"kwargs\":{},\"returned\":null";
  const std::string line =
      "{\"id\":\"" + std::string(content_id(content).text()) + "\"," + content + "}";
  CHECK(count_traces(folder.write("a.jsonl", kHeader + "\n" + line + "\n")) == 1);
}

TEST_CASE("damage is named with its file and line") {
  const Folder folder;
  const std::string good = many(3);
  const auto error_of = [&](const std::string& content) -> std::string {
    const std::string file = folder.write("bad.jsonl", content);
    try {
      count_traces(file);
    } catch (const CorpusError& error) {
      return std::string(error.what()).substr(folder.path().size() + 1);
    }
    return "";
  };
  CHECK(error_of(good).empty());
  CHECK_THAT(error_of(good + trace_of(3).substr(0, 40)),
             Catch::StartsWith("bad.jsonl:5: the last line is incomplete"));
  CHECK_THAT(error_of(good + "{\"id\":}\n"), Catch::StartsWith("bad.jsonl:5: not valid JSON"));
  CHECK_THAT(error_of(good + "\n"), Catch::StartsWith("bad.jsonl:5: not valid JSON"));
  CHECK_THAT(error_of(""), Catch::Contains("is empty"));
  CHECK_THAT(error_of("hello\n"), Catch::StartsWith("bad.jsonl:1: not a recording"));
}

TEST_CASE("damaged lines are passed over and counted where they may be") {
  const Folder folder;
  const std::string bad = "{\"id\":}\n", file = folder.write("bad.jsonl", "");
  const auto write = [&](const std::string& content) { folder.write("bad.jsonl", content); };
  write(many(2) + bad + trace_of(2) + "\n" + bad + trace_of(3) + "\n" + trace_of(4).substr(0, 40));
  TraceReader reader(file, Damaged::passed_over);
  Trace trace;
  std::vector<std::uint64_t> lines;
  while (reader.next(trace)) lines.push_back(trace.line);
  CHECK(lines == std::vector<std::uint64_t>{2, 3, 5, 7});
  CHECK(reader.damages().lines == 3);
  REQUIRE(reader.damages().first.size() == 3);
  CHECK_THAT(reader.damages().first[0], Catch::StartsWith(file + ":4: not valid JSON"));
  CHECK_THAT(reader.damages().first[2],
             Catch::StartsWith(file + ":8: the last line is incomplete"));

  TraceReader skipping(file, Damaged::passed_over);
  std::size_t skipped = 0;
  while (skipping.skip()) ++skipped;
  CHECK(skipped == 7);
  CHECK(skipping.damages().lines == 0);
  CHECK_FALSE(skipping.next(trace));

  write(many(1) + bad + bad + bad + bad + bad + bad + bad);
  const Damages all = damaged_lines({file, file});
  CHECK(all.lines == 14);
  CHECK(all.first.size() == Damages::kMostNamed);
}

TEST_CASE("what is behind a damaged place of compressed data is one damaged line") {
  const Folder folder;
  const std::string content = many(40'000);
  std::string compressed(ZSTD_compressBound(content.size()), '\0');
  compressed.resize(
      ZSTD_compress(compressed.data(), compressed.size(), content.data(), content.size(), 1));
  const std::string cut = compressed.substr(0, compressed.size() / 2);
  TraceReader reader(folder.write("cut.jsonl.zst", cut), Damaged::passed_over);
  Trace trace;
  std::size_t traces = 0;
  while (reader.next(trace)) ++traces;
  CHECK(traces > 1000);
  CHECK(traces < 40'000);
  CHECK(reader.damages().lines == 1);
  CHECK(reader.read(trace) == TraceReader::Line::end);
}

TEST_CASE("a header that is damaged, or stands within a recording, is always refused") {
  const Folder folder;
  const auto error_of = [&](const std::string& content) -> std::string {
    const std::string file = folder.write("bad.jsonl", content);
    try {
      damaged_lines({file});
    } catch (const CorpusError& error) {
      return std::string(error.what()).substr(file.size());
    }
    return "";
  };
  CHECK(error_of(many(3)).empty());
  CHECK_THAT(error_of(many(3) + many(3)), Catch::StartsWith(":5: a second header"));
  CHECK_THAT(error_of("hello\n" + many(3)), Catch::StartsWith(":1: not a recording"));
  CHECK_THAT(error_of(kHeader), Catch::StartsWith(":1: the last line is incomplete"));
}

TEST_CASE("paths name recordings") {
  const Folder folder;
  CHECK_THROWS_WITH(corpus_files(folder.path() + "/none"), Catch::Contains("no such recording"));
  CHECK_THROWS_WITH(corpus_files(folder.path()), Catch::Contains("holds no recording"));
  CHECK_THROWS_WITH(TraceReader(folder.path()), Catch::Contains("is a folder"));
  folder.write("added.jsonl", many(1));
  folder.write("recorded.jsonl", many(2));
  folder.write("notes.txt", "");
  const auto files = corpus_files(folder.path());
  REQUIRE(files.size() == 2);
  CHECK(fs::path(files[0]).filename() == "recorded.jsonl");
  TraceReader reader(files[0]);
  CHECK_NOTHROW(reader.require_function("m:f"));
  CHECK_THROWS_WITH(reader.require_function("m:g"), Catch::Contains("is a recording of m:f"));
  CHECK_NOTHROW(reader.require_freeze({}, "the spec says", "mine again"));
  CHECK_THROWS_WITH(reader.require_freeze({"", 3}, "the spec says", "mine again"),
                    Catch::EndsWith("recorded.jsonl:1: was recorded with no --freeze-time or "
                                    "--freeze-random, but the spec says --freeze-random 3: mine "
                                    "again"));
}
