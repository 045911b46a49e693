// Tests the worker-process oracle: it answers as the embedded one does, and outlives its original.
#include "oracle/worker.h"

#include <stdlib.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "specs/codec.h"
#include "tests/unit/oracle/bench_module.h"

using namespace portproof;
namespace fs = std::filesystem;

namespace {

constexpr const char* kPython = "/usr/bin/python3";
bool has_python() { return fs::exists(kPython); }

const fs::path& folder() {
  static const fs::path made = [] {
    fs::path path = fs::temp_directory_path() / ("portproof-worker-" + std::to_string(::getpid()));
    fs::create_directories(path);
    std::ofstream(path / "bench.py") << kBenchModule;
    std::ofstream(path / "base64.py") << "def mine():\n    return __file__[-9:]\n";
    std::ofstream(path / "fatal_import.py") << "import os\nos._exit(6)\n";
    return path;
  }();
  return made;
}

OracleConfig config_of(const std::string& function) {
  OracleConfig config{kPython, {folder().string(), TEST_DATA "/unit/oracle"}, function, {}, {}};
  for (const char* name :
       {"Point",   "Late",        "Pair",   "Wide",    "Slots",     "MoreSlots",
        "Plain",   "Plain.Inner", "MyInt",  "MyFloat", "MyComplex", "MyStr",
        "MyBytes", "MyBytearray", "MyList", "MyTuple", "MySet",     "MyFrozenset",
        "MyDict",  "Colour",      "Level",  "Word",    "Mode",      "Both"}) {
    config.record_types.push_back(std::string("shapes:") + name);
  }
  config.record_types.emplace_back("collections:Counter");
  return config;
}

/// Calls out of their JSON, each with an arena of its own.
class Calls {
 public:
  Call add(const std::string& args, const std::string& kwargs = "{}") {
    std::string line = R"({"id":"0123456789abcdef","args":)" + args + R"(,"kwargs":)" + kwargs +
                       R"(,"returned":0})";
    const std::size_t size = line.size();
    line.append(JsonReader::kPadding, ' ');
    readers_.push_back(std::make_unique<JsonReader>());
    readers_.back()->check_ids(false);
    Trace trace;
    TraceHeader header;
    readers_.back()->read_line(std::string_view(line).substr(0, size), trace, header);
    calls.push_back(trace.call);
    return trace.call;
  }
  std::vector<Call> calls;

 private:
  std::vector<std::unique_ptr<JsonReader>> readers_;
};

std::string content_of(const Call& call, const Outcome& outcome) {
  if (const auto* fault = std::get_if<Faulted>(&outcome.result)) {
    return "signal " + std::to_string(fault->signal) + ", code " + std::to_string(fault->exit_code);
  }
  std::string content;
  write_content(content, call, outcome);
  return content;
}

std::string ask(Oracle& oracle, const Call& call) {
  Arena arena;
  arena.str("what stood there before");
  Outcome outcome;
  std::string reason;
  return oracle.ask(call, arena, outcome, reason) == Asked::answered ? content_of(call, outcome)
                                                                     : reason;
}

std::string ask(Oracle& oracle, const std::string& args, const std::string& kwargs = "{}") {
  Calls calls;
  return ask(oracle, calls.add(args, kwargs));
}

/// A worker process, with the package as it is built or as it is without a native module.
std::unique_ptr<WorkerOracle> open_worker(const std::string& function, bool pure) {
  if (pure) ::setenv("PORTPROOF_PYTHON_DIR", SOURCE_DIR "/oracle/python", 1);
  auto worker = std::make_unique<WorkerOracle>(config_of(function));
  ::unsetenv("PORTPROOF_PYTHON_DIR");
  return worker;
}

std::vector<std::string> vectors() {
  std::vector<std::string> wires;
  std::ifstream file(TEST_DATA "/unit/specs/vectors.jsonl");
  for (std::string line; std::getline(file, line);) {
    wires.push_back(nlohmann::json::parse(line).at("wire"));
  }
  return wires;
}

}  // namespace

TEST_CASE("embedded and worker give the same outcomes, byte for byte", "[worker]") {
  if (!has_python()) return;
  const bool pure = GENERATE(false, true);
  const std::vector<std::string> wires = vectors();
  REQUIRE(wires.size() > 70);
  for (const char* function : {"same", "twice", "refuses", "stumbles", "changes", "unwritable"}) {
    const OracleConfig config = config_of(std::string("bench:") + function);
    const auto embedded = open_embedded_oracle(config);
    const auto worker = open_worker("bench:" + std::string(function), pure);
    Calls calls;
    std::vector<std::string> expected;
    for (const std::string& wire : wires) {
      calls.add("[" + wire + "]", R"({"other":[[]]})");
      expected.push_back(ask(*embedded, calls.calls.back()));
    }
    Arena arena;
    const std::vector<Answer> answers = worker->ask_batch(calls.calls, arena);
    REQUIRE(answers.size() == wires.size());
    std::size_t asked = 0;
    for (std::size_t i = 0; i < wires.size(); ++i) {
      INFO(function << " " << wires[i]);
      CHECK((answers[i].asked == Asked::answered ? content_of(calls.calls[i], answers[i].outcome)
                                                 : answers[i].reason) == expected[i]);
      asked += answers[i].asked == Asked::answered ? 1 : 0;
    }
    CHECK((asked > wires.size() / 2) == (std::string_view(function) != "unwritable"));
  }
}

