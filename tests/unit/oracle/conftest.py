"""Makes the recorder importable: from the newest build, which has the native module, or pure."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "oracle" / "python"
BUILT = sorted(ROOT.glob("build/*/oracle/python"), key=os.path.getmtime)

sys.path[:0] = [str(Path(__file__).parent), str(SOURCE)]
