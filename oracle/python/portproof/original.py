"""Imports the original. Executed by the embedded oracle as text too: needs nothing of this package.
"""

import importlib
import inspect
import sys
from typing import Any, Callable, Dict, List, Optional, Tuple

_loaded_for: Dict[Tuple[str, Tuple[str, ...]], Any] = {}
_absent: Any = object()


def run_blocked(blocked: List[str], run: Callable[[], Any]) -> Any:
    """Calls `run` while some modules cannot be imported, as test.support does: they are None."""
    kept = {name: sys.modules.get(name, _absent) for name in blocked}
    for name in blocked:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        return run()
    finally:
        for name, value in kept.items():
            if value is _absent:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = value


def _put_back(module: str, value: Any) -> None:
    sys.modules[module] = value
    parent, _, last = module.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], last, value)


def _module_for(module: str, blocked: List[str]) -> Any:
    """What was loaded first is the oracle's, and stays in sys.modules.

    The same module with other names blocked (a port's) is kept aside.
    """
    key = module, tuple(blocked)
    if key in _loaded_for:
        return _loaded_for[key]
    first = all(name != module for name, _ in _loaded_for)
    standing = None
    if blocked or not first:
        standing = sys.modules.pop(module, None)
    try:
        _loaded_for[key] = run_blocked(blocked, lambda: importlib.import_module(module))
    finally:
        if standing is not None and (not first or key not in _loaded_for):
            _put_back(module, standing)
    return _loaded_for[key]


def load(module: str, qualname: str, blocked: List[str], own: Optional[Tuple[str, Any]]) -> Tuple[
        Any, Any, Optional[str], bool, Any, bool]:
    """The function, its module's file, its source, whether it has no Python code, its module, and
    whether it is a generator function.

    `own`: name and module of the original that it is a relation for. None is then loaded anew.
    """
    if own is None:
        loaded = _module_for(module, blocked)
    elif own[0] == module:
        loaded = own[1]
    else:
        loaded = importlib.import_module(module)
    found = loaded
    for part in qualname.split("."):
        try:
            found = getattr(found, part)
        except AttributeError as error:
            import difflib
            near = difflib.get_close_matches(part, dir(found), 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise AttributeError(f"{error}{hint}") from None
    if not callable(found):
        raise TypeError(f"{module}:{qualname} is not callable")
    try:
        source = inspect.getsource(found)
    except (OSError, TypeError):
        source = None
    function = getattr(found, "__func__", found)
    builtin = not hasattr(inspect.unwrap(function), "__code__")
    generator = inspect.isgeneratorfunction(found)
    return found, getattr(loaded, "__file__", None), source, builtin, loaded, generator
