"""Tells Portproof's own work from the user's, thread by thread: it records nothing of itself."""

import threading
from typing import Any, Callable, List

from . import codec


class _Depth(threading.local):
    value = 0


# The native entrance looks at it too.
DEPTH: Any = getattr(codec.native, "DEPTH", None) or _Depth()
_waiting: List[Callable[[], None]] = []


def is_own_work() -> bool:
    """Whether this thread is encoding, writing or describing."""
    return DEPTH.value > 0


def call_later(action: Callable[[], None]) -> None:
    """Calls `action` when this thread's own work has ended: a signal may come while it holds locks.

    Only the main thread runs signal handlers, so `action` is never of another thread.
    """
    _waiting.append(action)


class OwnWork:
    """`with OWN_WORK:` marks what is done for the recording. May be nested."""

    def __enter__(self) -> None:
        DEPTH.value += 1

    def __exit__(self, *_: Any) -> None:
        DEPTH.value -= 1
        if _waiting:
            _run_waiting()


def _run_waiting() -> None:
    if not DEPTH.value and threading.current_thread() is _main:
        while _waiting:
            _waiting.pop()()


_main = threading.main_thread()
OWN_WORK = OwnWork()
if hasattr(codec.native, "set_waiting"):
    codec.native.set_waiting(_waiting, _run_waiting)
