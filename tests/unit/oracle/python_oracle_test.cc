// Tests what the embedded oracle answers: relations, changed arguments, hand-edited values, blocks.
#include <unistd.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "oracle/oracle.h"
#include "specs/codec.h"

using namespace portproof;
namespace fs = std::filesystem;

namespace {

constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kModule = R"(
import collections, random

class Words(list):
    pass

class Table(dict):
    pass

class Pair(collections.namedtuple("Pair", "left right")):
    pass

class Guarded:
    @property
    def x(self):
        raise AssertionError("a property ran")

    @x.setter
    def x(self, value):
        raise AssertionError("a property ran")

class Corner:
    __slots__ = ("x", "y")

class Heir(Corner):
    y = Corner.x

def corners(value):
    return Corner.x.__get__(value), Corner.y.__get__(value), vars(value)

def fields(value):
    return type(value).__name__, vars(value)

def extend(target, *, other):
    other.append(target)
    return other

def bad(values):
    return [1, {"a": [2, iter(values)]}]

def permuted(args, expected, observed):
    return expected is not observed and sorted(expected) == sorted(observed)

def alike(args, expected, observed):
    return args == (1, "k") and expected == ("ValueError", "no") and observed == 2

def count(items, fail=False, value=None):
    for item in items:
        yield item
    if fail:
        raise ValueError("end")
    return value

def inner(items):
    return count(items)

class Place:
    def __repr__(self):
        raise SystemExit("repr ran")

def missing(kind):
    if kind == 0:
        raise OSError(2, "no", "name", 0, "other")
    error = OSError(2, "no") if kind < 4 else SyntaxError("bad")
    if kind == 1:
        error.filename = Place()
    if kind == 2:
        error.filename, error.filename2 = "name", Place()
    if kind == 3:
        raise ImportError(Place())
    if kind == 4:
        error.msg = Place()
    raise error

def broken(args, expected, observed):
    raise LookupError("lost")
)";

const fs::path& folder() {
  static const fs::path made = [] {
    fs::path path = fs::temp_directory_path() / ("portproof-oracle-" + std::to_string(::getpid()));
    fs::create_directories(path);
    std::ofstream(path / "workbench.py") << kModule;
    return path;
  }();
  return made;
}

std::unique_ptr<Oracle> open(const std::string& function, std::vector<std::string> block = {}) {
  return open_embedded_oracle({kPython,
                               {folder().string()},
                               function,
                               std::move(block),
                               {"workbench:Words", "workbench:Table", "workbench:Pair",
                                "workbench:Guarded", "workbench:Heir", "random:Random"}});
}

/// The trace's content that a call makes; `line` holds a trace whose outcome does not matter.
std::string ask(const std::string& function, const std::string& args,
                const std::string& kwargs = "{}", std::vector<std::string> block = {}) {
  std::string line =
      R"({"id":"0123456789abcdef","args":)" + args + R"(,"kwargs":)" + kwargs + R"(,"returned":0})";
  line.append(JsonReader::kPadding, ' ');
  JsonReader reader;
  reader.check_ids(false);
  Trace trace;
  TraceHeader header;
  reader.read_line(std::string_view(line).substr(0, line.size() - JsonReader::kPadding), trace,
                   header);
  Arena arena;
  Outcome outcome;
  std::string reason;
  const Asked asked = open(function, std::move(block))->ask(trace.call, arena, outcome, reason);
  if (asked != Asked::answered) return reason;
  std::string content;
  write_content(content, trace.call, outcome);
  return content.substr(content.find("\"kwargs\"") + 9);
}

struct Case {
  Arena arena;
  Outcome outcome;
};

bool has_python() { return fs::exists(kPython); }

}  // namespace

