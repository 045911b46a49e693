// Tests the project file: defaults, mistakes with their line and a hint.
#include "replay/project.h"

#include <catch2/catch.hpp>

#include "replay/files.h"

using namespace portproof;

TEST_CASE("a function has the default spec and corpus") {
  const Project project = parse_project(R"(
[function.normpath]
original = "posixpath:normpath"
gate = "build/normpath_gate"
block = ["posix"]
)",
                                        "portproof.toml");
  const ProjectFunction& function = project.get("normpath");
  CHECK(function.spec == "specs/normpath.json");
  CHECK(function.corpus == "corpus/normpath");
  CHECK(function.block == std::vector<std::string>{"posix"});
}

TEST_CASE("pyproject.toml holds the same under tool.portproof, or nothing") {
  const Project project =
      parse_project("[tool.portproof.function.f]\noriginal = \"m:f\"\n", "pyproject.toml");
  CHECK(project.get("f").original == "m:f");
  CHECK(parse_project("[project]\nname = \"x\"\n", "pyproject.toml").file.empty());
}

TEST_CASE("mistakes are named with their line and the nearest word") {
  const auto error_of = [](const char* text) -> std::string {
    try {
      parse_project(text, "portproof.toml");
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(error_of("[function.f]\noriginal = \"m:f\"\norignal = 1\n") ==
        "portproof.toml:3: unknown field orignal; did you mean original?");
  CHECK_THAT(error_of("[function.f]\noriginal = \"mf\"\n"), Catch::Contains("module:name"));
  CHECK_THAT(error_of("[function.f]\noriginal = 3\n"), Catch::Contains("must be a string"));
  CHECK_THAT(error_of("[function.f\n"), Catch::StartsWith("portproof.toml:"));
  CHECK_THAT(error_of("[function.f]\noriginal = \"m:f\"\ngate = \"a\"\nport = \"b\"\n"),
             Catch::Contains("keep one"));
  CHECK_THROWS_WITH(
      parse_project("[function.total]\noriginal = \"m:f\"\n", "portproof.toml").get("totl"),
      Catch::Contains("did you mean total?"));
}
