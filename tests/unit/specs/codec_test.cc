// Tests the codec: every form of the wire reads and writes to the same bytes, and nothing else
// does.
#include "specs/codec.h"
#include "specs/content_id.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <nlohmann/json.hpp>

using namespace portproof;

namespace {

std::string round_trip(const std::string& json) {
  JsonReader reader;
  return to_json(reader.read_value(json));
}

std::string error_of(const std::string& json) {
  JsonReader reader;
  try {
    reader.read_value(json);
  } catch (const CodecError& error) {
    return error.what();
  }
  return {};
}

std::string padded(std::string line) { return line.append(JsonReader::kPadding, '\0'); }

/// Reads a line that stands in a buffer with padding.
struct Line {
  explicit Line(const std::string& content)
      : buffer(padded(content)), text(buffer.data(), content.size()) {}
  std::string buffer;
  std::string_view text;
};

std::string line_error(const std::string& content) {
  JsonReader reader;
  Trace trace;
  TraceHeader header;
  const Line line(content);
  try {
    reader.read_line(line.text, trace, header);
  } catch (const CodecError& error) {
    return error.what();
  }
  return {};
}

std::string with_id(const std::string& content) {
  return "{\"id\":\"" + std::string(content_id(content).text()) + "\"," + content + "}";
}

}  // namespace

TEST_CASE("every wire form reads and writes to the same bytes") {
  const char* const forms[] = {"null",
                               "true",
                               "false",
                               "0",
                               "-9223372036854775808",
                               "9223372036854775807",
                               R"({"int":"0x8000000000000000"})",
                               R"({"int":"-0x8000000000000001"})",
                               "0.0",
                               "-0.0",
                               "1.0",
                               "0.1",
                               "1e+16",
                               "1e-05",
                               "0.0001",
                               "1.7976931348623157e+308",
                               "5e-324",
                               "123456789012345.6",
                               "1000000000000000.0",
                               R"({"float":"nan"})",
                               R"({"float":"inf"})",
                               R"({"float":"-inf"})",
                               R"({"float":"nan:fff8000000000001"})",
                               R"({"complex":[1.0,-0.0]})",
                               R"({"complex":[{"float":"nan"},{"float":"-inf"}]})",
                               R"("")",
                               R"("a\"\\\n\r\t\b\f\u0000\u001f")",
                               "\"\u00e9\u20ac\U0001f600\x7f\"",
                               R"({"str":"a\\ud800\\\\\\udfff"})",
                               R"({"bytes":""})",
                               R"({"bytes":"AA=="})",
                               R"({"bytearray":"AAECAw=="})",
                               "[]",
                               "[1,[2,[]]]",
                               R"({"tuple":[]})",
                               R"({"tuple":[1,"a"]})",
                               R"({"set":[]})",
                               R"({"set":[1,2]})",
                               R"({"frozenset":["a"]})",
                               "{}",
                               R"({"a":1,"b":{"tuple":[1,null]}})",
                               R"({"dict":[["k",1]]})",
                               R"({"dict":[[1,2],[{"tuple":[1]},{}],[null,[]]]})",
                               R"({"dict":[[{"str":"\\ud800"},1]]})",
                               R"({"record":["m:T",{}]})",
                               R"({"record":["m:T",{"x":1}]})",
                               R"({"record":["m:T",{"x":1,"y":[2]},[1,2]]})",
                               R"({"record":["m:T",{},{"a":1,"b":2}]})",
                               R"({"enum":["m:C","RED",1]})",
                               R"({"enum":["m:F",null,3]})",
                               R"({"datetime":"2024-02-29T12:00:00"})",
                               R"({"datetime":["2024-02-29T12:00:00",1]})",
                               R"({"date":"2024-02-29"})",
                               R"({"time":"12:00:00"})",
                               R"({"timedelta":[-1,2,3]})",
                               R"({"decimal":"1.10"})",
                               R"({"fraction":[1,3]})",
                               R"({"uuid":"12345678-1234-5678-1234-567812345678"})",
                               R"({"path":["PosixPath","a/b"]})",
                               R"({"range":[0,10,1]})",
                               R"({"slice":[null,1,null]})",
                               R"({"constant":"Ellipsis"})",
                               R"({"opaque":"m:Thing"})"};
  for (const char* form : forms) {
    INFO(form);
    CHECK(round_trip(form) == form);
  }
}

