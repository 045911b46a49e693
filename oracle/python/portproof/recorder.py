"""Records the calls of one function: what went in, what came out, what was changed."""

import sys
import threading
import types
from typing import Any, Dict, List, Optional, Set, Tuple

from . import header
from .codec import UNSUPPORTED, content_id, encode_arguments, encode_content, native
from .freeze import CannotFreeze, Freeze
from .generators import iterate
from .guard import DEPTH, OWN_WORK
from .hooks import CannotRecord, install, resolve
from .layout import ABSENT, type_name
from .plan import CALLER, EVERYTHING, SAMPLED_OUT, Count, Plan
from .raised import left_a_raise, message_of
from .store import Store, StoreError, unwritten

_LIMIT = "a call at the limit of recursion"
# Lines are traced in the first calls, then in every so many: tracing is slow.
_TRACED_FIRST, _TRACED_EVERY = 2000, 64


def looks_at_its_caller(code: types.CodeType) -> bool:
    """Whether the function itself asks for frames, or gives a warning in its caller's name."""
    asks = {"_getframe", "_getframemodulename", "currentframe"}
    return bool(asks & set(code.co_names)) or any(
        type(names) is tuple and "stacklevel" in names for names in code.co_consts)


class _Inside(threading.local):
    inside = False


class Recorder:
    """Hooks one function, each time its module is loaded, and writes its calls into a store."""

    def __init__(self, function: str, out: str, block: List[str], plan: Plan = EVERYTHING) -> None:
        self.function = function
        self.module_name, _, self.qualname = function.partition(":")
        self.package = self.module_name.partition(".")[0]
        self.out = out
        self.block = block
        self.plan = plan
        self.sample = plan.sample
        self.store: Optional[Store] = None
        # The same, known to the native entrance, where there is one.
        self.tally: Any = native.Tally(plan.sample) if hasattr(native, "Tally") else None
        self.local: Any = self.tally or _Inside()
        self.lock = threading.Lock()  # of unrecorded; taken in own work only
        self.called: Any = self.tally.called if self.tally else Count()
        self.taken: Any = self.tally.taken if self.tally else Count()
        self.beyond, self.at_limit = Count(), Count()
        self.cache_answers = 0
        self.aside: Any = None  # counts what cannot be seen
        self.remark: Optional[str] = None
        self.unfinished = 0
        self.age = 0  # raised in each forked child
        self.unrecorded: Dict[str, int] = {}
        self.noted: Dict[str, int] = {}
        self.trouble: Optional[str] = None
        self.freeze: Optional[Freeze] = None
        self.unfrozen: Optional[str] = None  # why that is not as the plan has it
        try:
            self.freeze = Freeze.of(plan.freeze)
        except CannotFreeze as error:
            self.unfrozen = str(error)
        self.failed: Optional[str] = None  # the file cannot be written
        self.hooked = 0
        self.hooks: List[Any] = []
        self.codes: Set[types.CodeType] = set()
        self.lines: Set[int] = set()
        self.reached: Set[int] = set()
        self.all_lines = False
        self.cached: Any = None
        self.cache_hits = 0

    def attach(self, module: Any, found: Any = None) -> None:
        """Hooks the function in a module that has just been loaded, or that `found` is put in."""
        with OWN_WORK:
            self._attach(module, found)

    def detach(self) -> None:
        """The function is what it was, everywhere; the notes are written."""
        for hook in self.hooks:
            hook.remove()
        self.close()
        store = self.store
        self._write_into(None)
        if store is not None:
            store.end()

    def _write_into(self, store: Optional[Store]) -> None:
        self.store = store
        if self.tally:
            self.tally.open = store is not None

    def _attach(self, module: Any, found: Any) -> None:
        try:
            if self.unfrozen is not None:
                raise CannotRecord(self.unfrozen)
            if found is None:
                owner, name, found = resolve(module, self.qualname)
            else:
                owner, name = None, self.qualname
            hook = install(owner, name, found, self, self.plan.recursive)
        except CannotRecord as error:
            self.trouble = f"{self.function} cannot be recorded: {error}"
            return
        except AttributeError:
            self.trouble = f"{self.module_name} has no {self.qualname}"
            return
        self.hooked += 1
        self.hooks.append(hook)
        found = found if owner is None else getattr(owner, name, found)
        if hasattr(found, "cache_info"):
            self._count_cache_hits()
            self.cached, self.cache_hits = found, found.cache_info().hits
        code = getattr(header.innermost(hook.described), "__code__", None)
        if code is not None:
            self.codes.update(header.code_objects(code))
            self.lines.update(header.executable_lines(code))
            if looks_at_its_caller(code):
                self.remark = CALLER
        if self.store is None:
            receiver = getattr(hook, "receiver", False)
            line = header.describe(self.function, module, hook.described, self.block,
                                   self.plan.freeze, receiver)
            try:
                self._write_into(Store(self.out, line, self.plan))
            except OSError as error:
                self.failed = unwritten(self.out, error)
            except StoreError as error:
                self.failed = str(error)

    def entrance(self, hook: Any) -> Any:
        """What is called with (args, kwargs) in place of a hooked function."""
        if self.tally is None or self.plan.recursive or self.freeze is not None:
            return types.MethodType(self.observe, hook)
        limited = bool(self.plan.max_traces or self.plan.max_bytes)
        return native.entrance(self, hook, self.tally, limited, _TRACED_FIRST, _TRACED_EVERY)

    def observe(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Stands for the original: runs it, and records the outermost call of each thread."""
        local = self.local
        if local.inside or DEPTH.value or self.store is None:
            return hook.original(*args, **kwargs)
        local.inside = not self.plan.recursive
        call = self.freeze.call() if self.freeze is not None else None
        try:
            if call is not None:
                call.enter()
            if self.is_taken():
                return self._record(hook, args, kwargs)
            return hook.run(args, kwargs)
        finally:
            local.inside = False
            if call is not None:
                call.leave()

    def iterate(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Stands for the generator of an original that is one."""
        return iterate(self, hook, args, kwargs)

    def is_taken(self) -> bool:
        """Counts a call; says whether it is to be recorded."""
        return not self.called.step() % self.sample and not self._is_full()

    def _is_full(self) -> bool:
        """Whether a call that would be recorded has come too late."""
        full = self.store is not None and bool(self.store.ended)
        if full:
            self.beyond.step()
        return full

    def take(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Records a call that the native entrance does not record itself."""
        return hook.run(args, kwargs) if self._is_full() else self._record(hook, args, kwargs)

    def _record(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        with OWN_WORK:
            given, named = hook.as_called(args, kwargs)
            before, state = self.before(given, named)
        if before is None:
            return hook.run(args, kwargs)
        tracing = self.start_tracing(self.wants_lines())
        try:
            result = hook.run(args, kwargs)
        except BaseException as error:
            self.stop_tracing(tracing)
            if self.plan.recursive and type(error) is RecursionError:
                # Of the recorder's own depth; and CPython 3.8 ends a process that goes on here.
                self.at_limit.step()
                raise
            with OWN_WORK:
                self.write_raised(before, state, given, named, error)
            raise
        self.stop_tracing(tracing)
        with OWN_WORK:
            self.write(before, state, given, named, result, None)
        return result

    def before(self, args: tuple, kwargs: Dict[str, Any]) -> Tuple[Optional[str], Any]:
        """The arguments as text, and the encoder's state; None where they cannot be recorded."""
        try:
            return encode_arguments(args, kwargs)
        except UNSUPPORTED as error:
            self.miss(f"{error.reason} as argument")
        except RecursionError:
            if self.plan.recursive and sys.version_info < (3, 9):
                self.at_limit.step()
                raise  # CPython 3.8 ends a process that goes on from here
            self.miss(_LIMIT)
        return None, None

    def record_raised(self, before: str, state: Any, args: tuple, kwargs: Dict[str, Any],
                      error: BaseException) -> None:
        """As write_raised, for the native entrance."""
        with OWN_WORK:
            self.write_raised(before, state, args, kwargs, error)

    def write_raised(self, before: str, state: Any, args: tuple, kwargs: Dict[str, Any],
                     error: BaseException) -> None:
        """Writes a call that raised."""
        if type(error) is KeyboardInterrupt:
            self.miss("a call that was interrupted")  # by a person: no answer of the original
            return
        deliberate = not self.codes or left_a_raise(error, self.package)
        raised = (type_name(type(error)), message_of(error), deliberate)
        self.write(before, state, args, kwargs, ABSENT, raised)

    def write(self, before: str, state: Any, args: tuple, kwargs: Dict[str, Any], returned: Any,
              raised: Optional[Tuple[str, Optional[str], bool]]) -> None:
        """Writes a call with its outcome."""
        try:
            content = encode_content(before, state, args, kwargs, returned, raised)
        except UNSUPPORTED as error:
            self.miss(f"{error.reason} as result")
            return
        except RecursionError:
            self.miss(_LIMIT)
            return
        self.keep(content, content_id(content))

    def keep(self, content: str, name: str) -> bool:
        """Writes a trace, or counts it; False where it could not be written."""
        if self.store is not None and not self.store.add(content, name):
            self.beyond.step()
            return False
        return True

    def _count_cache_hits(self) -> None:
        """What a cache answered was not seen by the function: counted as not recorded."""
        if self.cached is None:
            return
        hits = self.cached.cache_info().hits
        new = max(0, hits - self.cache_hits)
        self.cache_hits = hits
        if new:
            self.cache_answers += new
            self.miss("a result out of its cache", new)

    def forget(self) -> None:
        """In a forked child: what the parent has counted is the parent's."""
        self.lock = threading.Lock()
        self.beyond, self.at_limit = Count(), Count()
        if self.tally:
            self.tally.forget()
        else:
            self.called = Count()
        self.cache_answers = 0
        if self.aside is not None:
            self.aside.calls = Count()
        self.unrecorded, self.noted = {}, {}
        self.unfinished = 0
        self.age += 1
        self.reached = set()
        self._set_all_lines(False)
        if self.cached is not None:
            self.cache_hits = self.cached.cache_info().hits
        if self.store is not None:
            self.store.forget()

    def add_unfinished(self, count: int) -> None:
        """A generator begins (1), or has come to its end (-1)."""
        with self.lock:
            self.unfinished += count

    def miss(self, reason: str, count: int = 1) -> None:
        """Counts calls that are not recorded."""
        with self.lock:
            self.unrecorded[reason] = self.unrecorded.get(reason, 0) + count

    def missed(self) -> Dict[str, int]:
        """The calls that were not recorded, by reason."""
        full = self.store.ended if self.store else None
        called = int(self.called)
        sampled_out = called - -(-called // self.sample)
        passed = {SAMPLED_OUT: sampled_out, full or "": int(self.beyond),
                  "a generator that was not exhausted": self.unfinished}
        if int(self.at_limit):
            passed[_LIMIT] = self.unrecorded.get(_LIMIT, 0) + int(self.at_limit)
        if self.aside is not None:
            passed[self.aside.reason] = int(self.aside.calls)
        return {**self.unrecorded, **{reason: n for reason, n in passed.items() if n}}

    def wants_lines(self) -> bool:
        """Whether the lines of the call that begins are traced."""
        taken = self.taken.step() + 1
        return not self.all_lines and (taken <= _TRACED_FIRST or taken % _TRACED_EVERY == 0)

    def start_tracing(self, wanted: bool) -> bool:
        """Traces lines, where nobody else traces."""
        if not wanted or not self.codes or sys.gettrace() is not None:
            return False
        sys.settrace(self._trace)
        return True

    def stop_tracing(self, tracing: bool) -> None:
        """Ends what start_tracing began, where that said so."""
        if tracing and sys.gettrace() == self._trace:  # the original may have set another
            sys.settrace(None)
        if tracing and len(self.reached) >= len(self.lines):
            self._set_all_lines(self.reached >= self.lines)

    def _set_all_lines(self, reached: bool) -> None:
        """No line is left that tracing, which is slow, could find."""
        self.all_lines = reached
        if self.tally:
            self.tally.all_lines = reached

    def _trace(self, frame: Any, event: str, _: Any) -> Any:
        if event == "call":
            return self._trace if frame.f_code in self.codes else None
        if event == "line":
            self.reached.add(frame.f_lineno)
        return self._trace

    def close(self) -> None:
        """Writes the notes. What they said already is not said again."""
        self._count_cache_hits()
        if self.store is None:
            return
        notes: List[Dict[str, Any]] = []
        if self.lines:
            reached = sorted(self.reached & self.lines)
            notes.append({"lines": {"all": sorted(self.lines), "reached": reached}})
        missed = self.missed()
        new = {reason: n - self.noted.get(reason, 0) for reason, n in missed.items()}
        new = {reason: n for reason, n in new.items() if n > 0}
        if new:
            notes.append({"unrecorded": new})
        self.noted = missed
        if self.tally:
            self.store.seen_again(self.tally.take_again())
        self.store.close(notes)

    def summary(self) -> Dict[str, Any]:
        """What this process tells the command that started it."""
        self._count_cache_hits()
        return {
            "calls": (int(self.called) + self.cache_answers
                      + (int(self.aside.calls) if self.aside else 0)),
            "distinct": self.store.distinct if self.store else 0,
            "unrecorded": self.missed(), "trouble": self.trouble, "hooked": self.hooked,
            "cached": self.cached is not None, "remark": self.remark,
            "failed": self.store.failed if self.store else self.failed,
        }
