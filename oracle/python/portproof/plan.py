"""Says which calls of a function are recorded, and counts calls without a lock."""

import itertools
from typing import Any, Dict, NamedTuple

# Why calls are not recorded that could have been; the words go on behind the last two.
SAMPLED_OUT = "sampled out"
FULL = "the recording was full"
UNWRITTEN = "the file could not be written"
CALLER = "it looks at its caller, and sees frames of the recorder there"


class Plan(NamedTuple):
    """What a person asked for. 0 stands for no limit."""

    sample: int = 1
    max_traces: int = 0
    max_bytes: int = 0
    recursive: bool = False
    freeze: Dict[str, Any] = {}  # noqa: RUF012 (nobody changes it)

    @classmethod
    def of(cls, target: Dict[str, Any]) -> "Plan":
        """The plan of a target as the command line describes it."""
        return cls(**{name: target[name] for name in cls._fields if name in target})


EVERYTHING = Plan()


class Count:
    """A number that threads raise without a lock: a step of a C iterator is never cut in two."""

    def __init__(self) -> None:
        self._steps = itertools.count()
        self.step = self._steps.__next__  # returns the number as it was before

    def __int__(self) -> int:
        return int(repr(self._steps)[len("count("): -1])  # to look at it without a step
