"""Makes the recorder importable: from the newest build, which has the native module, or pure."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "oracle" / "python"


def natives():
    """The native modules that were built for this Python, the newest last."""
    found = ROOT.glob(f"build/*/oracle/python/portproof/_native.{sys.implementation.cache_tag}-*")
    return sorted((f for f in found if "asan" not in f.parts), key=os.path.getmtime)


sys.path[:0] = [str(Path(__file__).parent), str(SOURCE)]
import recording  # noqa: E402


@pytest.fixture(params=["pure", "native"])
def bench(request, tmp_path):
    return recording.Bench(tmp_path, request.param)
