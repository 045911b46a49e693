"""The shared vectors: values and the wire text that docs/format.md promises, written by hand."""

import collections
import datetime
import decimal
import fractions
import json
import pathlib
import re
import struct
import sys
import uuid

import shapes

DAY = datetime.datetime(2024, 2, 29, 12, 0, 0, 1)
EAST = datetime.timezone(datetime.timedelta(hours=2))
WIRE = pathlib.Path(__file__).resolve().parents[1] / "specs" / "vectors.jsonl"


def nan(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def twice(value):
    return [value, value]


def shared_twins():
    inner = [1]
    return {"a": inner, "b": [inner], "c": inner}


def shared_empty():
    empty = ()
    return [empty, empty, frozenset(), frozenset()]


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def key_and_value():
    key = (1, 2)
    return {key: key, 0: key}


PLAIN = [
    ("none", lambda: None, "null"),
    ("true", lambda: True, "true"),
    ("false", lambda: False, "false"),
    ("zero", lambda: 0, "0"),
    ("negative int", lambda: -3, "-3"),
    ("int 64 max", lambda: 2**63 - 1, "9223372036854775807"),
    ("int 64 min", lambda: -(2**63), "-9223372036854775808"),
    ("int above 64", lambda: 2**63, '{"int":"0x8000000000000000"}'),
    ("int below 64", lambda: -(2**63) - 1, '{"int":"-0x8000000000000001"}'),
    ("int past 4300 digits", lambda: 16**4400, '{"int":"0x1' + "0" * 4400 + '"}'),
    ("float one", lambda: 1.0, "1.0"),
    ("float zero", lambda: 0.0, "0.0"),
    ("float negative zero", lambda: -0.0, "-0.0"),
    ("float tenth", lambda: 0.1, "0.1"),
    ("float large", lambda: 1e300, "1e+300"),
    ("float 1e16", lambda: 1e16, "1e+16"),
    ("float below 1e16", lambda: 1e15, "1000000000000000.0"),
    ("float small", lambda: 0.00001, "1e-05"),
    ("float 0.0001", lambda: 0.0001, "0.0001"),
    ("float subnormal", lambda: 5e-324, "5e-324"),
    ("float max", lambda: sys.float_info.max, "1.7976931348623157e+308"),
    ("float nan", lambda: float("nan"), '{"float":"nan"}'),
    ("float negative nan", lambda: nan(0xFFF8000000000001), '{"float":"nan:fff8000000000001"}'),
    ("float inf", lambda: float("inf"), '{"float":"inf"}'),
    ("float -inf", lambda: float("-inf"), '{"float":"-inf"}'),
    ("complex", lambda: complex(1, -0.5), '{"complex":[1.0,-0.5]}'),
    ("complex special", lambda: complex(float("inf"), float("nan")),
     '{"complex":[{"float":"inf"},{"float":"nan"}]}'),
    ("str empty", lambda: "", '""'),
    ("str", lambda: "aß∀😀", '"aß∀😀"'),
    ("str quotes", lambda: "\"\\/'", '"\\"\\\\/\'"'),
    ("str controls", lambda: "\n\r\t\b\f\0\x1f\x7f",
     '"\\n\\r\\t\\b\\f\\u0000\\u001f\x7f"'),
    ("str line separators", lambda: "\u2028\u0085", '"\u2028\u0085"'),
    ("str surrogate", lambda: "a\ud800", '{"str":"a\\\\ud800"}'),
    ("str surrogate and backslash", lambda: "\\\udfff\n",
     '{"str":"\\\\\\\\\\\\udfff\\n"}'),
    ("str surrogates in pair", lambda: "\ud83d\ude00", '{"str":"\\\\ud83d\\\\ude00"}'),
    ("bytes empty", lambda: b"", '{"bytes":""}'),
    ("bytes", lambda: b"\xfb\xff\0a", '{"bytes":"+/8AYQ=="}'),
    ("bytearray", lambda: bytearray(b"abc"), '{"bytearray":"YWJj"}'),
    ("ellipsis", lambda: ..., '{"constant":"Ellipsis"}'),
    ("not implemented", lambda: NotImplemented, '{"constant":"NotImplemented"}'),
]

CONTAINERS = [
    ("list empty", list, "[]"),
    ("list", lambda: [1, "a", None], '[1,"a",null]'),
    ("list nested", lambda: nested(3), "[[[[]]]]"),
    ("tuple empty", tuple, '{"tuple":[]}'),
    ("tuple", lambda: (1, (2,)), '{"tuple":[1,{"tuple":[2]}]}'),
    ("set empty", set, '{"set":[]}'),
    ("set sorted by text", lambda: {10, 9, "b", "a", None}, '{"set":["a","b",10,9,null]}'),
    ("frozenset empty", frozenset, '{"frozenset":[]}'),
    ("frozenset", lambda: frozenset({(2,), (1,)}),
     '{"frozenset":[{"tuple":[1]},{"tuple":[2]}]}'),
    ("dict empty", dict, "{}"),
    ("dict of two", lambda: {"b": 1, "a": 2}, '{"b":1,"a":2}'),
    ("dict of one", lambda: {"k": 1}, '{"dict":[["k",1]]}'),
    ("dict of other keys", lambda: {1: "a", (): "b"}, '{"dict":[[1,"a"],[{"tuple":[]},"b"]]}'),
    ("dict of surrogate key", lambda: {"a": 1, "\ud800": 2},
     '{"dict":[["a",1],[{"str":"\\\\ud800"},2]]}'),
    ("dict with escaped keys", lambda: {"\n": 1, '"': 2}, '{"\\n":1,"\\"":2}'),
    ("dict with tag keys", lambda: {"tuple": [], "ref": 0}, '{"tuple":[],"ref":0}'),
    ("dict with empty key", lambda: {"": 1, "a": 1}, '{"":1,"a":1}'),
    ("range", lambda: range(1, 10, 2), '{"range":[1,10,2]}'),
    ("range large", lambda: range(2**64), '{"range":[0,{"int":"0x10000000000000000"},1]}'),
    ("slice", lambda: slice(None, 3), '{"slice":[null,3,null]}'),
    ("slice of lists", lambda: slice([], "a", ()), '{"slice":[[],"a",{"tuple":[]}]}'),
]

SHARED = [
    ("ref list", lambda: twice([1]), '[[1],{"ref":1}]'),
    ("ref set", lambda: twice({1}), '[{"set":[1]},{"ref":1}]'),
    ("ref bytearray", lambda: twice(bytearray(b"a")), '[{"bytearray":"YQ=="},{"ref":1}]'),
    ("ref tuple", lambda: twice((1,)), '[{"tuple":[1]},{"ref":1}]'),
    ("ref frozenset", lambda: twice(frozenset({1})), '[{"frozenset":[1]},{"ref":1}]'),
    ("ref record", lambda: twice(shapes.Point(1, [])),
     '[{"record":["shapes:Point",{"x":1,"y":[]}]},{"ref":1}]'),
    ("ref numbers", shared_twins, '{"a":[1],"b":[{"ref":1}],"c":{"ref":1}}'),
    ("ref key", key_and_value, '{"dict":[[{"tuple":[1,2]},{"ref":1}],[0,{"ref":1}]]}'),
    ("no ref of empty", shared_empty,
     '[{"tuple":[]},{"tuple":[]},{"frozenset":[]},{"frozenset":[]}]'),
    ("no ref of bytes", lambda: twice(b"a"), '[{"bytes":"YQ=="},{"bytes":"YQ=="}]'),
    ("no ref of enum", lambda: twice(shapes.Colour.RED),
     '[{"enum":["shapes:Colour","RED",1]},{"enum":["shapes:Colour","RED",1]}]'),
    ("set numbers by writing", lambda: [{(2,), (1,)}, []],
     '[{"set":[{"tuple":[1]},{"tuple":[2]}]},[]]'),
    ("opaque has no number", lambda: [object(), *twice([])],
     '[{"opaque":"object"},[],{"ref":1}]'),
]

RECORDS = [
    ("dataclass", lambda: shapes.Point(1, "a"), '{"record":["shapes:Point",{"x":1,"y":"a"}]}'),
    ("dataclass out of order", lambda: shapes.Late(2, 1),
     '{"record":["shapes:Late",{"b":2,"a":1,"extra":true}]}'),
    ("dataclass of one", lambda: shapes.Point({"k": 0}, ()),
     '{"record":["shapes:Point",{"x":{"dict":[["k",0]]},"y":{"tuple":[]}}]}'),
    ("named tuple", lambda: shapes.Pair(1, [2]),
     '{"record":["shapes:Pair",{"left":1,"right":[2]}]}'),
    ("named tuple with fields", lambda: shapes.with_fields(shapes.Wide(1, 2), more=3),
     '{"record":["shapes:Wide",{"left":1,"right":2,"more":3}]}'),
    ("slots", lambda: shapes.Slots(1, 2), '{"record":["shapes:Slots",{"a":1,"b":2}]}'),
    ("slots inherited", lambda: shapes.MoreSlots(1, 2),
     '{"record":["shapes:MoreSlots",{"a":1,"b":2}]}'),
    ("plain object", lambda: shapes.Plain(z=1, a=shapes.Plain()),
     '{"record":["shapes:Plain",{"z":1,"a":{"record":["shapes:Plain",{}]}}]}'),
    ("plain object with escaped field", lambda: shapes.Plain(**{"ä\n": 1}),
     '{"record":["shapes:Plain",{"ä\\n":1}]}'),
    ("inner class", shapes.Plain.Inner, '{"record":["shapes:Plain.Inner",{}]}'),
    ("subclass of int", lambda: shapes.MyInt(2**64),
     '{"record":["shapes:MyInt",{},{"int":"0x10000000000000000"}]}'),
    ("subclass of float", lambda: shapes.MyFloat(-0.0), '{"record":["shapes:MyFloat",{},-0.0]}'),
    ("subclass of float, nan", lambda: shapes.MyFloat(nan(0xFFF8000000000001)),
     '{"record":["shapes:MyFloat",{},{"float":"nan:fff8000000000001"}]}'),
    ("subclass of complex", lambda: shapes.MyComplex(-0.0, -0.0),
     '{"record":["shapes:MyComplex",{},{"complex":[-0.0,-0.0]}]}'),
    ("subclass of str", lambda: shapes.MyStr("a"), '{"record":["shapes:MyStr",{},"a"]}'),
    ("subclass of bytes", lambda: shapes.MyBytes(b"a"),
     '{"record":["shapes:MyBytes",{},{"bytes":"YQ=="}]}'),
    ("subclass of bytearray", lambda: shapes.MyBytearray(b"a"),
     '{"record":["shapes:MyBytearray",{},{"bytearray":"YQ=="}]}'),
    ("subclass of list", lambda: shapes.MyList([1, [2]]),
     '{"record":["shapes:MyList",{},[1,[2]]]}'),
    ("subclass of list with fields", lambda: shapes.with_fields(shapes.MyList([1]), f=2),
     '{"record":["shapes:MyList",{"f":2},[1]]}'),
    ("subclass of tuple", lambda: shapes.MyTuple([1]),
     '{"record":["shapes:MyTuple",{},{"tuple":[1]}]}'),
    ("subclass of tuple, empty", shapes.MyTuple, '{"record":["shapes:MyTuple",{},{"tuple":[]}]}'),
    ("subclass of set", lambda: shapes.MySet([2, 1]),
     '{"record":["shapes:MySet",{},{"set":[1,2]}]}'),
    ("subclass of frozenset", lambda: shapes.MyFrozenset([1]),
     '{"record":["shapes:MyFrozenset",{},{"frozenset":[1]}]}'),
    ("subclass of dict", lambda: shapes.MyDict(a=1),
     '{"record":["shapes:MyDict",{},{"dict":[["a",1]]}]}'),
    ("the content has a number", lambda: [shapes.MyList(), *twice([])],
     '[{"record":["shapes:MyList",{},[]]},[],{"ref":3}]'),
    ("ordered dict", lambda: collections.OrderedDict([("b", 1), ("a", 2)]),
     '{"opaque":"collections:OrderedDict"}'),
    ("counter", lambda: collections.Counter("aab"),
     '{"record":["collections:Counter",{},{"a":2,"b":1}]}'),
    ("enum", lambda: shapes.Colour.BLUE,
     '{"enum":["shapes:Colour","BLUE",{"tuple":["b",2]}]}'),
    ("int enum", lambda: shapes.Level.LOW, '{"enum":["shapes:Level","LOW",3]}'),
    ("str enum", lambda: shapes.Word.YES, '{"enum":["shapes:Word","YES","y"]}'),
    ("flag", lambda: shapes.Mode.W, '{"enum":["shapes:Mode","W",2]}'),
    ("no flag", lambda: shapes.Mode(0), '{"enum":["shapes:Mode",null,0]}'),
    ("int flag", lambda: shapes.Both.A, '{"enum":["shapes:Both","A",4]}'),
    ("exception", lambda: shapes.Failure("a"), '{"opaque":"shapes:Failure"}'),
    ("class", lambda: shapes.Point, '{"opaque":"type"}'),
    ("function", lambda: shapes.with_fields, '{"opaque":"function"}'),
    ("builtin function", lambda: len, '{"opaque":"builtin_function_or_method"}'),
    ("module", lambda: json, '{"opaque":"module"}'),
    ("object", object, '{"opaque":"object"}'),
    ("pattern", lambda: re.compile("a"), '{"opaque":"re:Pattern"}'),
    ("subclass of deque", lambda: shapes.MyDeque([1]), '{"opaque":"shapes:MyDeque"}'),
    ("subclass of datetime", lambda: shapes.MyDate(2024, 2, 29), '{"opaque":"shapes:MyDate"}'),
    ("deque", lambda: collections.deque([1]), '{"opaque":"collections:deque"}'),
]

EXTENSIONS = [
    ("datetime", lambda: DAY, '{"datetime":"2024-02-29T12:00:00.000001"}'),
    ("datetime with offset", lambda: DAY.replace(tzinfo=EAST),
     '{"datetime":"2024-02-29T12:00:00.000001+02:00"}'),
    ("datetime utc", lambda: datetime.datetime(1, 1, 1, tzinfo=datetime.timezone.utc),
     '{"datetime":"0001-01-01T00:00:00+00:00"}'),
    ("datetime fold", lambda: DAY.replace(fold=1),
     '{"datetime":["2024-02-29T12:00:00.000001",1]}'),
    ("datetime with another zone", lambda: DAY.replace(tzinfo=shapes.Zone()),
     '{"opaque":"datetime:datetime"}'),
    ("date", lambda: DAY.date(), '{"date":"2024-02-29"}'),
    ("time", lambda: datetime.time(12), '{"time":"12:00:00"}'),
    ("time fold with offset", lambda: datetime.time(12, fold=1, tzinfo=EAST),
     '{"time":["12:00:00+02:00",1]}'),
    ("timedelta", lambda: datetime.timedelta(microseconds=-1), '{"timedelta":[-1,86399,999999]}'),
    ("decimal", lambda: decimal.Decimal("1.10"), '{"decimal":"1.10"}'),
    ("decimal exponent", lambda: decimal.Decimal("-1E+30"), '{"decimal":"-1E+30"}'),
    ("decimal nan", lambda: decimal.Decimal("-sNaN12"), '{"decimal":"-sNaN12"}'),
    ("fraction", lambda: fractions.Fraction(-1, 3), '{"fraction":[-1,3]}'),
    ("fraction large", lambda: fractions.Fraction(2**64),
     '{"fraction":[{"int":"0x10000000000000000"},1]}'),
    ("uuid", lambda: uuid.UUID(int=0x12345678123456781234567812345678),
     '{"uuid":"12345678-1234-5678-1234-567812345678"}'),
    ("path", lambda: pathlib.PurePosixPath("a", "b"), '{"path":["PurePosixPath","a/b"]}'),
    ("path of windows", lambda: pathlib.PureWindowsPath("c:/a"),
     '{"path":["PureWindowsPath","c:\\\\a"]}'),
    ("path with surrogate", lambda: pathlib.PurePosixPath("\udc80"),
     '{"path":["PurePosixPath",{"str":"\\\\udc80"}]}'),
    ("path empty", pathlib.PurePosixPath, '{"path":["PurePosixPath","."]}'),
]

VECTORS = PLAIN + CONTAINERS + SHARED + RECORDS + EXTENSIONS


def lines():
    """The text of vectors.jsonl."""
    return "".join(
        json.dumps({"name": name, "wire": wire}, ensure_ascii=False) + "\n"
        for name, _, wire in VECTORS
    )


if __name__ == "__main__":
    WIRE.write_text(lines(), encoding="utf-8")
