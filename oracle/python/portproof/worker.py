"""Answers for the driver, in a process of its own: asks the original, line by line.

The first line is the configuration; then come requests. Values are in the form of docs/format.md.
"""

import importlib.machinery
import json
import os
import platform
import signal
import sys
import time
import traceback
import types
from _locale import LC_ALL, setlocale
from typing import Any, Callable, Dict, Iterable, List, Optional, Set

from .answers import CANNOT, Answerer
from .constants import constants_of
from .decoder import CannotRebuild, Decoder, parse
from .effects import Watch
from .freeze import CannotFreeze, Freeze
from .header import file_sha256, sha256
from .layout import ABSENT, type_name
from .original import load
from .raised import left_a_raise, message_of
from .shadow import Shadow, place_of

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
_TRACEBACK_LINES = 6
_MOST_TRACING = 20  # seconds
_MOST_HELD = 1 << 16  # bytes
_LONGEST_HELD = 0.02  # seconds
_MOST_ITEMS = 100_000  # as the recorder has it


_now = time.monotonic


class OriginalError(Exception):
    """The original cannot be had, or a relation has no answer: text for people."""


def _depth() -> int:
    """How many Python frames are below the caller, and it."""
    frame, count = sys._getframe(1), 0
    while frame is not None:
        frame, count = frame.f_back, count + 1  # type: ignore[assignment]
    return count


def _is_ours(file: str) -> bool:
    """Of the worker or of the machinery of import, which nobody wrote here."""
    return (file == "<string>" or file.startswith(("<frozen importlib", _OURS))
            or file.endswith("/importlib/__init__.py"))


def _short_traceback(error: BaseException) -> str:
    """Its last lines, from somebody's own code on."""
    entry = error.__traceback__
    while entry is not None and _is_ours(entry.tb_frame.f_code.co_filename):
        entry = entry.tb_next
    text = "".join(traceback.format_exception(type(error), error, entry)).rstrip("\n")
    return "\n".join(text.split("\n")[-_TRACEBACK_LINES:])


def _json(**fields: Any) -> bytes:
    """One line of JSON without lone surrogates."""
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _items_of(generator: Any) -> List[Any]:
    """As the recorder takes a generator that was exhausted: the list of its items."""
    items: List[Any] = []
    while True:
        try:
            items.append(next(generator))
        except StopIteration as end:
            if end.value is not None:
                raise CannotRebuild("a generator that also returned a value") from None
            return items
        if len(items) > _MOST_ITEMS:
            raise CannotRebuild(f"a generator of more than {_MOST_ITEMS} items")


class Original:
    """An imported function, or (of `own`) a relation. Raises OriginalError."""

    def __init__(self, function: str, block: List[str], own: Any = None) -> None:
        module, colon, qualname = function.partition(":")
        if not colon:
            raise OriginalError(f"{function}: write module:function")
        try:
            found = load(module, qualname, block, own and (own.name, own.module))
        except BaseException as error:
            hint = (" (--pythonpath DIR adds a folder to look in)"
                    if isinstance(error, ModuleNotFoundError) else "")
            raise OriginalError(f"the original {function} cannot be imported{hint}:\n"
                                + _short_traceback(error)) from None
        self.callable, file, source, self.is_builtin, self.module, self.is_generator = found
        self.name = module
        self.package = module.partition(".")[0]
        self.file = file if type(file) is str else ""
        self.source_sha256 = sha256(source.encode("utf-8", "surrogatepass")) if source else ""

    def info(self) -> Dict[str, Any]:
        """What the driver checks for freshness, and where the code stands."""
        return {"module_file": self.file, "file_sha256": file_sha256(self.file) or "",
                "source_sha256": self.source_sha256, "python": platform.python_version(),
                "interpreter": sys.executable, "place": place_of(self.callable)}


