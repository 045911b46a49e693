"""Builds a port as a Python module, and runs Hypothesis on it in an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
import time

from measure import HERE, PYTHON, ROOT, run

VENV = ROOT / "build/bench_venv"
HYPOTHESIS = "hypothesis==6.170.17"
HEADERS = VENV / "port_headers"  # holds our stand-in for portproof/port.h, compiled once


def python_with_hypothesis():
    """Installs what is not there yet, and compiles the headers."""
    python = VENV / "bin/python"
    if not python.exists():
        subprocess.run([PYTHON, "-m", "venv", VENV], check=True)
    if not list(VENV.glob(f"lib/*/site-packages/{HYPOTHESIS.replace('==', '-')}.dist-info")):
        subprocess.run([python, "-m", "pip", "-q", "install", HYPOTHESIS], check=True)
    header = HEADERS / "portproof/port.h"
    header.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "hypothesis_port.h", header)
    run(header.parent, *compiler(), "-x", "c++-header", "port.h", "-o", "port.h.gch")


def compiler():
    includes = run(VENV, VENV / "bin/python", "-c",
                   "import sysconfig; print(sysconfig.get_path('include'))").strip()
    return (os.environ.get("CXX", "c++"), "-std=c++20", "-O2", "-fPIC", "-fvisibility=hidden",
            f"-I{HEADERS}", f"-I{includes}")


def build_module(folder, source):
    run(folder, *compiler(), "-shared", source, "-o", "port.so")


def hypothesis(folder, what, function, number, blocked=()):
    """What hypothesis_loop.py prints; where the port ends its process, that is the divergence."""
    path = os.pathsep.join([str(ROOT / "oracle/python"), str(folder)])
    done = subprocess.run(
        [VENV / "bin/python", HERE / "hypothesis_loop.py", what, function, str(folder),
         str(number), *blocked], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"})
    said = done.stdout.split("\n", maxsplit=1)
    if done.returncode < 0 and said[0]:
        return {"seconds": time.time() - float(said[0]), "args": "its process died"}
    if done.returncode:
        sys.exit(f"props_bench: Hypothesis of {function}: exit {done.returncode}\n"
                 f"{done.stderr[-2000:]}")
    return json.loads(said[1])
