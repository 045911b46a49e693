"""Starts recording in a process of the recorded command: hooks modules as they are loaded."""

import atexit
import contextlib
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
from typing import Any, Dict, List, Optional

from .aside import Aside
from .forks import follow
from .guard import OWN_WORK, call_later, is_own_work
from .original import run_blocked
from .plan import Plan
from .recorder import Recorder

VARIABLE = "PORTPROOF_RECORD"


class HookedLoader:
    """A module's own loader, which hooks the function once the module has been executed."""

    def __init__(self, loader: Any, recorders: List[Recorder]) -> None:
        self._loader = loader
        self._recorders = recorders

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: Any) -> Any:
        """As the module's own loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        """Executes the module with its accelerators blocked, then hooks it."""
        module.__loader__ = module.__spec__.loader = self._loader
        block = [name for recorder in self._recorders for name in recorder.block]
        run_blocked(block, lambda: self._loader.exec_module(module))
        for recorder in self._recorders:
            recorder.attach(module)


class HookingFinder:
    """Finds the modules of recorded functions like everybody else, with a loader that hooks."""

    def __init__(self, recorders: Dict[str, List[Recorder]]) -> None:
        self._recorders = recorders

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The other finders' spec; a frozen module's source file instead, where it is there."""
        if name not in self._recorders:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is None:
                continue
            if spec.origin == "frozen":
                spec = importlib.machinery.PathFinder.find_spec(name, path, target) or spec
            if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                spec.loader = HookedLoader(spec.loader, self._recorders[name])
            return spec
        return None


def _hook_loaded(name: str, recorders: List[Recorder]) -> None:
    """A module that was loaded before: hooked as it is, or replaced by one without accelerators."""
    module = sys.modules[name]
    if not any(recorder.block for recorder in recorders):
        for recorder in recorders:
            recorder.attach(module)
        return
    del sys.modules[name]
    fresh = importlib.import_module(name)
    for recorder in recorders:
        recorder.aside = Aside(module, recorder.qualname)
    parent, _, last = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], last, fresh)


def _write_report(recorders: List[Recorder], folder: str) -> None:
    with OWN_WORK:
        report = {recorder.function: recorder.summary() for recorder in recorders}
        for recorder in recorders:
            recorder.close()
        name = os.path.join(folder, f"report-{os.getpid()}")
        try:
            with open(name + ".new", "w") as file:
                json.dump(report, file)
            os.replace(name + ".new", name + ".json")
        except OSError:
            # The command that waits for it is gone; or the disk is full: an empty file has room.
            with contextlib.suppress(OSError):
                os.replace(name + ".new", name + ".lost")


def _finish_on_sigterm(finish: Any) -> None:
    """Keeps the notes where the process is told to end and nobody else handles that."""

    def end() -> None:
        finish()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)

    def on_sigterm(*_: Any) -> None:
        if is_own_work():
            call_later(end)  # a lock of ours may be held just now
        else:
            end()

    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, on_sigterm)
    except ValueError:
        pass  # not the main thread


def start() -> None:
    """Reads the configuration from the environment, and hooks."""
    text: Optional[str] = os.environ.get(VARIABLE)
    if not text:
        return
    config = json.loads(text)
    recorders = [Recorder(t["function"], t["out"], t["block"], Plan.of(t))
                 for t in config["targets"]]
    by_module: Dict[str, List[Recorder]] = {}
    for recorder in recorders:
        by_module.setdefault(recorder.module_name, []).append(recorder)
    sys.meta_path.insert(0, HookingFinder(by_module))  # type: ignore[arg-type]

    def finish() -> None:
        _write_report(recorders, config["report"])

    atexit.register(finish)
    follow(recorders, finish)
    _finish_on_sigterm(finish)
    for name, group in by_module.items():
        if name in sys.modules:
            _hook_loaded(name, group)