TEST_CASE("embedded and worker tell the same of every way to end", "[worker]") {
  if (!has_python()) return;
  const bool pure = GENERATE(false, true);
  const auto embedded = open_embedded_oracle(config_of("bench:ends"));
  const auto worker = open_worker("bench:ends", pure);
  for (const char* args : {R"(["exit"])", R"(["interrupt"])", R"(["deep"])", R"(["memory"])",
                           R"(["index"])", R"(["silent"])", R"(["object"])", R"(["arguments"])",
                           R"(["stop"])", R"(["raise"])", "[]", "[1,2]"}) {
    INFO(args);
    const std::string told = ask(*worker, args);
    CHECK(told == ask(*embedded, args));
    CHECK_THAT(told, Catch::Contains("\"raised\""));
  }
  const auto builtin = open_worker("math:sqrt", pure);
  CHECK_THAT(ask(*builtin, "[-1]"), Catch::Contains("\"deliberate\":true"));
  const auto room = open_worker("bench:room", pure);
  CHECK(ask(*room, "[]") == ask(*open_embedded_oracle(config_of("bench:room")), "[]"));
}

TEST_CASE("embedded and worker refuse the same values", "[worker]") {
  if (!has_python()) return;
  const bool pure = GENERATE(false, true);
  const auto embedded = open_embedded_oracle(config_of("bench:same"));
  const auto worker = open_worker("bench:same", pure);
  for (const char* value : {R"({"timedelta":[1,2]})",
                            R"({"range":[1,2]})",
                            R"({"slice":[1,2]})",
                            R"({"path":["urlquote_from_bytes","a"]})",
                            R"({"path":[1,2]})",
                            R"({"constant":5})",
                            R"({"constant":"Nothing"})",
                            R"({"datetime":"today"})",
                            R"({"uuid":7})",
                            R"({"decimal":"one"})",
                            R"({"fraction":[1,0]})",
                            R"({"dict":[[1,"a"],[true,"b"]]})",
                            R"({"set":[1,true]})",
                            R"({"frozenset":[1,true]})",
                            R"({"set":[[1]]})",
                            R"({"dict":[[[],1]]})",
                            R"({"record":["shapes:MyDict",{}]})",
                            R"({"a":1,"a":2})",
                            R"({"record":["shapes:MyDict",{},[1]]})",
                            R"({"record":["shapes:Pair",{"left":1}]})",
                            R"({"record":["shapes:Pair",{"right":1,"left":2}]})",
                            R"({"record":["shapes:Plain",{},1]})",
                            R"({"record":["shapes:Slots",{"never":1,"other":2}]})",
                            R"({"record":["shapes:Zone",{}]})",
                            R"({"record":["nowhere:Lost",{}]})",
                            R"({"enum":["shapes:Colour","GREEN",1]})",
                            R"({"enum":["shapes:Colour",null,9]})",
                            R"({"opaque":"m:T"})"}) {
    INFO(value);
    const std::string args = "[" + std::string(value) + "]";
    const std::string told = ask(*worker, args);
    CHECK(told == ask(*embedded, args));
    CHECK_THAT(told, !Catch::StartsWith("\""));
  }
}

TEST_CASE("deep values go to a worker and come back", "[worker]") {
  if (!has_python()) return;
  const bool pure = GENERATE(false, true);
  const std::string deep(20000, '['), end(20000, ']');
  const auto worker = open_worker("bench:same", pure);
  CHECK(ask(*worker, "[" + deep + end + "]") ==
        "\"args\":[" + deep + end + "],\"kwargs\":{},\"returned\":" + deep + end);
}

TEST_CASE("an original that ends its process is an outcome, and the next call is asked",
          "[worker]") {
  if (!has_python()) return;
  WorkerOracle worker(config_of("bench:dies"));
  const std::string good = R"("args":["fork"],"kwargs":{},"returned":{"tuple":["fork",""]})";
  CHECK(ask(worker, R"(["fork"])") == good);
  CHECK(ask(worker, R"(["exit"])") == "signal 0, code 7");
  CHECK(ask(worker, R"(["signal"])") == "signal 11, code 0");
  CHECK(ask(worker, R"(["zero"])") == "signal 0, code 0");
  CHECK(ask(worker, R"(["replaced"])") == "signal 9, code 0");
  CHECK_THAT(ask(worker, R"(["closed"])"), Catch::StartsWith("signal"));
  const auto started = std::chrono::steady_clock::now();
  CHECK(ask(worker, R"(["child"])") == "signal 0, code 9");
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(4));
  CHECK(ask(worker, R"(["fork"])") == good);
}

