"""A recording or a spec that changes while it is read: no verdict of two inputs at once."""

import os
import subprocess
import time

import pytest
from bad_input import refused
from workshop import Run, Workshop

PORT = """
    #include <portproof/port.h>
    #include <unistd.h>
    int f(int n) {
      ::usleep(2'000);
      return n + 1;
    }
    PORTPROOF_PORT("m:f", f);
"""
TRACES = 600


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("changing"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", f"import m\nfor n in range({TRACES}):\n    m.f(n)\n")
    workshop.mine()
    workshop.build(PORT)
    return workshop


def grow(file, text):
    """As a recording that goes on: a whole line, and then half of one."""
    with file.open("a") as out:
        out.write(text.splitlines(keepends=True)[1])


def grow_by_half(file, text):
    with file.open("a") as out:
        out.write(text.splitlines(keepends=True)[1][:30])


def truncate(file, text):
    os.truncate(file, len(text) // 3)


def empty(file, text):
    os.truncate(file, 0)


def replace(file, text):
    beside = file.with_suffix(".new")
    lines = text.splitlines(keepends=True)
    beside.write_text(lines[0] + "".join(reversed(lines[1:])))
    beside.replace(file)


def remove(file, text):
    file.unlink()


def replace_by_a_folder(file, text):
    file.unlink()
    file.mkdir()


CHANGES = [grow, grow_by_half, truncate, empty, replace, remove, replace_by_a_folder]


def checked(workshop, change, file, *more):
    """A check in the middle of which the file changes; the file is put back."""
    text = file.read_text()
    process = subprocess.Popen(
        ["./gate_gate", "replay", "--spec", "spec.json", "--corpus", "corpus", *more],
        cwd=workshop.folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(0.3)
    assert process.poll() is None
    change(file, text)
    out, err = process.communicate(timeout=60)
    if file.is_dir():
        file.rmdir()
    file.write_text(text)
    return Run(subprocess.CompletedProcess(process.args, process.returncode, out, err))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_recording_that_changes(recorded, change, jobs):
    file = recorded.folder / "corpus/recorded.jsonl"
    run = checked(recorded, change, file, "--jobs", jobs)
    refused(run, 2, "corpus/recorded.jsonl: changed while it was read", "run again when")


@pytest.mark.parametrize("change", [truncate, remove])
def test_a_spec_that_changes(recorded, change):
    run = checked(recorded, change, recorded.folder / "spec.json")
    refused(run, 2, "spec.json: changed while it was read", "run again when")


def test_what_is_only_touched_has_not_changed(recorded):
    run = checked(recorded, lambda file, text: file.write_text(text),
                  recorded.folder / "corpus/recorded.jsonl")
    assert run.code == 0, run
