// Tests that values and calls are printed as Python expressions.
#include <catch2/catch.hpp>
#include <limits>

#include "specs/codec.h"
#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

std::string py(std::string_view json) { return to_python(v(json)); }

}  // namespace

TEST_CASE("leaves print as Python's repr does") {
  CHECK(py("null") == "None");
  CHECK(py("true") == "True");
  CHECK(py("-3") == "-3");
  CHECK(py("1.0") == "1.0");
  CHECK(py("-0.0") == "-0.0");
  CHECK(py("1e+300") == "1e+300");
  CHECK(py("0.00001") == "1e-05");
  CHECK(py(R"({"float":"nan"})") == "float('nan')");
  CHECK(py(R"({"float":"-inf"})") == "float('-inf')");
  CHECK(py(R"({"complex":[1.0,-0.0]})") == "complex(1.0, -0.0)");
  CHECK(py(R"({"opaque":"m:Thing"})") == "<m:Thing>");
}

TEST_CASE("large ints print in decimal while they are readable") {
  CHECK(py(R"({"int":"0x8000000000000000"})") == "9223372036854775808");
  CHECK(py(R"({"int":"-0x10000000000000000"})") == "-18446744073709551616");
  const std::string huge = "0x1" + std::string(100, '0');
  CHECK(py("{\"int\":\"" + huge + "\"}") == huge);
}

TEST_CASE("texts choose quotes and escape as Python's repr does") {
  CHECK(to_python(str("it's")) == "\"it's\"");
  CHECK(to_python(str("it's \"x\"")) == "'it\\'s \"x\"'");
  CHECK(to_python(str("a\\b\n\r\t")) == "'a\\\\b\\n\\r\\t'");
  CHECK(to_python(str(std::string_view("\0\x1b\x7f", 3))) == "'\\x00\\x1b\\x7f'");
  CHECK(to_python(str("ä€😀")) == "'ä€😀'");
  CHECK(to_python(str("\xed\xa0\x80")) == "'\\ud800'");
  CHECK(to_python(str("\xc2\xa0")) == "'\\xa0'");
  CHECK(to_python(str("a\xe2\x80\xae"
                      "b")) == "'a\\u202eb'");  // right-to-left override
  CHECK(to_python(str("\xf3\xa0\x80\x81")) == "'\\U000e0001'");
  CHECK(to_python(str("\xff")) == "'\\xff'");  // not UTF-8: still something to paste
  CHECK(py(R"({"bytes":"AGEnIv8="})") == "b'\\x00a\\'\"\\xff'");
  CHECK(py(R"({"bytearray":"YQ=="})") == "bytearray(b'a')");
}

TEST_CASE("containers print as expressions") {
  CHECK(py("[]") == "[]");
  CHECK(py(R"([1,[2],"a"])") == "[1, [2], 'a']");
  CHECK(py(R"({"tuple":[]})") == "()");
  CHECK(py(R"({"tuple":[1]})") == "(1,)");
  CHECK(py(R"({"tuple":[1,2]})") == "(1, 2)");
  CHECK(py(R"({"set":[]})") == "set()");
  CHECK(py(R"({"set":[1,2]})") == "{1, 2}");
  CHECK(py(R"({"frozenset":[]})") == "frozenset()");
  CHECK(py(R"({"frozenset":[1]})") == "frozenset({1})");
  CHECK(py("{}") == "{}");
  CHECK(py(R"({"a":1,"b":{"dict":[[{"tuple":[1]},[]]]}})") == "{'a': 1, 'b': {(1,): []}}");
}

TEST_CASE("records and enums print by their own names") {
  CHECK(py(R"({"record":["m:Outer.Point",{"x":1,"y":[2]}]})") == "Outer.Point(x=1, y=[2])");
  CHECK(py(R"({"record":["m:Empty",{}]})") == "Empty()");
  CHECK(py(R"({"record":["m:MyList",{},[1,2]]})") == "MyList([1, 2])");
  CHECK(py(R"({"record":["m:MyList",{"tag":"t"},[1]]})") == "MyList([1], tag='t')");
  CHECK(py(R"({"record":["m:Odd",{"a b":1,"c":2,"2d":3}]})") ==
        "Odd(**{'a b': 1}, c=2, **{'2d': 3})");
  CHECK(py(R"({"enum":["m:Color","RED",1]})") == "Color.RED");
  CHECK(py(R"({"enum":["m:Flag",null,3]})") == "Flag(3)");
}

