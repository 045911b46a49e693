"""Counts the calls that a recording cannot see: of a module as it stood before the block."""

import sys
import types
from typing import Any, Dict

from .guard import DEPTH
from .hooks import CannotRecord, install, resolve
from .plan import Count


class Aside:
    """Hooks a function of a module that others still refer to, though another took its place."""

    def __init__(self, module: Any, qualname: str) -> None:
        self.calls = Count()
        names = sorted(name for name, found in sys.modules.items() if found is module)
        known = f", known as {', '.join(names)}" if names else ""
        self.reason = f"of the {module.__name__} that was loaded before the block{known}"
        try:
            owner, name, found = resolve(module, qualname)
            if isinstance(found, types.FunctionType):  # a builtin is an accelerator: left alone
                install(owner, name, found, self, False)
        except (AttributeError, CannotRecord):
            pass

    def entrance(self, hook: Any) -> Any:
        """What stands for the function."""
        return types.MethodType(self.observe, hook)

    def observe(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Stands for the function."""
        if not DEPTH.value:
            self.calls.step()
        return hook.run(args, kwargs)

    def iterate(self, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Stands for a generator function, which is asked for its first item."""
        if not DEPTH.value:
            self.calls.step()
        return hook.original(*args, **kwargs)
