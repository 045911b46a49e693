// Tests that an original is stopped where it would do something to the world, in both oracles.
#include <unistd.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include "oracle/oracle.h"
#include "oracle/scratch_folder.h"
#include "specs/codec.h"

using namespace portproof;
namespace fs = std::filesystem;

namespace {

constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kModule = R"(
import os, shutil, socket, subprocess, sys
from pathlib import Path

HERE = os.path.dirname(os.path.abspath(__file__))

def write(path): open(path, "w").write("x")
def create(path): os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
def touch(path): Path(path).touch()
def remove(path): os.remove(path)
def path(path): Path(path).unlink()
def rename(path): os.rename(path, path + ".old")
def copy(path): shutil.copy(path, "copy")
def tree(path): shutil.rmtree(path)
def folder(path): os.makedirs(os.path.join("a", path))
def start(path): subprocess.run(["true", path])
def system(path): os.system("true " + path)
def fork(path): os.fork() or os._exit(0)
def become(path): os.execv("/bin/true", ["true"])
def signal(path): os.kill(os.getpid(), 9)
def connect(path): socket.create_connection(("127.0.0.1", 9))
def inside(path): open(os.path.abspath(path), "w")
def local(path):
    with socket.socket(socket.AF_UNIX) as end: end.connect(path)

def swallowed(path):
    try:
        open(path, "w")
    except BaseException:
        pass
    return "nothing happened"

def cleaned(path):
    try:
        open(path, "w")
    finally:
        os.remove(path)

def careful(path):
    try:
        open(path, "w")
    except Exception:
        return "another way"

def pure(path):
    with open(os.path.join(HERE, "data.txt")) as file, open(os.devnull, "w") as nothing:
        print(path, file=nothing)
        print(end="", file=sys.stderr, flush=True)
        os.write(2, b"")
        import colorsys
        return [file.read(), os.listdir("."), os.path.exists(path), len(colorsys.__file__) > 0]

def moves(path):
    os.chdir(HERE)
    return path

def do(how, path):
    return globals()[how](path)
)";

/// The project with the module and a file. One for all tests: an embedded interpreter keeps what it
/// has imported.
const std::string& project() {
  static const ScratchFolder folder;
  static const bool written = [] {
    std::ofstream(folder.path() + "/deeds.py") << kModule;
    std::ofstream(folder.path() + "/data.txt") << "data";
    return true;
  }();
  static_cast<void>(written);
  return folder.path();
}

std::set<std::string> files() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(project())) {
    if (entry.path().filename() != "__pycache__") names.insert(entry.path().filename());
  }
  return names;
}

/// Works in the project for as long as it lives.
class InProject {
 public:
  InProject() : before_(fs::current_path()) { fs::current_path(project()); }
  ~InProject() { fs::current_path(before_); }
  InProject(const InProject&) = delete;
  InProject& operator=(const InProject&) = delete;

 private:
  fs::path before_;
};

using Open = std::unique_ptr<Oracle> (*)(const OracleConfig&);

std::unique_ptr<Oracle> opened(Open open, std::vector<std::string> allowed = {}) {
  OracleConfig config{kPython, {}, "deeds:do", {}, {}};
  config.effects = EffectRules{std::move(allowed), {}};
  auto oracle = open(config);
  oracle->settle();
  return oracle;
}

/// What asking came to, in words.
std::string ask(Oracle& oracle, const std::string& how, const std::string& path = "x.txt") {
  Arena call_arena, arena;
  const NodeId parts[] = {call_arena.str(how), call_arena.str(path)};
  const NodeId args = call_arena.container(Kind::tuple, parts);
  const NodeId kwargs = call_arena.container(Kind::dict, {});
  Outcome outcome;
  std::string reason;
  switch (oracle.ask({call_arena.view(args), call_arena.view(kwargs)}, arena, outcome, reason)) {
    case Asked::effect:
      return "effect: " + reason;
    case Asked::unsupported:
      return "unsupported: " + reason;
    case Asked::shadowed:
      return "shadowed: " + reason;
    case Asked::answered:
      break;
  }
  if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    return "raised " + std::string(raised->type.text());
  }
  const auto* returned = std::get_if<Returned>(&outcome.result);
  return returned == nullptr ? "faulted" : to_json(returned->value);
}

