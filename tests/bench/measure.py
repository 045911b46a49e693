"""What the benchmarks share: the release build, commands that must work, rows of ratios."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHON = "/usr/bin/python3"
ROW = re.compile(r"^(holds|missed|beside)\s+(.+?)\s{2,}(?:([<>]=) ([\d.]+))?\s+([\d.]+)\s{2,}(.*)$")
SLUG = '''\
def slug(text):
    return "-".join(text.lower().split())
'''


def name():
    return Path(sys.argv[0]).name


def driver():
    """The release build's, or the one that PORTPROOF names."""
    path = Path(os.environ.get("PORTPROOF") or ROOT / "build/release/bin/portproof")
    if not path.exists():
        sys.exit(f"{name()}: {path} is not built: cmake --workflow --preset release")
    return path


def run(folder, *command, codes=(0,), env=None):
    """What the command prints; the benchmark ends where it ends with another code."""
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True,
                          text=True, check=False, env=env)
    if done.returncode not in codes:
        said = (done.stdout + done.stderr)[-2000:]
        sys.exit(f"{name()}: exit {done.returncode}: {' '.join(map(str, command))}\n{said}")
    return done.stdout


def build_gate(folder, port, out="gate"):
    run(folder, driver(), "build", port, "-o", out, "--", f"-I{HERE}")


def compile_program(folder, source, out):
    run(folder, os.environ.get("CXX", "c++"), "-std=c++20", "-O2", source, "-o", out)


def record_slugs(folder, traces=2000):
    """A module, a recording of it and the spec that is mined from that."""
    (folder / "bench_slug.py").write_text(SLUG)
    (folder / "drive.py").write_text(
        "import bench_slug\n"
        f"for number in range({traces}):\n    bench_slug.slug(f'{{number}} Some  Words')\n")
    (folder / "recorded.jsonl").unlink(missing_ok=True)
    run(folder, driver(), "record", "--python", PYTHON, "--function", "bench_slug:slug", "--out",
        "recorded.jsonl", "--", PYTHON, "drive.py")
    run(folder, driver(), "mine", "recorded.jsonl", "--out", "spec.json", "--python", PYTHON)


def row(name, ratio, relation, bound, detail):
    """Prints one ratio beside its bound."""
    holds = ratio <= bound if relation == "<=" else ratio >= bound
    word = "holds" if holds else "missed"
    print(f"{word:7} {name:44}  {relation} {bound:<6g} {ratio:8.2f}  {detail}", flush=True)


def beside(name, ratio, detail):
    """Prints a ratio that has no bound, to compare with."""
    print(f"{'beside':7} {name:44}  {'':9} {ratio:8.2f}  {detail}", flush=True)


def fastest(folder, commands, rounds=5, runs=10):
    """The minimum of seconds that each command takes (by hyperfine), measured in turns."""
    best = {}
    for _ in range(rounds):
        for key, command in commands.items():
            run(folder, "hyperfine", "-N", "--warmup", "2", "--runs", str(runs), "-i",
                "--export-json", "hyperfine.json", " ".join(map(str, command)))
            (result,) = json.loads((folder / "hyperfine.json").read_text())["results"]
            best[key] = min(best.get(key, result["min"]), result["min"])
    return best
