"""Tells whether code of the original runs while a port in Python answers.

Code is known by where it stands, not by the object: another copy of the module is the original too.
"""

import inspect
import os
import sys
import types
from typing import Any, Dict, Optional

_AT_THE_LIMIT = 20  # frames: so near to it the interpreter itself takes a profiler away
_BUILTINS = (types.BuiltinFunctionType, types.MethodDescriptorType, types.ClassMethodDescriptorType)

Place = Dict[str, Any]


def place_of(found: Any) -> Optional[Place]:
    """Where the code of a function stands, beneath its decorators; None where it has none."""
    function = inspect.unwrap(getattr(found, "__func__", found))
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if isinstance(code, types.CodeType):
        return {"file": _file(code), "line": code.co_firstlineno, "name": code.co_name}
    if isinstance(function, _BUILTINS):
        return {"module": getattr(function, "__module__", None) or "",
                "name": function.__qualname__}
    return None


def _file(code: types.CodeType) -> str:
    return os.path.realpath(code.co_filename) if os.sep in code.co_filename else code.co_filename


class Shadow:
    """Follows the calls of a port, in its own thread and in those of `threading`."""

    def __init__(self, place: Place, port: Any) -> None:
        self.place = place
        self.is_original = place_of(port) == place
        self.active = False
        self.seen: Optional[str] = None
        sys.addaudithook(self._audit)

    def __enter__(self) -> None:
        """From here on everything that is called is looked at; `seen` says what was found."""
        import threading
        self.seen = None
        threading.setprofile(self._look)
        sys.setprofile(self._look)
        self.active = True

    def __exit__(self, *_: Any) -> None:
        import threading
        self.active = False
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]

    def _look(self, frame: types.FrameType, event: str, argument: Any) -> None:
        place = self.place
        if event == "call":
            code = frame.f_code
            if (code.co_name == place["name"] and code.co_firstlineno == place.get("line")
                    and _file(code) == place["file"]):
                self._note()
        elif event == "c_call" and "module" in place and self.active:
            if isinstance(argument, _BUILTINS) and place_of(argument) == place:
                self._note()

    def _note(self) -> None:
        self.seen = ("the port is the original itself" if self.is_original
                     else "the port runs the original while it answers")

    def _audit(self, event: str, _: Any) -> None:
        if not self.active or event != "sys.setprofile":
            return
        threading = sys.modules["threading"]
        if sys._getframe(1).f_globals is threading.__dict__:
            return  # hands our profile function to a new thread
        frame, depth = sys._getframe(), 0
        while frame is not None:
            frame, depth = frame.f_back, depth + 1  # type: ignore[assignment]
        if depth < sys.getrecursionlimit() - _AT_THE_LIMIT:
            self.seen = (self.seen
                         or "the port keeps others from seeing what it calls (sys.setprofile)")
