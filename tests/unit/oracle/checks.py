"""What an encoder must do, pure or native: each check takes the module."""

import collections
import enum
import io
import random
import sys
import time
import zlib

import hostile
import pytest
import shapes


def refuses(codec, value, reason, text):
    with pytest.raises(codec.Unsupported) as caught:
        codec.encode_value(value)
    assert caught.value.reason == reason
    assert str(caught.value) == text


def deep_nesting(codec):
    value = []
    for _ in range(1_000_000):
        value = [value]
    started = time.monotonic()
    assert codec.encode_value(value) == "[" * 1_000_001 + "]" * 1_000_001
    for _ in range(900_000):
        (value,) = value
    before, state = codec.encode_arguments((value,), {})
    text = codec.encode_content(before, state, (value,), {}, value)
    assert text.endswith('"returned":{"ref":0}')
    for wrap in (lambda v: (v,), lambda v: {"k": v}, lambda v: shapes.Point(v)):
        value = None
        for _ in range(50_000):
            value = wrap(value)
        codec.encode_value(value)
        unwind(value)
    assert time.monotonic() - started < 60


def unwind(value):
    """Frees a deep chain of records without recursion."""
    while type(value) is shapes.Point:
        outer, value = value, value.x
        outer.x = None


def deep_refusal(codec):
    """A culprit at great depth is named in little time."""
    value = iter([])
    for _ in range(200_000):
        value = [value]
    with pytest.raises(codec.Unsupported) as caught:
        codec.encode_value(value)
    assert caught.value.reason == "an iterator"
    assert len(str(caught.value)) < 400


def nested_frozensets(codec):
    """Sets inside sets: each is written for the sorting of the one around it."""
    value = frozenset()
    for i in range(400):
        value = frozenset([value, i])
    started = time.monotonic()
    codec.encode_value(value)
    assert time.monotonic() - started < 5


def cycles(codec):
    value = [1]
    value.append(value)
    refuses(codec, value, "a cycle", "value[1] contains itself: a cycle")
    value = {"a": 1, "b": 2}
    value["b"] = [value]
    refuses(codec, value, "a cycle", "value[value 1][0] contains itself: a cycle")
    value = shapes.Plain()
    value.me = (value,)
    refuses(codec, value, "a cycle", "value.me[0] contains itself: a cycle")
    value = enum.Enum("Loop", "MEMBER").MEMBER
    value._value_ = value
    refuses(codec, value, "a cycle", "value.value contains itself: a cycle")
    value = slice([])
    value.stop.append(value)
    refuses(codec, value, "a cycle", "value[1][0] contains itself: a cycle")


def refusals(codec):
    class Custom:
        def __iter__(self):
            return self

        def __next__(self):
            raise AssertionError("advanced")

    async def coroutine():
        pass

    left = coroutine()
    generator = (i for i in range(3))
    items = iter([1, 2])
    for value, reason in (
        (generator, "a generator"), (left, "a coroutine"), (items, "an iterator"),
        (Custom(), "an iterator"), (io.StringIO("a"), "an open file"),
        (sys.stderr.buffer if hasattr(sys.stderr, "buffer") else io.BytesIO(), "an open file"),
        (map(int, "12"), "an iterator"), (zip("ab"), "an iterator"), (enumerate(""), "an iterator"),
        (reversed([1]), "an iterator"), (filter(None, ()), "an iterator"),
        (iter({}.values()), "an iterator"), (iter({1}), "an iterator"),
        (iter(collections.deque()), "an iterator"),
    ):
        refuses(codec, [0, value], reason, f"value[1] is {reason}")
    left.close()
    assert (list(generator), list(items)) == ([0, 1, 2], [1, 2])
    refuses(codec, shapes.Plain(a=1, f=[iter("")]), "an iterator", "value.f[0] is an iterator")
    refuses(codec, {1: iter("")}, "an iterator", "value[value 0] is an iterator")


def places(codec):
    """Each kind of step, from a value to the part of it that is refused."""
    culprit = iter("")
    for value, text in (
        ([1, [2, culprit], 3], "[1][1]"),
        ((1, {"a": [], "b": culprit}), "[1][value 1]"),
        ({culprit: 1}, "[key 0]"),
        ({1: 2, (0, culprit): 1}, "[key 1][1]"),
        ({culprit}, "[0]"),
        ({0, (culprit, 1)}, "[0]"),
        ([0, shapes.Point([], [culprit])], "[1].y[0]"),
        (shapes.Pair(1, culprit), ".right"),
        (shapes.MyList([1, culprit]), "[1]"),
        (shapes.MyDict(a=culprit), "[value 0]"),
        (slice(1, culprit), "[1]"),
    ):
        refuses(codec, value, "an iterator", f"value{text} is an iterator")


