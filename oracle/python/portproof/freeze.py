"""Freezes clock and dice while calls of an original run, in the thread that makes them.

Executed by the embedded oracle as text too: needs nothing of this package.
"""

import _thread
import datetime
import gc
import os
import re
import sys
import threading
import time as clock
from typing import Any, Callable, Dict, List, Optional, Set

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z", re.ASCII)
_YEARS = range(1970, 2200)  # a float of seconds tells its microseconds
_SECOND = 10**9
MOST_RANDOM = 2**32 - 1
_NO_ARGUMENTS, _TUPLE = 0x04, 0x01  # METH_NOARGS, METH_VARARGS
_HEAP_TYPE = 1 << 9
_UTC = datetime.timezone.utc


class CannotFreeze(Exception):
    """Why time or random cannot be frozen, in words for the report."""


def nanoseconds_of(moment: str) -> int:
    """Since 1970, of "2026-01-02T03:04:05Z", with up to six digits behind the second."""
    found = _MOMENT.fullmatch(moment)
    try:
        if found is None:
            raise ValueError
        whole = datetime.datetime.strptime(found.group(1), "%Y-%m-%dT%H:%M:%S")
        if whole.year not in _YEARS:
            raise ValueError
    except ValueError:
        raise CannotFreeze(f"{moment}: write a time of UTC as 2026-01-02T03:04:05Z, from 1970 to "
                           "2199") from None
    passed = whole - datetime.datetime(1970, 1, 1)
    rest = int((found.group(2) or "").ljust(9, "0"))
    return (passed.days * 86400 + passed.seconds) * _SECOND + rest


class _Local(threading.local):
    call: Optional["Call"] = None  # the innermost frozen one of this thread


_local = _Local()


class _Dice:
    """The generator of the module random, which all threads share: the program's stream is kept
    while any of them is in a frozen call."""

    def __init__(self) -> None:
        import random
        self.seed, self.state, self.restore = random.seed, random.getstate, random.setstate
        self.lock = _thread.allocate_lock()
        self.threads: Set[int] = set()  # those that are in such a call
        self.programs: Any = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """In a forked child other threads are gone, and with them their calls."""
        self.lock = _thread.allocate_lock()
        others = self.threads - {_thread.get_ident()}
        self.threads -= others
        if others and not self.threads:
            self.restore(self.programs)

    def take(self) -> None:
        """A thread's outermost frozen call begins."""
        with self.lock:
            if not self.threads:
                self.programs = self.state()
            self.threads.add(_thread.get_ident())

    def give_back(self) -> None:
        """It has ended, or could not begin."""
        with self.lock:
            if _thread.get_ident() not in self.threads:
                return
            self.threads.discard(_thread.get_ident())
            if not self.threads:
                self.restore(self.programs)


_dice: List[_Dice] = []  # one, once dice are frozen: not every program loads them


class Call:
    """A call of the original; of a generator, all the times that it goes on."""

    def __init__(self, freeze: "Freeze", goes_on: bool) -> None:
        self.freeze, self.goes_on = freeze, goes_on
        self.depth = 0
        self.now: Optional[int] = None
        self.outer: Optional[Call] = None
        self.stream: Any = None  # of the dice, where the call goes on

    def enter(self) -> None:
        """The original runs. `leave` must follow, even where this raises."""
        self.depth += 1
        if self.depth > 1:
            return
        self.outer = outer = _local.call
        self.now = self.freeze.nanoseconds
        if self.now is None and outer is not None:
            self.now = outer.now
        dice = self.freeze.dice
        if dice is not None:
            if outer is not None and outer.freeze.dice is not None:
                outer.stream = dice.state()
            else:
                dice.take()
            if self.stream is None:
                dice.seed(self.freeze.random)
            else:
                dice.restore(self.stream)
        _local.call = self

    def leave(self) -> None:
        """The original has ended, or its caller goes on."""
        self.depth -= 1
        if self.depth:
            return
        _local.call = outer = self.outer
        dice = self.freeze.dice
        if dice is None:
            return
        self.stream = dice.state() if self.goes_on else None
        if outer is not None and outer.freeze.dice is not None:
            if outer.stream is not None:  # else it did not come as far as that
                dice.restore(outer.stream)
        else:
            dice.give_back()


