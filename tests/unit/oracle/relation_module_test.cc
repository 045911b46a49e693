// Tests that a relation or a port of the original's own module leaves the oracle's classes alone.
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
try:
    import fastkit
    fast = True
except ImportError:
    fast = False

class Item:
    pass

def f(i):
    import sys
    return [isinstance(i, Item), isinstance(i, sys.modules[__name__].Item), fast]

def holds(args, expected, observed):
    return isinstance(args[0], Item) and not fast
)";

fs::path folder() {
  fs::path path = fs::temp_directory_path() / ("portproof-relation-" + std::to_string(::getpid()));
  fs::create_directories(path / "kit");
  std::ofstream(path / "fastkit.py") << "";
  std::ofstream(path / "kit" / "__init__.py") << "";
  return path;
}

OracleConfig config_of(const std::string& module, std::vector<std::string> block) {
  return {kPython, {folder().string()}, module + ":f", std::move(block), {module + ":Item"}};
}

std::unique_ptr<Oracle> open(const std::string& module, std::vector<std::string> block) {
  return open_embedded_oracle(config_of(module, std::move(block)));
}

/// The call f(Item()), and what the oracle answers to it.
struct Question {
  explicit Question(const std::string& module) {
    line = R"({"id":"0123456789abcdef","args":[{"record":[")" + module +
           R"(:Item",{}]}],"kwargs":{},"returned":0})";
    const std::size_t size = line.size();
    line.append(JsonReader::kPadding, ' ');
    reader.check_ids(false);
    TraceHeader header;
    reader.read_line(std::string_view(line).substr(0, size), trace, header);
  }
  std::string of(Oracle& oracle) {
    Outcome outcome;
    std::string reason, content;
    if (oracle.ask(trace.call, arena, outcome, reason) != Asked::answered) return reason;
    write_content(content, trace.call, outcome);
    return content.substr(content.find("\"returned\""));
  }

  std::string line;
  JsonReader reader;
  Trace trace;
  Arena arena;
};

constexpr const char* kPure = "\"returned\":[true,true,false]";

}  // namespace

TEST_CASE("a relation in the original's own module sees its classes", "[oracle]") {
  if (!fs::exists(kPython)) return;
  std::ofstream(folder() / "related.py") << kModule;
  for (const auto opened : {&open_embedded_oracle, &open_worker_oracle}) {
    const auto oracle = opened(config_of("related", {"fastkit"}));
    Question asked("related");
    CHECK(asked.of(*oracle) == kPure);
    const NodeId none = asked.arena.none();
    Outcome outcome;
    outcome.result = Returned{asked.arena.view(none)};
    CHECK(oracle->relation("related:holds", asked.trace.call, outcome, outcome));
    CHECK(asked.of(*oracle) == kPure);
  }
}

TEST_CASE("a port with other modules blocked leaves the oracle's module in place", "[oracle]") {
  if (!fs::exists(kPython)) return;
  for (const std::string module : {"ported", "kit.ported"}) {
    INFO(module);
    const fs::path file = module == "ported" ? "ported.py" : "kit/ported.py";
    std::ofstream(folder() / file) << kModule;
    const auto oracle = open(module, {"fastkit"});
    const auto port = open(module, {});
    Question asked(module);
    // The port is given its own classes; what stands in sys.modules is the oracle's.
    CHECK(asked.of(*port) == "\"returned\":[true,false,true]");
    CHECK(asked.of(*oracle) == kPure);
    const NodeId none = asked.arena.none();
    Outcome outcome;
    outcome.result = Returned{asked.arena.view(none)};
    CHECK(oracle->relation(module + ":holds", asked.trace.call, outcome, outcome));
    CHECK(asked.of(*port) == "\"returned\":[true,false,true]");
    CHECK(asked.of(*oracle) == kPure);
  }
}