def opaque(codec):
    """Classes of C, and those that extend them: what they hold cannot be seen."""
    class Dice(random.Random):
        pass

    assert codec.encode_value(random.Random(1)) == '{"opaque":"random:Random"}'
    assert codec.encode_value(Dice()) == '{"opaque":"checks:opaque.<locals>.Dice"}'
    assert codec.encode_value(zlib.compressobj()) == '{"opaque":"zlib:Compress"}'


def foreign_dict(codec):
    """An instance whose __dict__ is of a subclass of dict."""
    class Owned(dict):
        items = keys = __getitem__ = __iter__ = hostile.trap("dict method")

    value = shapes.Plain()
    value.__dict__ = Owned(a=1, b=2)
    del hostile.RAN[:]
    assert codec.encode_value(value) == '{"record":["shapes:Plain",{"a":1,"b":2}]}'
    assert not hostile.RAN


def hostile_values(codec):
    for base, args, wire in hostile.CASES:
        value = hostile.make(base, *args)
        del hostile.RAN[:]
        assert codec.encode_value(value) == wire, base
        before, state = codec.encode_arguments(([value],), {})
        codec.encode_content(before, state, ([value],), {}, value)
        assert not hostile.RAN, base
    assert codec.encode_value(hostile.Colour.RED) == '{"enum":["hostile:Colour","RED",1]}'
    codec.encode_value(type(hostile.make(int, 1)))
    assert not hostile.RAN


def hostile_keys(codec):
    keys = [hostile.Armed(), hostile.Armed()]
    values = [set(keys), frozenset(keys), dict.fromkeys(keys), shapes.MySet(keys),
              shapes.MyFrozenset(keys), shapes.MyDict(dict.fromkeys(keys))]
    hostile.Armed.armed = True
    del hostile.RAN[:]
    try:
        for value in values:
            codec.encode_value(value)
            assert not hostile.RAN, type(value)
    finally:
        hostile.Armed.armed = False


def states(codec):
    """Arguments, what became of them, and an outcome that may be one of them."""
    def content(args, kwargs, change=None, result=None, raised=None):
        before, state = codec.encode_arguments(args, kwargs)
        if change:
            change(*args)
        if raised:
            return codec.encode_content(before, state, args, kwargs, raised=raised)
        return codec.encode_content(before, state, args, kwargs, result(*args))

    a = [1]
    assert content((a, a), {"k": a}, result=lambda x, y: x) == (
        '"args":[[1],{"ref":0}],"kwargs":{"k":{"ref":0}},"returned":{"ref":0}')
    assert content(([1], [2]), {}, lambda x, y: x.append(3), lambda x, y: [y, x]) == (
        '"args":[[1],[2]],"kwargs":{},"after":{"args":[[1,3],[2]],"kwargs":{}},'
        '"returned":[{"ref":3},{"ref":2}]')
    assert content((), {"b": (), "a": 1}, result=lambda: None) == (
        '"args":[],"kwargs":{"b":{"tuple":[]},"a":1},"returned":null')
    inner = [[]]
    assert content((inner,), {}, lambda x: x.clear(), lambda x: x) == (
        '"args":[[[]]],"kwargs":{},"after":{"args":[[]],"kwargs":{}},"returned":{"ref":2}')
    assert content(([],), {}, lambda x: x.append(1), raised=("ValueError", "a\ud800", True)) == (
        '"args":[[]],"kwargs":{},"after":{"args":[[1]],"kwargs":{}},"raised":{"type":"ValueError",'
        '"message":{"str":"a\\\\ud800"},"deliberate":true}')
    assert content((1,), {"é": 2}, raised=("m:E", None, False)) == (
        '"args":[1],"kwargs":{"é":2},"raised":{"type":"m:E","message":null,"deliberate":false}')
    for args, kwargs, text in (
        (([], (iter(""),)), {}, "args[1][0] is an iterator"),
        ((), {"k": [iter("")]}, "kwargs['k'][0] is an iterator"),
    ):
        with pytest.raises(codec.Unsupported) as caught:
            codec.encode_arguments(args, kwargs)
        assert caught.value.reason == "an iterator"
        assert str(caught.value) == text
    before, state = codec.encode_arguments((), {})
    with pytest.raises(codec.Unsupported) as caught:
        codec.encode_content(before, state, (), {}, [iter("")])
    assert str(caught.value) == "the result[0] is an iterator"
    with pytest.raises(codec.Unsupported) as caught:
        codec.encode_arguments((), {"\ud800": 1})
    assert caught.value.reason == "a keyword with lone surrogates in its name"
    with pytest.raises(codec.Unsupported) as caught:
        codec.encode_arguments((shapes.Plain(**{"\ud800": 1}),), {})
    assert caught.value.reason == "a field with lone surrogates in its name"