TEST_CASE("what is no wire form is refused with its reason") {
  CHECK(error_of("18446744073709551615").find("beyond 64 bits") != std::string::npos);
  CHECK(error_of(R"({"int":"0x1"})").find("does not fit 64 bits") != std::string::npos);
  CHECK(error_of(R"({"int":"12"})").find("hexadecimal") != std::string::npos);
  CHECK(error_of(R"({"int":"0x0123456789abcdef0"})").find("hexadecimal") != std::string::npos);
  CHECK(error_of(R"({"float":"1.0"})").find("nan, inf") != std::string::npos);
  CHECK(error_of(R"({"bytes":"A"})").find("base64") != std::string::npos);
  CHECK(error_of(R"({"bytes":"AB=="})").find("base64") != std::string::npos);
  CHECK(error_of(R"({"str":"\\u0041"})").find("escapes") != std::string::npos);
  CHECK(error_of(R"({"foo":1})").find("unknown tag") != std::string::npos);
  CHECK(error_of(R"({"dict":[[1]]})").find("pairs") != std::string::npos);
  CHECK(error_of(R"({"record":["m:T"]})").find("record") != std::string::npos);
  CHECK(error_of(R"({"ref":0})").find("nothing before it") != std::string::npos);
  CHECK(error_of(R"([{"ref":0}])").find("cycle") != std::string::npos);
  CHECK(error_of("[1] 2").find("not valid JSON") != std::string::npos);
  CHECK(error_of("").find("not valid JSON") != std::string::npos);
  CHECK(error_of("\"\\ud800\"").find("not valid JSON") != std::string::npos);
}

TEST_CASE("an object that occurs twice is one node, and is written as a reference") {
  const std::string json =
      R"([[1],{"ref":1},{"tuple":[]},{"tuple":[]},{"bytearray":""},{"ref":2}])";
  JsonReader reader;
  const Value value = reader.read_value(json);
  const ValueView list = value;
  CHECK(list[0].id() == list[1].id());
  CHECK(list[2].id() != list[3].id());
  CHECK(list[4].id() == list[5].id());
  CHECK(to_json(value) == json);
}

TEST_CASE("nesting a million deep is read, copied and written") {
  const std::string json = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  CHECK(round_trip(json) == json);
}

TEST_CASE("a set is read in the order of its JSON text") {
  CHECK(round_trip(R"({"set":[2,1,10]})") == R"({"set":[1,10,2]})");
}

TEST_CASE("a trace line is read whole, and written again to the same bytes") {
  const std::string contents[] = {
      R"("args":[[1],{"ref":0}],"kwargs":{"k":1},"returned":{"ref":0})",
      R"("args":[[2,1]],"kwargs":{},"after":{"args":[[1,2]],"kwargs":{}},"returned":{"ref":1})",
      R"("args":[],"kwargs":{},"raised":{"type":"m:E","message":"no","deliberate":true})",
      R"("args":[1],"kwargs":{},"raised":{"type":"E","message":null,"deliberate":false})"};
  for (const std::string& content : contents) {
    INFO(content);
    JsonReader reader;
    Trace trace;
    TraceHeader header;
    const Line line(with_id(content));
    REQUIRE(reader.read_line(line.text, trace, header));
    CHECK(trace_line(trace.call, trace.outcome) == line.text);
  }
}