class Freeze:
    """What is frozen in the calls of one original. Raises CannotFreeze."""

    def __init__(self, time: Optional[str], random: Optional[int]) -> None:
        self.nanoseconds = None if time is None else nanoseconds_of(time)
        self.random = random
        self.dice: Optional[_Dice] = None
        if random is not None:
            if type(random) is not int or not 0 <= random <= MOST_RANDOM:
                raise CannotFreeze(f"random {random!r}: write a number from 0 to {MOST_RANDOM}")
            _dice[:] = _dice or [_Dice()]
            self.dice = _dice[0]
        if time is not None:
            _exchange_clocks()

    @classmethod
    def of(cls, words: Dict[str, Any]) -> Optional["Freeze"]:
        """As a header has it: {"time": "2026-01-02T03:04:05Z", "random": 0}, or parts of it."""
        return cls(words.get("time"), words.get("random")) if words else None

    def call(self, goes_on: bool = False) -> Call:
        """The call that begins: one inside another of the same original is part of that."""
        outer = _local.call
        return outer if outer is not None and outer.freeze is self else Call(self, goes_on)


def _now() -> Optional[int]:
    """In nanoseconds; None where the clock runs."""
    call = _local.call
    return None if call is None else call.now


def _reading(now: Callable[[int], Any]) -> Callable[[Any], Any]:
    """What makes, of a clock of the module time, one that gives `now`."""

    def stand_for(real: Any) -> Any:
        def frozen() -> Any:
            moment = _now()
            return real() if moment is None else now(moment)

        return frozen

    return stand_for


