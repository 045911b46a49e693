"""Classes whose instances the vectors record."""

import collections
import dataclasses
import datetime
import enum
from typing import Any


@dataclasses.dataclass
class Point:
    x: int
    y: Any = None


@dataclasses.dataclass
class Late:
    """Fields are set in another order than declared; one is not a field."""

    b: int
    a: int

    def __post_init__(self):
        b = self.b
        del self.b
        self.extra = True
        self.b = b


Pair = collections.namedtuple("Pair", "left right")


class Wide(Pair):
    """A named tuple with a dict of its own."""


class Slots:
    __slots__ = ("a", "b", "never")

    def __init__(self, a, b):
        self.a = a
        self.b = b


class MoreSlots(Slots):
    __slots__ = ("c",)


class Plain:
    def __init__(self, **fields):
        self.__dict__.update(fields)

    class Inner:
        pass


class MyInt(int):
    pass


class MyFloat(float):
    pass


class MyComplex(complex):
    pass


class MyStr(str):
    pass


class MyBytes(bytes):
    pass


class MyBytearray(bytearray):
    pass


class MyList(list):
    pass


class MyTuple(tuple):
    pass


class MySet(set):
    pass


class MyFrozenset(frozenset):
    pass


class MyDict(dict):
    pass


class MyDeque(collections.deque):
    pass


class MyDate(datetime.date):
    pass


class Zone(datetime.tzinfo):
    def utcoffset(self, moment):
        raise AssertionError("ran")


class Colour(enum.Enum):
    RED = 1
    BLUE = ("b", 2)


class Level(enum.IntEnum):
    LOW = 3


class Word(str, enum.Enum):
    YES = "y"


class Mode(enum.Flag):
    R = 1
    W = 2


class Both(enum.IntFlag):
    A = 4


class Failure(Exception):
    pass


def with_fields(value, **fields):
    """An instance of a subclass of a builtin, with fields of its own."""
    value.__dict__.update(fields)
    return value
