"""Where the recorder's package is: its source, and the native modules that were built."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "oracle" / "python"


def natives():
    """The native modules that were built for this Python, the newest last."""
    found = ROOT.glob(f"build/*/oracle/python/portproof/_native.{sys.implementation.cache_tag}-*")
    return sorted((f for f in found if "asan" not in f.parts), key=os.path.getmtime)
