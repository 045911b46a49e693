"""Portproof's recorder: what a Python function does, written down as traces."""

import importlib
import os
from typing import Any

__version__ = "0.1.0"
__all__ = ["CannotRecord", "StoreError", "record", "recording"]

_HOMES = {"CannotRecord": "hooks", "StoreError": "store", "record": "inline", "recording": "inline"}

# It may have been found by a relative path; the working folder may be another when it is asked.
__path__ = [os.path.abspath(folder) for folder in __path__]


def __getattr__(name: str) -> Any:
    """Loads what is asked for: a worker needs no recorder."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