TEST_CASE("a batch has an answer for each call, whatever ends between them", "[worker]") {
  if (!has_python()) return;
  WorkerOracle worker(config_of("bench:dies"));
  Calls calls;
  const std::string padding(50000, 'x');  // more than a pipe holds
  for (int i = 0; i < 100; ++i) {
    calls.add(i % 40 == 7 ? R"(["exit"])" : "[\"" + std::to_string(i) + padding + "\"]");
  }
  Arena arena;
  const std::vector<Answer> answers = worker.ask_batch(calls.calls, arena);
  REQUIRE(answers.size() == 100);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    INFO(i);
    REQUIRE(answers[i].asked == Asked::answered);
    const auto* returned = std::get_if<Returned>(&answers[i].outcome.result);
    CHECK((returned == nullptr) == (i % 40 == 7));
    if (returned != nullptr) {
      CHECK(returned->value[0].text() == std::to_string(i) + padding);
    }
  }
  CHECK(worker.ask_batch({}, arena).empty());
}

TEST_CASE("a worker answers relations", "[worker]") {
  if (!has_python()) return;
  const auto worker = open_worker_oracle(config_of("bench:same"));
  Calls calls;
  const Call call = calls.add("[1]", R"({"other":"k"})");
  Arena arena;
  const NodeId type = arena.str("ValueError"), message = arena.str("no");
  const NodeId list = arena.container(Kind::list, std::vector{arena.integer(2)});
  Outcome raised, returned, fault;
  raised.result = Raised{arena.view(type), arena.view(message), true};
  returned.result = Returned{arena.view(list)};
  fault.result = Faulted{};
  CHECK(worker->relation("bench:alike", call, raised, returned));
  CHECK_FALSE(worker->relation("bench:alike", call, returned, returned));
  CHECK_THROWS_AS(worker->relation("bench:alike", call, fault, returned), OracleError);
  CHECK_THROWS_WITH(
      worker->relation("bench:broken", call, raised, returned),
      Catch::Contains("the relation bench:broken raised") && Catch::Contains("LookupError: lost"));
  CHECK_THROWS_WITH(worker->relation("bench:missing", call, raised, returned),
                    Catch::Contains("missing"));
  CHECK_THROWS_WITH(worker->relation("bench:fatal", call, raised, returned),
                    Catch::Contains("bench:fatal ended its process (exit code 5)"));
  CHECK(worker->relation("bench:alike", call, raised, returned));
}

TEST_CASE("a worker has its own surroundings, and nothing of ours in them", "[worker]") {
  if (!has_python()) return;
  OracleConfig config = config_of("bench:surroundings");
  const auto embedded = open_embedded_oracle(config);
  config.environment = {{"PYTHONHASHSEED", "7"}, {"TZ", "Asia/Tokyo"}};
  const auto worker = open_oracle(config);
  CHECK(ask(*worker, "[]") ==
        R"("args":[],"kwargs":{},"returned":{"module":false,"argv":[""],"blank":false,"path":[],)"
        R"("zone":"Asia/Tokyo","seed":"7"})");
  CHECK(ask(*open_worker_oracle(config_of("base64:mine")), "[]") ==
        R"("args":[],"kwargs":{},"returned":"base64.py")");
  const OriginalInfo mine = worker->info(), theirs = embedded->info();
  CHECK(mine.oracle == "worker");
  CHECK(theirs.oracle == "embedded");
  CHECK(mine.module_file == theirs.module_file);
  CHECK(mine.file_sha256 == theirs.file_sha256);
  CHECK(mine.source_sha256 == theirs.source_sha256);
  CHECK(mine.python == theirs.python);
  CHECK(mine.interpreter == theirs.interpreter);
  CHECK(open_oracle(config_of("bench:same"))->info().oracle == "embedded");
}

TEST_CASE("an original that cannot be had is told with the same words", "[worker]") {
  if (!has_python()) return;
  const auto words = [](const auto& open, const std::string& function) {
    try {
      open(config_of(function));
    } catch (const OracleError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  for (const char* function : {"no_such_module:f", "shlex:splitt", "shlex", "shlex:__name__"}) {
    INFO(function);
    const std::string told = words(open_worker_oracle, function);
    CHECK_FALSE(told.empty());
    CHECK(told == words(open_embedded_oracle, function));
  }
  CHECK_THAT(words(open_worker_oracle, "fatal_import:f"),
             Catch::Contains("fatal_import:f ended its process (exit code 6)"));
  OracleConfig blocked = config_of("bisect:insort");
  blocked.block = {"_bisect"};
  CHECK_FALSE(open_worker_oracle(blocked)->info().source_sha256.empty());
}
