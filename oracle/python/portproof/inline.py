"""Recordings that a program makes of itself: `with recording(…)` and `@record(…)`."""

import atexit
import importlib
import os
import sys
import warnings
from typing import Any, Callable, Dict, List, Optional, TypeVar

from . import forks
from .guard import OWN_WORK
from .hold import Hold
from .hooks import CannotRecord
from .plan import Plan
from .recorder import Recorder
from .store import StoreError, check

Function = TypeVar("Function", bound=Callable[..., Any])


def _importable(module: Any) -> str:
    """The name by which others import a module that may be the program itself."""
    if module.__name__ not in ("__main__", "__mp_main__"):
        return str(module.__name__)
    spec = getattr(module, "__spec__", None)
    if spec is not None:
        return str(spec.name)
    return os.path.splitext(os.path.basename(getattr(module, "__file__", "__main__")))[0]


class Recording:
    """A recording of one function, in this process and those that are forked from it."""

    def __init__(self, function: str, out: str, plan: Plan) -> None:
        self.function, self.out, self.plan = function, os.path.abspath(out), plan
        self._recorders: List[Recorder] = []
        self._hold = Hold(self.out)
        self._summary: Dict[str, Any] = {}

    def __enter__(self) -> "Recording":
        module_name, _, qualname = self.function.partition(":")
        if not module_name or not qualname:
            raise ValueError(f"{self.function}: write module:name")
        module = importlib.import_module(module_name)
        self.start(module, f"{_importable(module)}:{qualname}", None)
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def start(self, module: Any, name: str, found: Any) -> None:
        """Hooks `found`, or what the name says; raises StoreError or CannotRecord."""
        if self._recorders or self._summary:
            raise RuntimeError("a recording is made once")
        recorder = Recorder(name, self.out, [], self.plan)
        recorder.package = module.__name__.partition(".")[0]
        with OWN_WORK:
            self._hold.__enter__()
            try:
                check(self.out, name, [], self.plan.freeze, sys.stderr)
                self._hold.renew()
                recorder.attach(module, found)
                if recorder.trouble:
                    raise CannotRecord(recorder.trouble)
                failed = recorder.summary()["failed"]
                if failed:
                    raise StoreError(failed)
            except BaseException:
                recorder.detach()
                self._hold.__exit__()
                raise
            self._recorders.append(recorder)
            forks.follow(self._recorders, self.stop)
            atexit.register(self.stop)

    def stop(self) -> None:
        """Ends it: the function is what it was, the notes are written."""
        if not self._recorders:
            return
        with OWN_WORK:
            atexit.unregister(self.stop)
            forks.leave(self._recorders)
            recorder = self._recorders.pop()
            self._summary = recorder.summary()
            recorder.detach()
            self._hold.__exit__()

    @property
    def summary(self) -> Dict[str, Any]:
        """`calls`, `distinct` (new traces), `unrecorded` (calls, by reason) and more."""
        return self._recorders[0].summary() if self._recorders else self._summary


def _freeze(time: Optional[str], random: Optional[int]) -> Dict[str, Any]:
    frozen = {"time": time, "random": random}
    return {name: value for name, value in frozen.items() if value is not None}


def recording(function: str, *, out: str, sample: int = 1, max_traces: int = 0,
              max_bytes: int = 0, recursive: bool = False, freeze_time: Optional[str] = None,
              freeze_random: Optional[int] = None) -> Recording:
    """`with recording("module:name", out="file.jsonl"):` records the calls in all threads."""
    return Recording(function, out, Plan(sample, max_traces, max_bytes, recursive,
                                         _freeze(freeze_time, freeze_random)))


def record(*, out: str, sample: int = 1, max_traces: int = 0, max_bytes: int = 0,
           recursive: bool = False, freeze_time: Optional[str] = None,
           freeze_random: Optional[int] = None) -> Callable[[Function], Function]:
    """`@record(out="file.jsonl")` records a function until the program ends; it stays itself."""
    plan = Plan(sample, max_traces, max_bytes, recursive, _freeze(freeze_time, freeze_random))

    def decorate(found: Function) -> Function:
        beneath: Any = getattr(found, "__func__", found)
        qualname: Optional[str] = getattr(beneath, "__qualname__", None)
        if qualname is None or "<locals>" in qualname:
            raise CannotRecord(f"{qualname or beneath!r}: only what a module or a class of it "
                               "defines can be called again")
        module = sys.modules[beneath.__module__]
        name = f"{_importable(module)}:{qualname}"
        try:
            Recording(name, out, plan).start(module, name, found)
        except StoreError as error:  # another process of the program, say: it must go on
            warnings.warn(f"portproof: {name} is not recorded: {error}", stacklevel=2)
        return found

    return decorate
