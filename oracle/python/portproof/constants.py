"""Finds what an original speaks of: the literals of its code, and of the code that it calls."""

import re
from typing import Any, Dict, List, Set, Tuple

from .callees import callees, codes_of

_MOST = 300  # of each kind
_LONGEST = 200  # characters of a text
_DEEPEST_VALUE = 4
_MOST_PARTS = 200  # of a container that is named
_GREATEST = 2**63


class Constants:
    """Numbers and texts, each once, in the order in which they are met."""

    def __init__(self) -> None:
        self.integers: List[int] = []
        self.floats: List[float] = []
        self.texts: List[str] = []
        self._known: Set[Tuple[str, Any]] = set()

    def add(self, value: Any, depth: int = 0) -> None:
        """Takes a literal, or the parts of one."""
        if depth > _DEEPEST_VALUE:
            return  # it may hold itself
        if type(value) in (frozenset, set):
            # In an order that hashes have no part in: what is generated depends on it.
            value = sorted(value, key=repr)
        if type(value) in (tuple, list):
            for part in value[:_MOST_PARTS]:
                self.add(part, depth + 1)
        elif type(value) is dict:
            for key, part in list(value.items())[:_MOST_PARTS]:
                self.add(key, depth + 1)
                self.add(part, depth + 1)
        elif type(value) is int and -_GREATEST <= value < _GREATEST:
            self._keep(self.integers, value)
        elif type(value) is float and value - value == 0:
            self._keep(self.floats, value)
        elif type(value) is bytes:
            self.add(value.decode("latin-1"))
        elif type(value) is str and value:
            self._add_text(value)
        elif type(value) is re.Pattern:
            self.add(value.pattern)

    def _add_text(self, text: str) -> None:
        if any("\ud800" <= character < "\ue000" for character in text):
            return
        for part in [text] if len(text) <= _LONGEST else text.split()[:_MOST_PARTS]:
            self._keep(self.texts, part[:_LONGEST])

    def _keep(self, kept: List[Any], value: Any) -> None:
        key = (type(value).__name__, repr(value))
        if key not in self._known and len(kept) < _MOST:
            self._known.add(key)
            kept.append(value)

    def read(self, original: Any) -> None:
        """Takes the literals of its code, and of the code that it calls."""
        for function, values in callees(original, lambda _: True):
            for default in function.__defaults__ or ():
                self.add(default)
            for code in codes_of(function.__code__):
                for constant in code.co_consts:
                    if type(constant) is not str or constant != function.__doc__:
                        self.add(constant)
            for value in values:
                self.add(value)


def constants_of(function: Any) -> Dict[str, Any]:
    """`integers` (as text, within 64 bits), `floats` (finite) and `texts` (without surrogates)."""
    found = Constants()
    found.read(function)
    return {"integers": [str(value) for value in found.integers], "floats": found.floats,
            "texts": found.texts}
