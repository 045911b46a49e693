// Tests that every kind survives the way from JSON to Value to PyObject and back, unchanged.
#include <rapidcheck.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include "oracle/oracle.h"
#include "specs/codec.h"

using namespace portproof;
namespace fs = std::filesystem;

namespace {

constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kModule = R"(
import collections, dataclasses, enum, sys

@dataclasses.dataclass(frozen=True)
class Point:
    x: object
    y: object

Pair = collections.namedtuple("Pair", "left right")

class Words(list):
    pass

class Color(enum.Enum):
    RED = 1
    BLUE = "b"

def same(value):
    return value

def ends(kind):
    if kind == "exit": sys.exit(3)
    if kind == "interrupt": raise KeyboardInterrupt
    if kind == "deep": return ends(kind)
    if kind == "memory": raise MemoryError
    if kind == "index": return [][0]
    raise ValueError("meant")
)";

/// One interpreter for all tests of this process.
Oracle& oracle_of(const std::string& function) {
  static std::map<std::string, std::unique_ptr<Oracle>> oracles;
  auto& oracle = oracles[function];
  if (!oracle) {
    static const fs::path folder =
        fs::temp_directory_path() / ("portproof-convert-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "identity.py") << kModule;
    oracle = open_embedded_oracle(
        {kPython,
         {folder.string()},
         function,
         {},
         {"identity:Point", "identity:Pair", "identity:Words", "identity:Color"}});
    fs::remove_all(folder);
  }
  return *oracle;
}

/// What the original made of one argument, as the JSON of its outcome.
std::string ask(const std::string& function, const std::string& json) {
  JsonReader reader;
  const Value value = reader.read_value(json);
  Arena call_arena, arena;
  const NodeId argument = copy(value, call_arena);
  const NodeId args = call_arena.container(Kind::tuple, std::vector{argument});
  const NodeId kwargs = call_arena.container(Kind::dict);
  Outcome outcome;
  std::string reason;
  const Call call{call_arena.view(args), call_arena.view(kwargs)};
  const Asked asked = oracle_of(function).ask(call, arena, outcome, reason);
  if (asked != Asked::answered) return "refused: " + reason;
  if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    return std::string(raised->type.text()) + (raised->deliberate ? " meant" : " not meant");
  }
  return to_json(std::get<Returned>(outcome.result).value);
}

rc::Gen<std::string> text() {
  return rc::gen::element<std::string>(R"("")", R"("a")", R"("\u0000")", R"("é€😀")",
                                       R"({"str":"\\ud800"})", R"("\\")");
}

/// Values that Python can hash, none equal to another of another kind.
rc::Gen<std::string> hashable() {
  return rc::gen::oneOf(
      text(), rc::gen::element<std::string>(
                  "2", "-7", R"({"int":"0x8000000000000000"})", "null", R"({"bytes":"YQ=="})",
                  R"({"tuple":["x",3]})", R"({"frozenset":["y"]})", R"({"tuple":[]})",
                  R"({"enum":["identity:Color","RED",1]})", R"({"date":"2024-02-29"})"));
}

rc::Gen<std::string> leaf() {
  return rc::gen::oneOf(
      hashable(),
      rc::gen::element<std::string>(
          "true", "false", "0.1", "-0.0", "1e+300", R"({"float":"nan"})", R"({"float":"-inf"})",
          R"({"float":"nan:fff8000000000001"})", R"({"complex":[1.0,-0.0]})",
          R"({"int":"-0x123456789abcdef0123"})", R"({"bytearray":"AAE="})", R"({"decimal":"1.10"})",
          R"({"fraction":[1,3]})", R"({"timedelta":[-1,2,3]})",
          R"({"datetime":"2024-02-29T12:00:00.000001+02:00"})", R"({"time":["12:00:00",1]})",
          R"({"uuid":"12345678-1234-5678-1234-567812345678"})", R"({"path":["PosixPath","a/b"]})",
          R"({"range":[0,10,3]})", R"({"slice":[null,1,null]})", R"({"constant":"Ellipsis"})",
          R"({"enum":["identity:Color","BLUE","b"]})"));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ",") + part;
  return out;
}

std::string distinct(const std::vector<std::string>& parts) {
  const std::set<std::string> unique(parts.begin(), parts.end());
  return joined({unique.begin(), unique.end()});
}

std::string value_of_depth(int depth) {
  if (depth == 0) return *leaf();
  const auto parts = [&] {
    std::vector<std::string> made;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) made.push_back(value_of_depth(depth - 1));
    return made;
  };
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return "[" + joined(parts()) + "]";
    case 1:
      return R"({"tuple":[)" + joined(parts()) + "]}";
    case 2: {
      const auto elements = *rc::gen::container<std::vector<std::string>>(hashable());
      return R"({"set":[)" + distinct(elements) + "]}";
    }
    case 3:
      return R"({"dict":[[)" + *hashable() + "," + value_of_depth(depth - 1) + "]]}";
    case 4:
      return R"({"record":["identity:Point",{"x":)" + value_of_depth(depth - 1) + R"(,"y":)" +
             value_of_depth(depth - 1) + "}]}";
    case 5:
      return R"({"record":["identity:Pair",{"left":)" + value_of_depth(depth - 1) +
             R"(,"right":null}]})";
    case 6:
      return R"({"record":["identity:Words",{},[)" + joined(parts()) + "]]}";
    default:
      return *leaf();
  }
}

std::string canonical(const std::string& json) {
  JsonReader reader;
  return to_json(reader.read_value(json));
}

bool has_python() { return fs::exists(kPython); }

}  // namespace

TEST_CASE("values of every kind come back from Python as they went", "[oracle]") {
  if (!has_python()) return;
  REQUIRE(rc::check("round trip", [] {
    const std::string json = canonical(value_of_depth(*rc::gen::inRange(0, 4)));
    RC_ASSERT(ask("identity:same", json) == json);
  }));
}

TEST_CASE("sharing comes back, and a million levels do", "[oracle]") {
  if (!has_python()) return;
  const std::string shared = R"([[1],{"ref":1},{"a":{"ref":1},"b":{"ref":1}}])";
  CHECK(ask("identity:same", shared) == shared);
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  CHECK(ask("identity:same", deep) == deep);
}

TEST_CASE("only classes that the spec names are rebuilt", "[oracle]") {
  if (!has_python()) return;
  CHECK_THAT(ask("identity:same", R"({"record":["os:system",{}]})"),
             Catch::Contains("the spec does not name the class"));
  CHECK_THAT(ask("identity:same", R"({"opaque":"m:Thing"})"), Catch::StartsWith("refused"));
}

TEST_CASE("every exception is an outcome", "[oracle]") {
  if (!has_python()) return;
  CHECK(ask("identity:ends", R"("exit")") == "SystemExit not meant");
  CHECK(ask("identity:ends", R"("interrupt")") == "KeyboardInterrupt meant");
  CHECK(ask("identity:ends", R"("deep")") == "RecursionError not meant");
  CHECK(ask("identity:ends", R"("memory")") == "MemoryError meant");
  CHECK(ask("identity:ends", R"("index")") == "IndexError not meant");
  CHECK(ask("identity:ends", R"("value")") == "ValueError meant");
}

TEST_CASE("an original that cannot be had is an error in words", "[oracle]") {
  if (!has_python()) return;
  CHECK_THROWS_WITH(open_embedded_oracle({kPython, {}, "no_such_module:f", {}, {}}),
                    Catch::Contains("no_such_module"));
  CHECK_THROWS_WITH(open_embedded_oracle({kPython, {}, "shlex:splitt", {}, {}}),
                    Catch::Contains("splitt"));
}