def _without(count: int, second: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Of a function that takes the time of now where it is given no more than `count` arguments."""

    def stand_for(real: Any) -> Any:
        def frozen(*given: Any) -> Any:
            moment = _now()
            if moment is None or len(given) != count:
                return real(*given)
            return real(*given, second(moment // _SECOND))

        return frozen

    return stand_for


def _or_none(stand_for: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same where None, too, is the time of now."""

    def stand_for_both(real: Any) -> Any:
        frozen = stand_for(real)

        def both(*given: Any) -> Any:
            return frozen() if len(given) == 1 and given[0] is None else frozen(*given)

        return both

    return stand_for_both


def _as_float(moment: int) -> float:
    """As CPython, libstdc++ and libc++ make seconds of nanoseconds: rounded twice."""
    return float(moment) / 1e9 if moment % _SECOND else float(moment // _SECOND)


def _clocks() -> Dict[str, Callable[[Any], Any]]:
    of_seconds = _or_none(_without(0, lambda second: second))
    real_local_time = clock.localtime
    return {
        "time": _reading(_as_float),
        "time_ns": _reading(lambda moment: moment + 0),
        "gmtime": of_seconds, "localtime": of_seconds, "ctime": of_seconds,
        "asctime": _without(0, real_local_time), "strftime": _without(1, real_local_time),
    }


def _exchange_clocks() -> None:
    """Once, for good: outside of frozen calls each clock is what it was."""
    if _exchanged:
        return
    try:
        import ctypes
    except ImportError:
        raise CannotFreeze("time cannot be frozen: this Python has no ctypes") from None
    if sys.implementation.name != "cpython":
        raise CannotFreeze("time can be frozen in CPython only")
    for name, stand_for in _clocks().items():
        _exchange_builtin(ctypes, getattr(clock, name), stand_for)
    if not datetime.datetime.__flags__ & _HEAP_TYPE:  # else it is the one that asks time.time()
        _exchange_methods(ctypes, datetime.datetime, {"now": _datetime_now, "utcnow": _utc_now})
        _exchange_methods(ctypes, datetime.date, {"today": _today})
    _exchanged.append(True)


_exchanged: List[bool] = []  # not empty: the clocks are


def _exchange_builtin(ctypes: Any, builtin: Any, stand_for: Callable[[Any], Any]) -> None:
    """Has a builtin call something else, whoever refers to it: the object stays what it is."""

    class Definition(ctypes.Structure):
        _fields_ = (("name", ctypes.c_void_p), ("function", ctypes.c_void_p),
                    ("flags", ctypes.c_int), ("doc", ctypes.c_void_p))

    pointer = ctypes.sizeof(ctypes.c_void_p)
    place = id(builtin) + object.__basicsize__
    definition = ctypes.c_void_p.from_address(place)
    receiver = ctypes.c_void_p.from_address(place + pointer)
    known = (type(builtin) is type(len) and type(builtin).__basicsize__ >= 5 * pointer
             and receiver.value == id(builtin.__self__))
    found = Definition.from_address(definition.value) if known else None
    if found is None or found.flags not in (_NO_ARGUMENTS, _TUPLE):
        raise CannotFreeze("time cannot be frozen in this Python: its builtins are not known here")
    again = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.py_object,
                              ctypes.py_object)(("PyCFunction_NewEx", ctypes.pythonapi))
    stand = stand_for(again(definition.value, builtin.__self__, builtin.__module__))
    # Its parameters are those of a builtin: (receiver, a tuple or NULL).
    call = ctypes.cast(ctypes.pythonapi.PyObject_CallObject, ctypes.c_void_p).value
    told = Definition(found.name, call, found.flags, found.doc)
    keep = ctypes.PYFUNCTYPE(None, ctypes.py_object)(("Py_IncRef", ctypes.pythonapi))
    keep(stand)  # the builtin may be the last that goes
    keep(told)
    receiver.value, definition.value = id(stand), ctypes.addressof(told)


def _exchange_methods(ctypes: Any, cls: Any, methods: Dict[str, Callable[[Any], Any]]) -> None:
    """The class stays what it is, and so do its instances and subclasses."""
    namespace = gc.get_referents(cls.__dict__)[0]
    for name, stand_for in methods.items():
        if type(namespace) is not dict or namespace.get(name) is not cls.__dict__[name]:
            raise CannotFreeze(f"time cannot be frozen in this Python: {cls.__name__} is closed")
        frozen = stand_for(namespace[name])
        frozen.__name__, frozen.__qualname__ = name, f"{cls.__name__}.{name}"
        namespace[name] = classmethod(frozen)
    ctypes.PYFUNCTYPE(None, ctypes.py_object)(("PyType_Modified", ctypes.pythonapi))(cls)


def _datetime_now(real: Any) -> Callable[..., Any]:
    of_seconds = datetime.datetime.__dict__["fromtimestamp"]

    def now(cls: Any, tz: Any = None) -> Any:
        """Returns new datetime object representing current time local to tz."""
        moment = _now()
        if moment is None:
            return real.__get__(None, cls)(tz)
        return of_seconds.__get__(None, cls)(moment / _SECOND, tz)

    return now


def _utc_now(real: Any) -> Callable[..., Any]:
    of_seconds = datetime.datetime.fromtimestamp

    def utcnow(cls: Any) -> Any:
        """Return a new datetime representing UTC day and time."""
        moment = _now()
        if moment is None:
            return real.__get__(None, cls)()
        if sys.version_info >= (3, 12):
            real.__get__(None, datetime.datetime)()  # for its warning
        now = of_seconds(moment / _SECOND, _UTC)
        return cls(now.year, now.month, now.day, now.hour, now.minute, now.second,
                   now.microsecond, None)

    return utcnow


def _today(real: Any) -> Callable[..., Any]:
    def today(cls: Any) -> Any:
        """Current date or datetime:  same as self.__class__.fromtimestamp(time.time())."""
        moment = _now()
        if moment is None:
            return real.__get__(None, cls)()
        return cls.fromtimestamp(moment / _SECOND)

    return today