TEST_CASE("a relation sees two values, though their nodes have the same numbers", "[oracle]") {
  if (!has_python()) return;
  const auto oracle = open("workbench:fields");
  Arena arena;
  const NodeId none = arena.container(Kind::tuple), names = arena.container(Kind::dict);
  const Call call{arena.view(none), arena.view(names)};
  Case left, right, other;
  const auto list = [](Case& made, std::vector<std::int64_t> items) {
    std::vector<NodeId> ids;
    for (const std::int64_t item : items) ids.push_back(made.arena.integer(item));
    made.outcome.result = Returned{made.arena.view(made.arena.container(Kind::list, ids))};
  };
  list(left, {1, 2});
  list(right, {2, 1});
  list(other, {2, 3});
  CHECK(oracle->relation("workbench:permuted", call, left.outcome, right.outcome));
  CHECK_FALSE(oracle->relation("workbench:permuted", call, left.outcome, other.outcome));
  CHECK_THROWS_WITH(oracle->relation("workbench:broken", call, left.outcome, right.outcome),
                    Catch::Contains("LookupError: lost"));
  CHECK_THROWS_WITH(oracle->relation("workbench:missing", call, left.outcome, right.outcome),
                    Catch::Contains("missing"));
}

TEST_CASE("a relation is given keyword values last, and exceptions as pairs", "[oracle]") {
  if (!has_python()) return;
  Arena arena;
  const NodeId args = arena.container(Kind::tuple, std::vector{arena.integer(1)});
  const NodeId kwargs = arena.container(Kind::dict, std::vector{arena.str("name"), arena.str("k")});
  Outcome raised, observed;
  const NodeId type = arena.str("ValueError"), message = arena.str("no"), two = arena.integer(2);
  raised.result = Raised{arena.view(type), arena.view(message), true};
  observed.result = Returned{arena.view(two)};
  const auto oracle = open("workbench:fields");
  const Call call{arena.view(args), arena.view(kwargs)};
  CHECK(oracle->relation("workbench:alike", call, raised, observed));
  observed.result = TimedOut{1};
  CHECK_THROWS_AS(oracle->relation("workbench:alike", call, raised, observed), OracleError);
}

TEST_CASE("changed keyword arguments are told, and a result that is one of them", "[oracle]") {
  if (!has_python()) return;
  CHECK(ask("workbench:extend", "[[1]]", R"({"other":[]})") ==
        R"({"other":[]},"after":{"args":[[1]],"kwargs":{"other":[{"ref":2}]}},)"
        R"("returned":{"ref":3})");
}

TEST_CASE("what cannot be encoded is named with its place", "[oracle]") {
  if (!has_python()) return;
  CHECK(ask("workbench:bad", "[\"\"]") == R"(the result[1][value 0][1] is an iterator)");
}

TEST_CASE("a generator answers with the list of its items, as it is recorded", "[oracle]") {
  if (!has_python()) return;
  CHECK(ask("workbench:count", "[[1,[2]]]") == R"({},"returned":[1,[2]])");
  CHECK(ask("workbench:count", "[[]]") == R"({},"returned":[])");
  CHECK(ask("workbench:count", "[[1],true]") ==
        R"({},"raised":{"type":"ValueError","message":"end","deliberate":true})");
  CHECK(ask("workbench:count", "[[1],false,3]") == "a generator that also returned a value");
  CHECK(ask("workbench:count", R"([{"range":[0,100001,1]}])") ==
        "a generator of more than 100000 items");
  CHECK(ask("workbench:inner", "[[1]]") == "the result is a generator");
}

TEST_CASE("no code of the user runs for the message of an exception", "[oracle]") {
  if (!has_python()) return;
  const auto message = [](const char* kind) {
    const std::string content = ask("workbench:missing", std::string("[") + kind + "]");
    return content.substr(content.find("\"message\"") + 10);
  };
  CHECK(message("0") == R"("[Errno 2] no: 'name' -> 'other'","deliberate":true})");
  for (const char* kind : {"1", "2", "3", "4"}) {
    INFO(kind);
    CHECK(message(kind) == R"(null,"deliberate":true})");
  }
}