TEST_CASE("extensions print as constructors") {
  CHECK(py(R"({"datetime":"2024-02-29T12:00:00"})") ==
        "datetime.datetime.fromisoformat('2024-02-29T12:00:00')");
  CHECK(py(R"({"time":["02:30:00",1]})") ==
        "datetime.time.fromisoformat('02:30:00').replace(fold=1)");
  CHECK(py(R"({"date":"2024-02-29"})") == "datetime.date.fromisoformat('2024-02-29')");
  CHECK(py(R"({"timedelta":[1,2,3]})") == "datetime.timedelta(1, 2, 3)");
  CHECK(py(R"({"decimal":"1.10"})") == "decimal.Decimal('1.10')");
  CHECK(py(R"({"fraction":[1,2]})") == "fractions.Fraction(1, 2)");
  CHECK(py(R"({"uuid":"12345678-1234-5678-1234-567812345678"})") ==
        "uuid.UUID('12345678-1234-5678-1234-567812345678')");
  CHECK(py(R"({"path":["PosixPath","a/b"]})") == "pathlib.PosixPath('a/b')");
  CHECK(py(R"({"range":[1,5,1]})") == "range(1, 5, 1)");
  CHECK(py(R"({"slice":[null,5,null]})") == "slice(None, 5, None)");
  CHECK(py(R"({"constant":"Ellipsis"})") == "...");
}

TEST_CASE("names are escaped as texts are") {
  CHECK(py(R"({"opaque":"m:\u202eT\u001b\n"})") == "<m:\\u202eT\\x1b\\x0a>");
  CHECK(py(R"({"record":["m:\u202eT",{"a\u200b":1,"ä":2}]})") ==
        "\\u202eT(**{'a\\u200b': 1}, ä=2)");
  CHECK(py(R"({"enum":["m:E\u0007","\u202eX",1]})") == "E\\x07.\\u202eX");
  CHECK(to_python("m:f\x1b[0m\xff", made_call("[]")) == "f\\x1b[0m\\xff()");
}

TEST_CASE("names of constants and of classes of paths are escaped too") {
  CHECK(py(R"({"constant":"\b\u007fpsis"})") == R"(\x08\x7fpsis)");
  CHECK(py(R"({"path":["Pur\byt\n",".."]})") == R"(pathlib.Pur\x08yt\x0a('..'))");
  CHECK(py(R"({"constant":"Ellipsis"})") == "...");
}

TEST_CASE("a limit cuts at a character") {
  CHECK(to_python(str("abcdef"), 8) == "'abcdef'");
  CHECK(to_python(str("abcdefg"), 8) == "'abcd…");
  CHECK(to_python(str("ääää"), 8) == "'ää…");
  CHECK(to_python(v("[1,2,3,4]"), 7) == "[1, …");
}

TEST_CASE("calls print with the name after the module") {
  const MadeCall call = made_call(R"(["//a",1])", R"([["strict",true],["a-b",null]])");
  CHECK(to_python("posixpath:normpath", call) ==
        "normpath('//a', 1, strict=True, **{'a-b': None})");
  CHECK(to_python("m:Class.method", made_call("[]")) == "Class.method()");
  CHECK(to_python("m:f", made_call(R"(["abcdefgh"])"), 8) == "f('ab…");
}

TEST_CASE("depth and sharing do not overflow") {
  Arena arena;
  NodeId deep = arena.none();
  for (int i = 0; i < 1'000'000; ++i) deep = arena.container(Kind::list, {&deep, 1});
  CHECK(to_python(arena.view(deep)).size() == 2'000'004);
  CHECK(to_python(arena.view(deep), 10) == "[[[[[[[…");
  NodeId shared = arena.integer(1);
  for (int i = 0; i < 200; ++i) {
    const NodeId twice[] = {shared, shared};
    shared = arena.container(Kind::tuple, twice);
  }
  CHECK(to_python(arena.view(shared), 100).size() <= 100);
}