constexpr const char* kDeeds[][2] = {
    {"write", "opens 'x.txt' for writing"},
    {"create", "opens 'x.txt' for writing"},
    {"touch", "changes the times of 'x.txt'"},
    {"inside", "opens 'x.txt' for writing"},
    {"swallowed", "opens 'x.txt' for writing"},
    {"cleaned", "opens 'x.txt' for writing"},
    {"careful", "opens 'x.txt' for writing"},
    {"remove", "removes 'x.txt'"},
    {"path", "removes 'x.txt'"},
    {"rename", "renames 'x.txt' to 'x.txt.old'"},
    {"copy", "copies 'x.txt' to 'copy'"},
    {"tree", "removes the folder 'x.txt'"},
    {"folder", "makes the folder 'a'"},
    {"start", "starts 'true'"},
    {"system", "starts 'true x.txt'"},
    {"fork", "forks its process"},
    {"become", "becomes '/bin/true'"},
    {"signal", "sends signal 9 to a process"},
    {"connect", "looks up '127.0.0.1'"},
    {"local", "connects to 'x.txt'"},
};

}  // namespace

TEST_CASE("an original is stopped before it does something to the world", "[effects]") {
  if (!fs::exists(kPython)) return;
  for (const Open open : {&open_embedded_oracle, &open_worker_oracle}) {
    const InProject here;
    const auto oracle = opened(open);
    INFO(oracle->info().oracle);
    const std::string pure = ask(*oracle, "pure");
    CHECK(pure == R"(["data",[],false,true])");
    for (const auto& [how, words] : kDeeds) {
      INFO(how);
      CHECK(ask(*oracle, how) == "effect: " + std::string(words));
      CHECK(ask(*oracle, "pure") == pure);
    }
    const std::string long_name(500, 'n');
    CHECK_THAT(ask(*oracle, "write", long_name), Catch::EndsWith("n…' for writing"));
    CHECK(ask(*oracle, "moves") == "\"x.txt\"");
    CHECK(ask(*oracle, "pure") == pure);
    CHECK(files() == std::set<std::string>{"data.txt", "deeds.py"});
  }
}

TEST_CASE("what the spec allows is done, in a folder that is empty for each call", "[effects]") {
  if (!fs::exists(kPython)) return;
  for (const Open open : {&open_embedded_oracle, &open_worker_oracle}) {
    const InProject here;
    {
      const auto oracle = opened(open, {"write", "process"});
      INFO(oracle->info().oracle);
      CHECK(ask(*oracle, "write") == "null");
      CHECK(ask(*oracle, "folder") == "null");
      CHECK(ask(*oracle, "pure") == R"(["data",[],false,true])");
      CHECK(ask(*oracle, "start") == "null");
      CHECK(ask(*oracle, "cleaned") == "effect: removes 'x.txt'");
      CHECK(ask(*oracle, "connect") == "effect: looks up '127.0.0.1'");
      CHECK(ask(*oracle, "pure") == R"(["data",[],false,true])");
    }
    CHECK(files() == std::set<std::string>{"data.txt", "deeds.py"});
  }
}

TEST_CASE("a port, and whoever is not watched, may do what it likes", "[effects]") {
  if (!fs::exists(kPython)) return;
  for (const Open open : {&open_embedded_oracle, &open_worker_oracle}) {
    const InProject here;
    const auto watched = opened(open);
    fs::current_path(project());
    const auto free = open({kPython, {}, "deeds:do", {}, {}});
    INFO(free->info().oracle);
    CHECK(ask(*watched, "write") == "effect: opens 'x.txt' for writing");
    CHECK(ask(*free, "write", project() + "/mine.txt") == "null");
    CHECK(fs::remove(project() + "/mine.txt"));
  }
}
