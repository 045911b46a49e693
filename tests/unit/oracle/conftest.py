"""Makes the recorder importable, and runs recorder tests with both encoders."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import package

sys.path.insert(0, str(package.SOURCE))
import recording


@pytest.fixture(params=["pure", "native"])
def bench(request, tmp_path):
    return recording.Bench(tmp_path, request.param)
