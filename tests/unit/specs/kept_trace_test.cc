// Tests that a kept trace is the same trace, whatever becomes of where it was read.
#include "specs/kept_trace.h"

#include <catch2/catch.hpp>
#include <string>

#include "specs/codec.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

TEST_CASE("a line is read, kept, and written the same") {
  const std::string call = R"({"id":"0123456789abcdef","args":[[2,1],"a"],"kwargs":{"k":null},)";
  const std::string outcomes[] = {
      R"("returned":[3]})", R"("after":{"args":[[1,2],"a"],"kwargs":{"k":null}},"returned":null})",
      R"("raised":{"type":"ValueError","message":"no","deliberate":true}})"};
  for (const std::string& outcome : outcomes) {
    const std::string line = call + outcome;
    const auto trace = read_trace(line);
    REQUIRE(trace);
    CHECK(trace->id == "0123456789abcdef");
    std::string content;
    write_content(content, trace->call, trace->outcome);
    CHECK(line.find(content) != std::string::npos);
  }
}

TEST_CASE("one object in two arguments stays one") {
  const auto trace =
      read_trace(R"({"id":"0123456789abcdef","args":[[1],{"ref":0}],"kwargs":{},"returned":null})");
  REQUIRE(trace);
  CHECK(trace->call.args[0].id() == trace->call.args[1].id());
}

TEST_CASE("a note is no trace, and what is no line is an error") {
  CHECK_FALSE(read_trace(R"({"unrecorded":{"a generator":2}})"));
  CHECK_THROWS_AS(read_trace("{"), CodecError);
}
