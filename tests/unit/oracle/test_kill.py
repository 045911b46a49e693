"""Kills recording processes at random moments: no completed trace is lost, the file stays usable."""

import json
import os
import random
import signal
import subprocess
import sys
import time

from portproof import encoder

MODULE = """
    def f(a):
        return [a] * (a % 50)
"""
SCRIPT = """
    import mod, sys
    i = int(sys.argv[1])
    while True:
        mod.f(i)
        sys.stdout.write(f"{i}\\n")
        sys.stdout.flush()
        i += 1
"""


def complete_lines(path):
    """The traces of the complete lines, each checked; and whether one is incomplete."""
    data = path.read_bytes()
    *whole, rest = data.split(b"\n")
    traces = []
    for i, line in enumerate(whole):
        value = json.loads(line)
        assert ("portproof" in value) == (i == 0)
        if "id" in value:
            content = line[line.index(b",") + 1: -1].decode()
            assert encoder.content_id(content) == value["id"]
            traces.append(value["args"][0])
    return traces, bool(rest)


def kill_once(bench, start, delay):
    """Records until it is killed; returns what calls are known to have ended."""
    command = bench.command("mod:f", sys.executable, "drive.py", str(start))
    process = subprocess.Popen(command, cwd=bench.folder, env=bench.environment(),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               start_new_session=True)
    first = process.stdout.readline()
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGKILL)
    out, err = process.communicate(timeout=30)
    done = (first + out).split(b"\n")[:-1]  # a last line that was cut says nothing
    return [int(word) for word in done], err.decode()


def test_kill(bench):
    bench.write("mod.py", MODULE)
    bench.write("drive.py", SCRIPT)
    chance = random.Random(7)
    file, known, start, cut = bench.folder / "r.jsonl", [], 0, False
    for _ in range(50):  # and 50 with the other encoder
        done, err = kill_once(bench, start, chance.random() * 0.03)
        assert ("incomplete" in err) == cut, err
        known += done
        start = known[-1] + 1000
        traces, cut = complete_lines(file)
        assert set(known) <= set(traces)
        if chance.random() < 0.2:  # as a full disk or a lost machine leaves it
            with file.open("ab") as appended:
                appended.write(b"x")
            os.truncate(file, file.stat().st_size - chance.randrange(1, 30))
            traces, cut = complete_lines(file)
            known = [number for number in known if number in set(traces)]
    bench.write("drive.py", "import mod\nmod.f(-1)\n")
    run = bench.record("mod:f")
    assert run.code == 0, run
    assert [t["args"][0] for t in run.traces] == [*traces, -1]