class Session:
    """Answers the requests of one driver."""

    def __init__(self, config: Dict[str, Any], freeze: Optional[Freeze]) -> None:
        self.freeze = freeze
        self.original = Original(config["function"], config["block"])
        owner = self.original.name, self.original.module
        self.answerer = Answerer(config["record_types"], *owner)
        self.decoder = Decoder(config["record_types"])  # of what relations are given
        self.decoder.look_in(*owner)
        self.relations: Dict[str, Original] = {}
        self.process = os.getpid()
        self.locale = setlocale(LC_ALL)
        self.shadow: Optional[Shadow] = None
        if config["shadowed"] is not None:
            self.shadow = Shadow(config["shadowed"], self.original.callable)
        self.watch: Optional[Watch] = None
        if config["effects"] is not None:
            self.watch = Watch(config["effects"]["folder"], config["effects"]["allowed"])
            self.watch.settle()
            sys.addaudithook(self.watch.hook)

    def reset(self) -> None:
        """The next call finds the locale that the import has left, whatever earlier ones set."""
        if setlocale(LC_ALL) != self.locale:
            setlocale(LC_ALL, self.locale)

    def ask(self, line: bytes) -> bytes:
        """A trace line for a call, or why there is none.

        It cannot be asked, has an effect, or ran what it must not.
        """
        try:
            self.reset()
            args, kwargs = self.answerer.rebuild(line)
            if self.shadow is None:
                result, raised = self._frozen_run(args, kwargs)
            else:
                with self.shadow:
                    result, raised = self._frozen_run(args, kwargs)
                if self.shadow.seen:
                    return _json(shadowed=self.shadow.seen)
            effect = self.watch and self.watch.finish()
            if effect:
                return _json(effect=effect)
            return self.answerer.trace(args, kwargs, result, raised)
        except CANNOT as error:
            return _json(refused=str(error))

    def _frozen_run(self, args: Any, kwargs: Dict[str, Any]) -> Any:
        if self.freeze is None:
            return self._run(args, kwargs)
        call = self.freeze.call()
        try:
            call.enter()
            return self._run(args, kwargs)
        finally:
            call.leave()

    def _run(self, args: Any, kwargs: Dict[str, Any]) -> Any:
        result, raised = ABSENT, None
        watch = self.watch
        try:
            if watch is not None:
                watch.active = True
            result = self.original.callable(*args, **kwargs)
            if self.original.is_generator and type(result) is types.GeneratorType:
                result = _items_of(result)
        except CannotRebuild:
            if watch is not None:
                watch.active = False
            raise
        except BaseException as error:  # sys.exit() is an answer too
            if watch is not None:
                watch.active = False
            meant = self.original.is_builtin or left_a_raise(error, self.original.package)
            raised = type_name(type(error)), message_of(error), meant
        if watch is not None:
            watch.active = False
        if os.getpid() != self.process:
            os._exit(0)  # the original forked, and its child came back: one of them answers
        return result, raised

    def relation(self, name: str, lines: List[bytes]) -> bytes:
        """Whether a relation of the spec holds of a call and its two results."""
        if name not in self.relations:
            self.relations[name] = Original(name, [], self.original)
        call, *results = (dict(parse(line.decode("utf-8"))) for line in lines)
        try:
            self.decoder.reset()
            args, kwargs = self.decoder.arguments(call["args"], call["kwargs"])
            parts = [(*args, *kwargs.values())]
            for result in results:
                self.decoder.reset()
                parts.append(self.decoder.decode(result["returned"]) if "returned" in result
                             else tuple(self.decoder.decode(part) for part in result["raised"]))
        except CannotRebuild as error:
            raise OriginalError(f"{name}: {error}") from None
        self.reset()
        try:
            return _json(holds=bool(self.relations[name].callable(*parts)))
        except BaseException as error:
            text = _short_traceback(error)
            raise OriginalError(f"the relation {name} raised: {text}") from None


