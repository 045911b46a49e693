"""What a planted bug is: a faithful port of an original with one text exchanged for another."""

import dataclasses
from typing import Any, List, Tuple


@dataclasses.dataclass(frozen=True)
class Bug:
    """`old` stands once in the faithful port; `kind` is what a port's author would call it."""

    kind: str
    old: str
    new: str
    least: Tuple[Any, ...]


@dataclasses.dataclass(frozen=True)
class Original:
    """`drive` is what callers do; `confirm` what a person has ruled out."""

    function: str
    drive: str
    port: str
    bugs: List[Bug]
    module: str = ""  # the source of an original that is no part of CPython
    block: Tuple[str, ...] = ()
    widen: Tuple[str, ...] = ()  # parameters whose mined clauses a person has struck
    confirm: Tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.function.partition(":")[2]
