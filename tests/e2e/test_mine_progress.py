"""Mining takes its time: a terminal sees what goes on, a log each result as soon as it is there."""

import os
import pty
import subprocess

import pytest
from workshop import Workshop, driver

ORIGINAL = """
    import os, time

    def f(n):
        time.sleep(float(os.environ.get("SLOW", "0")))
        return n
"""
PROJECT = """
    [function.quick]
    original = "quick:f"

    [function.slow]
    original = "slow:f"
"""
SLOW = {"SLOW": "0.1"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("mine"))
    workshop.write("quick.py", "def f(n):\n    return n\n")
    workshop.write("slow.py", ORIGINAL)
    workshop.write("portproof.toml", PROJECT)
    for name in ("quick", "slow"):
        script = f"import {name}\nfor i in range(20):\n    {name}.f(i)\n"
        workshop.record(f"{name}:f", script, f"corpus/{name}/recorded.jsonl")
    return workshop


def mining(shop, **streams):
    return subprocess.Popen([driver(), "mine"], cwd=shop.folder, text=True,
                            env={**os.environ, **SLOW}, stdout=subprocess.PIPE, **streams)


def test_each_result_is_printed_as_soon_as_it_is_there(shop):
    with mining(shop, stderr=subprocess.PIPE) as process:
        first = process.stdout.readline()
        assert "specs/quick.json: " in first and first.endswith("from 20 traces of quick:f\n")
        assert process.poll() is None  # the slow one is still being asked
        rest, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert rest.endswith("from 20 traces of slow:f\n") or "nothing changed" in rest
    assert errors == ""  # no progress where nobody looks


def read_all(fd):
    text = b""
    try:
        while part := os.read(fd, 4096):
            text += part
    except OSError:  # the other side is closed
        pass
    return text.decode()


def test_a_terminal_sees_what_goes_on(shop):
    terminal, end = pty.openpty()
    with mining(shop, stderr=end) as process:
        os.close(end)
        shown = read_all(terminal)
        process.communicate(timeout=60)
    os.close(terminal)
    assert process.returncode == 0
    lines = shown.split("\r\x1b[K")
    assert "mine quick:f" in lines and "mine slow:f" in lines, lines
    assert "mine slow:f: asking the original again" in lines, lines
    assert any(line.startswith("mine slow:f: asking the original again: 20 calls, ")
               for line in lines), lines
    assert lines[-1] == "", lines  # and nothing is left of it
