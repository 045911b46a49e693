"""What the end-to-end tests share: the built driver, a folder to work in, gates from C++ text."""

import fcntl
import functools
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def driver():
    named = os.environ.get("PORTPROOF")
    if named:
        return Path(named)
    built = [path for path in ROOT.glob("build/*/bin/portproof") if "asan" not in path.parts]
    assert built, "portproof is not built: .ci/test builds it"
    return max(built, key=lambda path: path.stat().st_mtime)


# What nearly every port includes. Compiled once, it halves what the tests take.
HEADERS = "portproof/port.h algorithm cmath cstdint cstring functional map stdexcept string vector"


@functools.cache
def port_flags():
    """Flags for a port of a test: precompiled headers, no debug information."""
    folder = driver().parents[1] / "tests/ports"
    folder.mkdir(parents=True, exist_ok=True)
    header, compiled = folder / "ports.h", folder / "ports.h.gch"
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newest = max(path.stat().st_mtime for folder in ("replay", "specs")
                     for path in (ROOT / folder).rglob("*.h"))
        if not compiled.exists() or compiled.stat().st_mtime < newest:
            header.write_text("".join(f"#include <{name}>\n" for name in HEADERS.split()))
            subprocess.run([os.environ.get("CXX", "g++"), "-std=c++20", "-O2", "-g", "-g0",
                            f"-I{ROOT}", f"-I{ROOT / 'replay/include'}", "-x", "c++-header",
                            header, "-o", compiled], check=True)
    return "-g0", "-Wl,-S", "-include", header


class Run:
    """A finished command: its exit code, its output, its result where it wrote one."""

    def __init__(self, process, result=None):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr
        self.result = result

    def __repr__(self):
        return f"exit {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


class Workshop:
    """A folder of a team that ports a function."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return path

    def run(self, *command, env=None, timeout=120):
        process = subprocess.run(
            [str(part) for part in command], cwd=self.folder, capture_output=True, text=True,
            timeout=timeout, env={**os.environ, **(env or {})}, check=False, errors="replace",
        )
        return Run(process)

    def portproof(self, *arguments, **kwargs):
        return self.run(driver(), *arguments, **kwargs)

    def record(self, function, script, out="corpus/recorded.jsonl", *more):
        """Records a script of the team (a module beside it is importable)."""
        self.write("drive.py", script)
        (self.folder / out).parent.mkdir(parents=True, exist_ok=True)
        run = self.portproof("record", "--function", function, "--out", out, *more, "--",
                             sys.executable, "drive.py")
        assert run.code == 0, run
        return self.folder / out

    def mine(self, corpus="corpus/recorded.jsonl", spec="spec.json"):
        run = self.portproof("mine", corpus, "--out", spec)
        assert run.code == 0, run
        return self.folder / spec

    def edit_spec(self, change, spec="spec.json"):
        path = self.folder / spec
        value = json.loads(path.read_text())
        change(value)
        path.write_text(json.dumps(value, indent=2))

    def build(self, source, name="gate"):
        port = self.write(f"{name}.cc", source)
        run = self.portproof("build", port, "-o", f"{name}_gate", "--", *port_flags())
        assert run.code == 0, run
        return self.folder / f"{name}_gate"

    def gate(self, gate, *arguments, stage="replay", spec="spec.json", corpus="corpus", **kwargs):
        """Runs a stage of a gate; `check`: all of them."""
        run = self.run(gate, stage, "--spec", spec, "--corpus", corpus, "--json", "result.json",
                       *arguments, **kwargs)
        return self._with_result(run)

    def _with_result(self, run):
        file = self.folder / "result.json"
        if file.exists():
            run.result = json.loads(file.read_text())
            file.unlink()
        return run

    def check_python(self, port, *arguments, stage="replay", spec="spec.json", corpus="corpus",
                     **kwargs):
        """Checks an importable port, MODULE:NAME."""
        run = self.portproof(stage, "--spec", spec, "--corpus", corpus, "--port",
                             f"python:{port}", "--json", "result.json", *arguments, **kwargs)
        return self._with_result(run)

    def check_one_in_a_hundred(self, module, fault, **kwargs):
        """Gates m:port, whose call for 61 does `fault`; m:f adds 1. Returns the one finding."""
        self.write("m.py", module.format(fault=fault))
        self.record("m:f", "import m\nfor n in range(100):\n    m.f(n)\n")
        self.mine()
        run = self.check_python("m:port", "--timeout", "1", **kwargs)
        assert run.code == 1, run
        assert run.result["counts"]["match"] == 99, run
        assert run.result["counts"]["diverged"] == 1, run
        (finding,) = run.result["findings"]
        assert finding["call"] == "f(61)"
        assert finding["expected"] == "62"
        return finding
