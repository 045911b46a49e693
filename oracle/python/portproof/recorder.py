"""Records the calls of one function: what went in, what came out, what was changed."""

import sys
import threading
import types
from typing import Any, Dict, List, Optional, Set, Tuple

from . import header
from .codec import UNSUPPORTED, encode_arguments, encode_content
from .guard import OWN_WORK, is_own_work
from .hooks import CannotRecord, install
from .layout import ABSENT, type_name
from .raised import left_a_raise, message_of
from .store import Store

# Lines are traced in the first calls, then in every so many: tracing is slow.
_TRACED_FIRST, _TRACED_EVERY = 2000, 64


class Recorder:
    """Hooks one function, each time its module is loaded, and writes its calls into a store."""

    def __init__(self, function: str, out: str, block: List[str]) -> None:
        self.function = function
        self.module_name, _, self.qualname = function.partition(":")
        self.package = self.module_name.partition(".")[0]
        self.out = out
        self.block = block
        self.store: Optional[Store] = None
        self.local = threading.local()
        self.calls = 0
        self.unrecorded: Dict[str, int] = {}
        self.trouble: Optional[str] = None
        self.hooked = 0
        self.codes: Set[types.CodeType] = set()
        self.lines: Set[int] = set()
        self.reached: Set[int] = set()
        self.cached: Any = None
        self.cache_hits = 0

    def attach(self, module: Any) -> None:
        """Hooks the function in a module that has just been loaded."""
        with OWN_WORK:
            self._attach(module)

    def _attach(self, module: Any) -> None:
        try:
            hook = install(module, self.qualname, self.observe)
        except CannotRecord as error:
            self.trouble = f"{self.function} cannot be recorded: {error}"
            return
        except AttributeError:
            self.trouble = f"{self.module_name} has no {self.qualname}"
            return
        self.hooked += 1
        owner = module
        for part in self.qualname.split(".")[:-1]:
            owner = getattr(owner, part)
        found = getattr(owner, self.qualname.rpartition(".")[2], None)
        if hasattr(found, "cache_info"):
            self._count_cache_hits()
            self.cached, self.cache_hits = found, found.cache_info().hits
        code = getattr(hook.original, "__code__", None)
        if code is not None:
            self.codes.update(header.code_objects(code))
            self.lines.update(header.executable_lines(code))
        if self.store is None:
            receiver = getattr(hook, "receiver", False)
            line = header.describe(self.function, module, hook.original, self.block, receiver)
            self.store = Store(self.out, line)

    def observe(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Stands for the original: runs it, and records the outermost call of each thread."""
        if getattr(self.local, "inside", False) or is_own_work() or self.store is None:
            return hook.original(*args, **kwargs)
        self.local.inside = True
        try:
            return self._record(hook, args, kwargs)
        finally:
            self.local.inside = False

    def _record(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        with OWN_WORK:
            self.calls += 1
            given, named = hook.as_called(args, kwargs)
            before, state = self._before(given, named)
        if before is None:
            return hook.run(args, kwargs)
        tracing = self._start_tracing()
        try:
            result = hook.run(args, kwargs)
        except BaseException as error:
            self._stop_tracing(tracing)
            with OWN_WORK:
                self._write_raised(before, state, given, named, error)
            raise
        self._stop_tracing(tracing)
        with OWN_WORK:
            self._write(before, state, given, named, result, None)
        return result

    def _before(self, args: tuple, kwargs: Dict[str, Any]) -> Tuple[Optional[str], Any]:
        try:
            return encode_arguments(args, kwargs)
        except UNSUPPORTED as error:
            self._miss(f"{error.reason} as argument")
        except RecursionError:
            self._miss("a call at the limit of recursion")
        return None, None

    def _write_raised(self, before: str, state: Any, args: tuple, kwargs: Dict[str, Any],
                      error: BaseException) -> None:
        if type(error) is KeyboardInterrupt:
            self._miss("a call that was interrupted")  # by a person: no answer of the original
            return
        deliberate = not self.codes or left_a_raise(error, self.package)
        raised = (type_name(type(error)), message_of(error), deliberate)
        self._write(before, state, args, kwargs, ABSENT, raised)

    def _write(self, before: str, state: Any, args: tuple, kwargs: Dict[str, Any], returned: Any,
               raised: Optional[Tuple[str, Optional[str], bool]]) -> None:
        try:
            content = encode_content(before, state, args, kwargs, returned, raised)
        except UNSUPPORTED as error:
            self._miss(f"{error.reason} as result")
            return
        except RecursionError:
            self._miss("a call at the limit of recursion")
            return
        if self.store is not None:
            self.store.add(content)

    def _count_cache_hits(self) -> None:
        """What a cache answered was not seen by the function: counted as not recorded."""
        if self.cached is None:
            return
        hits = self.cached.cache_info().hits
        new = max(0, hits - self.cache_hits)
        self.cache_hits = hits
        if new:
            self.calls += new
            self._miss("a result out of its cache", new)

    def forget(self) -> None:
        """In a forked child: what the parent has counted is the parent's."""
        self.calls = 0
        self.unrecorded = {}
        self.reached = set()
        if self.cached is not None:
            self.cache_hits = self.cached.cache_info().hits
        if self.store is not None:
            self.store.forget()

    def _miss(self, reason: str, count: int = 1) -> None:
        self.unrecorded[reason] = self.unrecorded.get(reason, 0) + count

    def _start_tracing(self) -> bool:
        wanted = self.calls <= _TRACED_FIRST or self.calls % _TRACED_EVERY == 0
        if not wanted or not self.codes or sys.gettrace() is not None:
            return False
        sys.settrace(self._trace)
        return True

    def _stop_tracing(self, tracing: bool) -> None:
        if tracing and sys.gettrace() == self._trace:  # the original may have set another
            sys.settrace(None)

    def _trace(self, frame: Any, event: str, _: Any) -> Any:
        if event == "call":
            return self._trace if frame.f_code in self.codes else None
        if event == "line":
            self.reached.add(frame.f_lineno)
        return self._trace

    def close(self) -> None:
        """Writes the notes."""
        self._count_cache_hits()
        if self.store is None:
            return
        notes: List[Dict[str, Any]] = []
        if self.lines:
            reached = sorted(self.reached & self.lines)
            notes.append({"lines": {"all": sorted(self.lines), "reached": reached}})
        if self.unrecorded:
            notes.append({"unrecorded": self.unrecorded})
        self.store.close(notes)
        self.unrecorded = {}

    def summary(self) -> Dict[str, Any]:
        """What this process tells the command that started it."""
        self._count_cache_hits()
        return {
            "calls": self.calls, "distinct": self.store.distinct if self.store else 0,
            "unrecorded": dict(self.unrecorded), "trouble": self.trouble, "hooked": self.hooked,
            "cached": self.cached is not None, "failed": self.store.failed if self.store else None,
        }
