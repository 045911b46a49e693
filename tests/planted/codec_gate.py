"""The codec's own gate: the pure Python encoder is the original, the C++ codec its port."""

import json
import os
import subprocess
from pathlib import Path

WORKLOAD = Path(__file__).with_name("codec_workload.py")
ORIGINAL = "portproof.encoder:encode_value"
PORT = "python:portproof._native:encode_value"


def run(driver, folder, package, *arguments):
    """Runs the driver with `package`, the folder that holds the Python package."""
    variables = {"PYTHONPATH": str(package), "PORTPROOF_PYTHON_DIR": str(package)}
    return subprocess.run(
        [str(driver), *map(str, arguments)], cwd=folder, capture_output=True, text=True,
        check=False, env={**os.environ, **variables})


def record(driver, folder, package, python):
    """Records the original in `folder`, and mines its spec."""
    done = run(driver, folder, package, "record", "--python", python, "--function", ORIGINAL,
               "--out", "recorded.jsonl", "--", python, WORKLOAD)
    assert done.returncode == 0, done
    done = run(driver, folder, package, "mine", "recorded.jsonl", "--out", "spec.json")
    assert done.returncode == 0, done
    path = Path(folder) / "spec.json"
    spec = json.loads(path.read_text())
    spec["port_calls_original"] = "not asked: who would watch it has loaded the same module"
    path.write_text(json.dumps(spec))


def check(driver, folder, package, python, *more):
    """Runs the gate on the native module of `package`."""
    return run(driver, folder, package, "replay", "--spec", "spec.json", "--corpus",
               "recorded.jsonl", "--python", python, "--pythonpath", package, "--port", PORT, *more)
