"""Kills recording processes at random moments: no complete trace is lost, the file stays good."""

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
        return [a] * (a % 5)
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


def complete_lines(path, begin=0):
    """The traces of the complete lines, each checked; and where the last of them ends."""
    data = path.read_bytes()
    end = data.rfind(b"\n") + 1
    traces = []
    for i, line in enumerate(data[begin:end].splitlines()):
        value = json.loads(line)
        assert ("portproof" in value) == (begin == 0 and i == 0)
        if "id" in value:
            content = line[line.index(b",") + 1: -1].decode()
            assert encoder.content_id(content) == value["id"]
            traces.append(value["args"][0])
    return traces, end


def kill_once(bench, start, delay):
    """Records until it is killed; returns what calls are known to have ended."""
    command = bench.command("mod:f", sys.executable, "drive.py", str(start))
    process = subprocess.Popen(command, cwd=bench.folder, env=bench.environment(),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
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
    file, known, start, end, cut = bench.folder / "r.jsonl", [], 0, 0, False
    for _ in range(50):  # and 50 with the other encoder
        done, err = kill_once(bench, start, chance.random() * 0.02)
        assert ("incomplete" in err) == cut, err
        traces, end = complete_lines(file, end)
        assert set(done) <= set(traces)
        known += traces
        start = known[-1] + 1000
        cut = end != file.stat().st_size
        if not cut and chance.random() < 0.3:  # as a full disk or a lost machine leaves it
            os.truncate(file, end - chance.randrange(1, 20))
            known.pop()
            end, cut = file.read_bytes().rfind(b"\n") + 1, True
    bench.write("drive.py", "import mod\nmod.f(-1)\n")
    run = bench.record("mod:f")
    assert run.code == 0, run
    assert [t["args"][0] for t in run.traces] == [*known, -1]