TEST_CASE("a damaged or edited line is refused with what is wrong") {
  const std::string content = R"("args":[1],"kwargs":{},"returned":2)";
  std::string edited = with_id(content);
  edited[edited.find("[1]") + 1] = '3';
  CHECK(line_error(edited).find("edited by hand") != std::string::npos);
  CHECK(line_error(with_id(content).substr(0, 30)).find("not valid JSON") != std::string::npos);
  CHECK(line_error(with_id(R"("kwargs":{},"args":[],"returned":1)")).find("expected \"args\"") !=
        std::string::npos);
  CHECK(line_error(with_id(R"("args":[],"kwargs":{})")).find("missing") != std::string::npos);
  CHECK(line_error(with_id(R"("args":[],"kwargs":{},"returned":1,"more":2)")).find("unexpected") !=
        std::string::npos);
  CHECK(line_error(with_id(R"("args":[],"kwargs":{},"after":{"args":[]},"returned":1)"))
            .find("needs args and kwargs") != std::string::npos);
  CHECK(line_error(R"({"strange":1})").find("unknown note") != std::string::npos);
  CHECK(line_error(R"({"portproof":{"format":1}})").find("second header") != std::string::npos);
}

TEST_CASE("a reference does not reach from after the call to before it") {
  CHECK(line_error(with_id(R"("args":[[1]],"kwargs":{},"after":{"args":[[]],"kwargs":{}},)"
                           R"("returned":{"ref":0})"))
            .find("nothing before it") != std::string::npos);
}

TEST_CASE("notes are added up in the header") {
  JsonReader reader;
  Trace trace;
  TraceHeader header;
  for (const char* note :
       {R"({"again":["0123456789abcdef",2]})", R"({"again":["0123456789abcdef",3]})",
        R"({"lines":{"all":[1,2,3],"reached":[2]}})",
        R"({"lines":{"all":[1,2,3],"reached":[3,2]}})",
        R"({"unrecorded":{"a generator as argument":2}})"}) {
    const Line line(note);
    CHECK_FALSE(reader.read_line(line.text, trace, header));
  }
  CHECK(header.again["0123456789abcdef"] == 5);
  CHECK(header.lines_reached == std::vector<int>{2, 3});
  CHECK(header.unrecorded["a generator as argument"] == 2);
}

TEST_CASE("a header is written and read again") {
  TraceHeader header;
  header.function = "shop.pricing:quote";
  header.block = {"_fast", "a \"b\"\n"};
  header.module_file = "shop/pricing.py";
  header.has_signature = true;
  header.generator = true;
  JsonReader reader;
  SignatureParameter parameter;
  parameter.name = "n";
  parameter.passing = Passing::keyword_only;
  parameter.has_default = true;
  parameter.default_value = reader.read_value("[1]");
  parameter.annotation = "list[int]";
  header.signature.push_back(parameter);
  header.freeze = {"2026-01-02T03:04:05Z", 0};
  const std::string line = header_line(header);
  CHECK(header_line(reader.read_header(line)) == line);
  CHECK(reader.read_header(line).freeze == header.freeze);
  for (const char* freeze : {"1", R"({"time":1})", R"({"time":"now"})", R"({"random":-1})",
                             R"({"random":4294967296})", R"({"random":"0"})"}) {
    INFO(freeze);
    CHECK_THROWS_WITH(reader.read_header(R"({"portproof":{"format":1,"function":"m:f","freeze":)" +
                                         std::string(freeze) + "}}"),
                      Catch::Contains("\"freeze\""));
  }
  CHECK(reader.read_header(line).generator);
  CHECK_THROWS_WITH(reader.read_header(R"({"portproof":{"format":2,"function":"m:f"}})"),
                    Catch::Contains("format 2"));
  CHECK_THROWS_WITH(reader.read_header("hello"), Catch::Contains("not a recording"));
}

TEST_CASE("the shared vectors read and write to the same bytes") {
  std::ifstream file(TEST_DATA "/unit/specs/vectors.jsonl");
  REQUIRE(file);
  std::string line;
  std::size_t count = 0;
  while (std::getline(file, line)) {
    const std::string wire = nlohmann::json::parse(line).at("wire");
    INFO(line);
    CHECK(round_trip(wire) == wire);
    ++count;
  }
  CHECK(count >= 60);
}