TEST_CASE("records are rebuilt beneath the code of their classes", "[oracle]") {
  if (!has_python()) return;
  const auto fields = [](const std::string& record) {
    const std::string content = ask("workbench:fields", R"([{"record":)" + record + "}]");
    return content.substr(std::min(content.find("\"returned\""), content.size()));
  };
  CHECK(fields(R"(["workbench:Guarded",{"x":1}])") ==
        R"("returned":{"tuple":["Guarded",{"dict":[["x",1]]}]})");
  CHECK(fields(R"(["workbench:Pair",{"left":1,"right":2,"extra":3}])") ==
        R"("returned":{"tuple":["Pair",{"dict":[["extra",3]]}]})");
  CHECK(fields(R"(["workbench:Words",{"own":1},["a"]])") ==
        R"("returned":{"tuple":["Words",{"dict":[["own",1]]}]})");
}

TEST_CASE("a slot is set by its own name, whatever else is called so", "[oracle]") {
  if (!has_python()) return;
  CHECK(ask("workbench:corners", R"([{"record":["workbench:Heir",{"x":1,"y":2,"z":3}]}])") ==
        R"({},"returned":{"tuple":[1,2,{"dict":[["z",3]]}]})");
}

TEST_CASE("a value that its class does not fit is refused, not half made", "[oracle]") {
  if (!has_python()) return;
  for (const char* record :
       {R"(["workbench:Table",{}])", R"(["workbench:Table",{},[1]])", R"(["workbench:Words",{}])",
        R"(["workbench:Pair",{"left":1}])", R"(["workbench:Pair",{"right":1,"left":2}])",
        R"(["workbench:Guarded",{},1])", R"(["random:Random",{}])"}) {
    INFO(record);
    CHECK_THAT(ask("workbench:fields", R"([{"record":)" + std::string(record) + "}]"),
               Catch::Contains("no longer made of what was recorded"));
  }
}

TEST_CASE("hand-edited values that are none are refused", "[oracle]") {
  if (!has_python()) return;
  for (const char* value :
       {R"({"timedelta":[1,2]})", R"({"range":[1,2]})", R"({"slice":[1,2]})",
        R"({"path":["urlquote_from_bytes","a"]})", R"({"path":[1,2]})", R"({"constant":5})",
        R"({"constant":"Nothing"})", R"({"datetime":"today"})", R"({"uuid":7})",
        R"({"decimal":"one"})", R"({"fraction":[1,0]})"}) {
    INFO(value);
    CHECK_THAT(ask("workbench:fields", "[" + std::string(value) + "]"),
               Catch::Contains("cannot be rebuilt: a "));
  }
  CHECK(ask("workbench:fields", R"([{"dict":[[1,"a"],[true,"b"]]}])") == "a dict has equal keys");
  CHECK(ask("workbench:fields", R"([{"set":[1,true]}])") == "a set has equal elements");
  CHECK(ask("workbench:fields", R"([{"set":[[1]]}])") == "an element of a set is not hashable");
}

TEST_CASE("an original and a port of the same module differ in what is blocked", "[oracle]") {
  if (!has_python()) return;
  const auto pure = open("bisect:insort", {"_bisect"});
  const auto native = open("bisect:insort");
  CHECK_FALSE(pure->info().source_sha256.empty());
  CHECK(native->info().source_sha256.empty());
  CHECK(ask("bisect:insort", "[[1,3],2]", "{}", {"_bisect"}) ==
        R"({},"after":{"args":[[1,2,3],2],"kwargs":{}},"returned":null)");
}

TEST_CASE("a process has one interpreter", "[oracle]") {
  if (!has_python()) return;
  open("shlex:split");
  const fs::path other = folder() / "another-python";
  std::ofstream(other) << "#!/bin/sh\nprintf '/another\\0003.11.2\\000\\000.so\\000'\n";
  fs::permissions(other, fs::perms::owner_all);
  CHECK_THROWS_WITH(open_embedded_oracle({other.string(), {}, "shlex:split", {}, {}}),
                    Catch::Contains("/another: this process runs"));
  CHECK(ask("shlex:split", R"(["a 'b c'"])") == R"({},"returned":["a","b c"])");
}
