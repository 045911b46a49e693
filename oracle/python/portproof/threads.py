"""Tells hooks that a thread is about to start."""

import functools
import threading
from typing import Any, Callable, List

_NAMES = ("_start_new_thread", "_start_joinable_thread")  # until 3.12, from 3.13
_hooks: List[Any] = []
_own = {name: getattr(threading, name) for name in _NAMES if hasattr(threading, name)}


def _telling(start: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(start)
    def tell_and_start(*args: Any, **kwargs: Any) -> Any:
        for hook in _hooks:
            hook.hook_again()
        return start(*args, **kwargs)

    return tell_and_start


_telling_ones = {name: _telling(start) for name, start in _own.items()}


def _exchange(now: Any, then: Any) -> None:
    for name in _own:
        if getattr(threading, name) is now[name]:  # else somebody else has put his own there
            setattr(threading, name, then[name])


def watch(hook: Any) -> None:
    """Calls `hook.hook_again()` before each thread that is started."""
    if not _hooks:
        _exchange(_own, _telling_ones)
    _hooks.append(hook)


def leave(hook: Any) -> None:
    """Stops that."""
    _hooks[:] = [other for other in _hooks if other is not hook]
    if not _hooks:
        _exchange(_telling_ones, _own)
