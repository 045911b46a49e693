"""Which functions and values a function names, and those name: what an original is made of."""

import dis
import inspect
import types
from typing import Any, Callable, Iterator, List, NamedTuple

DEEPEST = 3  # calls of calls


class Reached(NamedTuple):
    """A function, and what it names that is neither a function nor a class."""

    function: types.FunctionType
    values: List[Any]


def codes_of(code: types.CodeType) -> Iterator[types.CodeType]:
    """It and those that are nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes_of(constant)


def plain(function: Any) -> Any:
    """The function with code that a method, a wrapper or a class method stands for, or None."""
    found = inspect.unwrap(getattr(function, "__func__", function))
    return found if isinstance(found, types.FunctionType) else None


def callees(original: Any, wanted: Callable[[types.FunctionType], bool]) -> List[Reached]:
    """The original and the functions that it names, those that they name, and so on.

    Each is there once, in the order in which it is met. Of a class that is named its methods count,
    and its attributes as values. Functions that are not `wanted` are passed over with what they
    name.
    """
    found: List[Reached] = []

    def visit(candidate: Any, depth: int) -> None:
        function = plain(candidate)
        if function is None or any(each.function is function for each in found):
            return
        if not wanted(function):
            return
        reached = Reached(function, [])
        found.append(reached)
        for named in _named(function):
            parts = vars(named).values() if isinstance(named, type) else [named]
            for part in parts:
                if plain(part) is None:
                    if not isinstance(part, type):
                        reached.values.append(part)
                elif depth < DEEPEST:
                    visit(part, depth + 1)

    visit(original, 0)
    return found


def _named(function: types.FunctionType) -> Iterator[Any]:
    """What its code looks up outside of functions."""
    for code in codes_of(function.__code__):
        for instruction in dis.get_instructions(code):
            named = instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME")
            if named and instruction.argval in function.__globals__:
                yield function.__globals__[instruction.argval]
