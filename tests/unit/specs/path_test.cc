// Tests the splitting, matching and generalizing of paths.
#include <catch2/catch.hpp>

#include "specs/path.h"

using namespace portproof;
using Steps = std::vector<std::string>;

TEST_CASE("paths split at their steps") {
  CHECK(split_path("").empty());
  CHECK(split_path("[3].name") == Steps{"[3]", ".name"});
  CHECK(split_path("args[0]['k'].x{(1, 2)}") == Steps{"args", "[0]", "['k']", ".x", "{(1, 2)}"});
  CHECK(split_path("['a]b'][(1, [2])]") == Steps{"['a]b']", "[(1, [2])]"});
  CHECK(split_path(R"(['it\'s]'])") == Steps{R"(['it\'s]'])"});
  CHECK(split_path("[\"key\"]") == Steps{"['key']"});
}

TEST_CASE("malformed paths are recognized") {
  for (const char* good : {"", "[*]", "[*].score", "args[0]", "{1}", ".*"}) {
    INFO(good);
    CHECK(is_path(good));
  }
  for (const char* bad : {"[", "[]", "[1", "['a]", ".", "[0]x", "[0]..x"}) {
    INFO(bad);
    CHECK_FALSE(is_path(bad));
  }
}

TEST_CASE("patterns match whole paths") {
  CHECK(path_matches("", ""));
  CHECK(path_matches("[*].score", "[12].score"));
  CHECK(path_matches("[*]", "['key']"));
  CHECK(path_matches("[*]", "{1}"));
  CHECK(path_matches(".*[0]", ".field[0]"));
  CHECK(path_matches("[\"key\"]", "['key']"));
  CHECK_FALSE(path_matches("[*]", "[1][2]"));
  CHECK_FALSE(path_matches("[*]", ".field"));
  CHECK_FALSE(path_matches("[1]", "[12]"));
  CHECK_FALSE(path_matches("{*}", "[1]"));
}

TEST_CASE("paths generalize to classes") {
  CHECK(generalize_path("") == "");
  CHECK(generalize_path("[3].name") == "[*].name");
  CHECK(generalize_path("['key'][0]") == "[*][*]");
  CHECK(generalize_path("{1}") == "{*}");
  CHECK(generalize_path("args[0][2]") == "args[0][*]");
  CHECK(generalize_path("kwargs['k'][2]") == "kwargs['k'][*]");
  CHECK(generalize_path("[1][1][1][1]") == generalize_path("[2][1][1][1][1][1]"));
}
