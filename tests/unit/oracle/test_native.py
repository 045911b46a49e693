"""The native encoder equals the pure one, byte for byte."""

import collections
import contextlib
import datetime
import decimal
import importlib.util
import random

import checks
import package
import pytest
import shapes
import vectors
from portproof import encoder


def load():
    """The newest native module that this Python can load."""
    for file in reversed(package.natives()):
        spec = importlib.util.spec_from_file_location("portproof._native", file)
        with contextlib.suppress(ImportError):
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    pytest.skip("no native module for this Python is built", allow_module_level=True)
    return None


native = load()


@pytest.mark.parametrize(("name", "build", "wire"), vectors.VECTORS,
                         ids=[v[0] for v in vectors.VECTORS])
def test_vector(name, build, wire):
    assert native.encode_value(build()) == wire


@pytest.mark.parametrize("check", [
    checks.deep_nesting, checks.deep_refusal, checks.nested_frozensets, checks.cycles,
    checks.refusals, checks.hostile_values, checks.hostile_keys, checks.states, checks.places,
    checks.opaque, checks.foreign_dict,
], ids=lambda check: check.__name__)
def test_native(check):
    check(native)


class Maker:
    """Makes random values; earlier objects come again."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.made = []

    def leaf(self):
        r = self.random
        return r.choice([
            lambda: None, lambda: r.random() < 0.5, lambda: r.randint(-5, 5),
            lambda: r.randint(-(2**70), 2**70), lambda: r.gauss(0, 1e10), lambda: r.random(),
            lambda: vectors.nan(r.getrandbits(64)), lambda: 10.0 ** r.randint(-30, 30),
            self.text, lambda: bytes(r.randrange(256) for _ in range(r.randrange(5))),
            lambda: bytearray(b"ab"), lambda: complex(r.random(), -0.0), tuple, frozenset,
            lambda: shapes.Colour.BLUE, lambda: shapes.Mode(r.randrange(4)), lambda: ...,
            lambda: range(r.randrange(9)), object, lambda: len, lambda: shapes.MyFloat(-0.0),
            lambda: datetime.timedelta(seconds=r.random()), lambda: shapes.MyStr(self.text()),
            lambda: decimal.Decimal(r.randint(-99, 99)).scaleb(r.randint(-9, 9)),
            lambda: datetime.datetime(2020, 1, 1, fold=r.randrange(2)),
            lambda: iter("") if r.random() < 0.02 else 0,
        ])()

    def text(self):
        letters = "ab\\\"\n\0\x1f\x7f é∀😀\ud800\udfff"
        return "".join(self.random.choice(letters) for _ in range(self.random.randrange(5)))

    def key(self, depth):
        while True:
            value = self.value(depth)
            with contextlib.suppress(TypeError):
                hash(value)
                return value

    def value(self, depth):
        r = self.random
        if depth == 0 or r.random() < 0.25:
            return self.leaf()
        if self.made and r.random() < 0.15:
            return r.choice(self.made)
        made = self.container(depth - 1)
        self.made.append(made)
        return made

    def container(self, depth):
        r = self.random
        some = [None] * r.randrange(4)
        kind = r.randrange(13)
        values = [self.key(depth) if kind in (2, 3, 4, 10) else self.value(depth) for _ in some]
        if kind in (4, 10):
            cls = dict if kind == 4 else shapes.MyDict
            return cls((key, self.value(depth)) for key in values)
        if kind == 5:
            return {self.text(): value for value in values}
        if kind == 6:
            return shapes.Point(self.value(depth), self.value(depth))
        if kind == 7:
            return shapes.Pair(self.value(depth), self.value(depth))
        if kind == 8:
            return shapes.Plain(**{f"f{i}": value for i, value in enumerate(values)})
        if kind == 9:
            return shapes.with_fields(shapes.MyList(values), own=self.value(depth))
        if kind == 11:
            return shapes.MoreSlots(self.value(depth), self.value(depth))
        if kind == 12:
            return slice(*values[:2], 1)
        return [list, tuple, set, frozenset][kind % 4](values)


def outcome(codec, value):
    try:
        return codec.encode_value(value)
    except codec.Unsupported as error:
        return error.reason


def test_random_values_are_equal():
    seen = collections.Counter()
    for seed in range(2000):
        value = Maker(seed).value(5)
        expected = outcome(encoder, value)
        assert outcome(native, value) == expected, seed
        seen["ref" if '"ref"' in expected else "refused" if expected[:2] == "an" else ""] += 1
    assert min(seen["ref"], seen["refused"]) > 5, seen


def change(random_, values):
    """Changes lists and dicts at random, some deep inside."""
    for value in values:
        if type(value) is list:
            change(random_, value)
            if random_.random() < 0.3:
                value.append(1) if random_.random() < 0.5 else value.clear()
        elif type(value) is dict:
            change(random_, list(value.values()))
            if random_.random() < 0.3:
                value["new"] = []


def test_random_calls_are_equal():
    changed = 0
    for seed in range(1000):
        maker = Maker(seed)
        args = [maker.value(3) for _ in range(seed % 4)]
        kwargs = {"a": maker.value(3), "é": maker.value(2)} if seed % 2 else {}
        texts = []
        for codec in (encoder, native):
            with contextlib.suppress(codec.Unsupported):
                texts.append(codec.encode_arguments(tuple(args), kwargs))
        if not texts:
            continue
        (before, pure_state), (again, native_state) = texts
        assert before == again, seed
        with contextlib.suppress(RecursionError):
            change(maker.random, args)
        result = maker.random.choice([*args, maker.value(2), args])
        for raised in (None, ("m:E", maker.text(), seed % 3 == 0), ("m:E", None, False)):
            contents = []
            for codec, state in ((encoder, pure_state), (native, native_state)):
                try:
                    contents.append(codec.encode_content(
                        before, state, tuple(args), kwargs, result, raised))
                except codec.Unsupported as error:
                    contents.append(error.reason)
            assert contents[0] == contents[1], seed
            changed += '"after"' in contents[0]
    assert changed > 50


def test_ids_are_equal():
    for text in ("", "a", "é😀" * 1000):
        assert native.content_id(text) == encoder.content_id(text)
