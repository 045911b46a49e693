"""Encodes real values of many kinds with the pure Python encoder: what the codec's gate records."""

import collections
import datetime
import decimal
import fractions
import json
import locale
import math
import pathlib
import random
import struct
import uuid

from portproof.encoder import Unsupported, encode_value

SCALARS = [
    None, True, False, 0, -1, 2**31, -2**63, 2**63, 10**40, -(16**20), 0.0, -0.0, 0.1, 1e15, 1e16,
    123456789012345680.0, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan,
    struct.unpack("<d", b"\x01\0\0\0\0\0\xf8\x7f")[0], complex(1.5, -2), complex(-0.0, math.nan),
    "", "plain", "tab\tnew\nline\r\b\f\x00\x1f\x7f", 'quote" and \\', "é", "€", "\U0001f600",
    "\ud800", "a\udfff\\", "\ud83d\ude00", b"", b"a", b"ab", b"abc", bytes(range(256)),
    bytearray(b"mutable"),
]
RECORDS = [
    datetime.datetime(2026, 11, 24, 12, 30, 15, 678901), datetime.date(1, 1, 1),
    datetime.time(23, 59, 59, 999999), datetime.timedelta(-1, 86399, 999999),
    datetime.datetime(2026, 3, 29, 2, 30, tzinfo=datetime.timezone.utc),
    decimal.Decimal("1.10"), decimal.Decimal("-0"), decimal.Decimal("NaN"),
    decimal.Decimal("1E+400"), fractions.Fraction(22, 7), uuid.UUID(int=2**100),
    pathlib.PurePosixPath("/a/b"), range(3, 30, 4), collections.Counter("hello"),
    frozenset("hello"), {"z", "a", "€", ""}, {1, 2.5, "x", None, (1, 2)}, set(), (),
    locale.localeconv(),
]


def shared():
    """Values in which one object occurs twice, and one that holds itself."""
    inner = [1, [2]]
    yield [inner, inner, {"k": inner}]
    yield {"a": (inner, inner), 1: inner[1]}
    text = "not shared"
    yield [text, text]
    array = bytearray(b"x")
    yield (array, array)
    loop = []
    loop.append(loop)
    yield loop


def nested(draw, depth):
    """A random tree over the values above."""
    if depth == 0 or draw.random() < 0.3:
        return draw.choice(SCALARS + RECORDS)
    parts = [nested(draw, depth - 1) for _ in range(draw.randrange(4))]
    kind = draw.randrange(4)
    if kind == 0:
        return parts
    if kind == 1:
        return tuple(parts)
    if kind == 2:
        return {draw.choice(["a", "b", "", "ref", "tuple", "\u2028"]): part for part in parts}
    return {draw.choice([1, None, ("t", 2), "s", 2.5]): part for part in parts}


def main():
    draw = random.Random(11)
    values = SCALARS + RECORDS + list(shared())
    values += [nested(draw, 4) for _ in range(3000)]
    values += [json.loads(json.dumps(locale.localeconv())), list(range(300)), "x" * 5000]
    for value in values:
        try:
            encode_value(value)
        except Unsupported:
            pass


main()
