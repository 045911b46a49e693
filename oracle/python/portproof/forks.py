"""Keeps the counts of forked children apart, and has them written where a child ends early."""

import os
import sys
from typing import Any, Callable, Dict, List, Tuple

_followed: Dict[int, Tuple[List[Any], Callable[[], None]]] = {}


class _Token:
    """What multiprocessing hangs our wish on."""


_token = _Token()


def _in_child() -> None:
    for recorders, _ in _followed.values():
        for recorder in recorders:
            recorder.forget()
    util = sys.modules.get("multiprocessing.util")
    if util is None or not _followed:
        return

    # Its children end by os._exit, with its own finalizers only. It has those of the parent
    # forgotten by the time it runs this.
    def finalize(_: Any) -> None:
        for _, finish in _followed.values():
            util.Finalize(None, finish, exitpriority=-1000)

    util.register_after_fork(_token, finalize)


def follow(recorders: List[Any], finish: Callable[[], None]) -> None:
    """Forked children begin with counts of their own, and call `finish` when they end."""
    _followed[id(recorders)] = recorders, finish


def leave(recorders: List[Any]) -> None:
    """Forked children that come have nothing to do with them."""
    _followed.pop(id(recorders), None)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