def _put_on_path(folders: List[str], ours: Iterable[str]) -> None:
    """`ours`: modules that only the worker loaded: they do not hide those of the same name."""
    at = 0
    for folder in folders:
        if folder not in sys.path:
            sys.path.insert(at, folder)
            at += 1
    for name in {module.partition(".")[0] for module in ours}:
        found = importlib.machinery.PathFinder.find_spec(name, folders)
        if found is not None and found.loader is not None and found.origin is not None:
            for module in [m for m in sys.modules if m.partition(".")[0] == name]:
                del sys.modules[module]


def _mutants(session: Session) -> Any:
    from .mutants import Mutants  # it takes a while to load, and is needed for an audit alone

    return Mutants(session.original.callable)


def _describe_mutants(session: Session, lines: List[bytes]) -> Any:
    """Of the original; `lines`: calls, which reach some of its code."""
    from .mutants import Mutants, Reached

    reached = Reached(session.original.callable)
    end = time.monotonic() + _MOST_TRACING
    for line in lines:
        if time.monotonic() > end:
            reached.all = True  # nobody knows what the others reach
            break
        with reached:
            session.ask(line)
    return Mutants(session.original.callable).describe(reached)


def _answer_calls(session: Session, lines: List[bytes], answer: Callable[[bytes], None],
                  holds: bool) -> None:
    """`holds`: answers may wait for later ones, for a moment. Each write wakes the driver."""
    held: List[bytes] = []
    size, sent = 0, _now()
    for line in lines:
        held.append(session.ask(line))
        size += len(held[-1])
        if not holds or size > _MOST_HELD or _now() - sent > _LONGEST_HELD:
            answer(b"".join(held))
            held.clear()
            size, sent = 0, _now()
    answer(b"".join(held))


def _serve(read: Callable[[], bytes], answer: Callable[[bytes], None], before: Set[str]) -> None:
    config = json.loads(read())
    sys.argv[:] = [""]
    try:
        freeze = Freeze.of(config["freeze"])  # before the original may take a clock by its name
    except CannotFreeze as error:
        raise OriginalError(f"the original {config['function']}: {error}") from None
    ours = set(sys.modules) - before - {__package__}
    _put_on_path([os.path.abspath(f) for f in [*config["pythonpath"], os.getcwd()]], ours)
    session = Session(config, freeze)
    if config["mutant"] is not None:
        _mutants(session).put(config["mutant"])
    if config["folder"]:
        os.chdir(config["folder"])  # the original was imported where the project is
    if not config["prints"]:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    answer(_json(**session.original.info()))
    # The original has as much room as if nobody were below it: these frames, two of answering and
    # those of the two that run it.
    sys.setrecursionlimit(sys.getrecursionlimit() + _depth() + 4)
    while True:
        request = json.loads(read())
        lines = [read() for _ in range(request["lines"])]  # all, before the driver must read
        if "relation" in request:
            try:
                answer(session.relation(request["relation"], lines))
            except OriginalError as error:
                answer(_json(error=str(error)))
        elif "mutants" in request:
            answer(_json(mutants=_describe_mutants(session, lines)))
        elif "constants" in request:
            answer(_json(**constants_of(session.original.callable)))
        else:
            _answer_calls(session, lines, answer, request["holds"])


def serve(descriptor: int, before: Set[str]) -> None:
    """Answers until the driver closes its end; never comes back. `before`: loaded modules."""
    os.set_inheritable(descriptor, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the driver, which ends this process

    def answer(line: bytes) -> None:
        written = os.write(descriptor, line) if line else 0
        while written < len(line):
            written += os.write(descriptor, memoryview(line)[written:])

    with open(descriptor, "rb", closefd=False) as source:
        def read() -> bytes:
            line = source.readline()
            if not line.endswith(b"\n"):
                os._exit(0)
            return line

        try:
            _serve(read, answer, before)
        except OriginalError as error:
            answer(_json(error=str(error)))
            os._exit(2)
