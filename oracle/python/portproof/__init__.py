"""Portproof's recorder: what a Python function does, written down as traces."""

__version__ = "0.1.0"
__all__ = ["CannotRecord", "StoreError", "record", "recording"]

# They need the version.
from .hooks import CannotRecord
from .inline import record, recording
from .store import StoreError
