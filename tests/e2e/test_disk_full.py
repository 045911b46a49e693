"""A disk that is full, or a file that may not grow: nothing breaks, and it is said what to do."""

import json
import os
import resource
import subprocess
import sys

import pytest
from bad_input import refused
from mounts import Disk
from workshop import Run, Workshop, driver

MODULE = """
    def f(n):
        return [n] * 1000
"""
DRIVE = """
    import m, os
    for n in range(100):
        assert m.f(n) == [n] * 1000
    pid = os.fork()
    for n in range(100, 150) if pid else range(150, 200):
        assert m.f(n) == [n] * 1000
    if pid:
        assert os.waitpid(pid, 0)[1] == 0
        print("done")
"""
SPACE = "free some space there"


@pytest.fixture
def disk(tmp_path):
    made = Disk(tmp_path / "disk", 2048)
    yield made
    made.end()


@pytest.fixture
def workshop(tmp_path):
    made = Workshop(tmp_path)
    made.write("m.py", MODULE)
    made.write("drive.py", DRIVE)
    return made


def record(workshop, out, **kwargs):
    return workshop.portproof("record", "--function", "m:f", "--out", out, "--", sys.executable,
                              "drive.py", **kwargs)


def arguments_in(file):
    """The arguments of the traces; every line of the file is whole."""
    text = file.read_text()
    assert text.endswith("\n")
    lines = [json.loads(line) for line in text.splitlines()]
    assert "portproof" in lines[0]
    return {line["args"][0] for line in lines if "id" in line}


def readable(workshop, file):
    run = workshop.portproof("mine", file, "--out", "mined.json", "--no-ask-again")
    assert run.code == 0, run


def test_recording_onto_a_disk_that_gets_full(workshop, disk):
    file = disk.path / "r.jsonl"
    disk.fill(spare_kilobytes=200)
    run = record(workshop, file)
    assert run.out == "done\n"  # the program did all that it does
    refused(run, 2, f"{file}: No space left on device", SPACE, "record again")
    first = arguments_in(file)
    assert 10 < len(first) < 100
    assert f"{200 - len(first)} (the file could not be written)" in run.err, run
    readable(workshop, file)
    disk.free()
    run = record(workshop, file)
    assert run.code == 0 and run.out == "done\n", run
    assert arguments_in(file) == set(range(200)) >= first
    readable(workshop, file)


def test_recording_onto_a_disk_that_is_full(workshop, disk):
    file = disk.path / "r.jsonl"
    disk.fill()
    run = record(workshop, file)
    assert run.out in ("done\n", "")  # it may be refused before the program is run
    refused(run, 2, f"{file}: No space left on device", SPACE)
    disk.free()
    assert record(workshop, file).code == 0
    assert arguments_in(file) == set(range(200))


def test_recording_beside_a_temporary_folder_that_is_full(workshop, disk):
    disk.fill()
    run = record(workshop, "r.jsonl", env={"TMPDIR": str(disk.path)})
    assert run.out == "done\n"
    assert run.code in (0, 2), run
    if run.code == 2:
        refused(run, 2, "had no room to say what they recorded", "TMPDIR")
    assert arguments_in(workshop.folder / "r.jsonl") == set(range(200))


@pytest.mark.parametrize("blocks", [0, 1, 100, 200])
def test_recording_into_a_file_that_may_not_grow(workshop, blocks):
    """Needs no right: a limit of the process, of blocks of 1,000 bytes."""
    limit = blocks * 1000
    file = workshop.folder / "r.jsonl"
    process = subprocess.run(
        [driver(), "record", "--function", "m:f", "--out", file, "--", sys.executable, "drive.py"],
        cwd=workshop.folder, capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert process.stdout == ("done\n" if blocks else "")  # no place for anything: it is not run
    refused(Run(process), 2, *([f"{file}: File too large", "ulimit -f"] if blocks else ["TMPDIR"]))
    if blocks > 50:
        assert len(arguments_in(file)) > 10
        readable(workshop, file)
    else:
        assert not file.exists() or file.stat().st_size == 0 or not arguments_in(file)
    assert record(workshop, file).code == 0
    assert arguments_in(file) == set(range(200))


@pytest.mark.parametrize("out", ["/dev/full", "/dev/zero"])
def test_recording_into_what_is_no_file(workshop, out):
    refused(record(workshop, out), 2, f"{out}: is not a file; name one")


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    made = Workshop(tmp_path_factory.mktemp("checked"))
    made.write("m.py", "def f(n):\n    return n + 1\ndef g(n):\n    return n + (n != 7)\n")
    made.record("m:f", "import m\nfor n in range(50):\n    m.f(n)\n")
    made.mine()
    made.edit_spec(lambda spec: spec.update(port_calls_original="it is its own port here"))
    return made


def check(checked, *more, port="g", **kwargs):
    return checked.portproof("replay", "--spec", "spec.json", "--corpus", "corpus", "--port",
                             f"python:m:{port}", "--pythonpath", ".", *more, **kwargs)


@pytest.mark.parametrize("option", ["--out", "--json", "--junit"])
def test_writing_a_result_onto_a_full_disk(checked, disk, option):
    target = disk.path / ("run" if option == "--out" else "result")
    disk.fill()
    said = refused(check(checked, option, target), 2, f"{target}", "cannot be written",
                   "No space left on device", SPACE)
    assert "diverged" in said  # the verdict is not lost
    assert [each.name for each in disk.path.rglob("*") if each.is_file()] == ["filler"]
    disk.free()
    assert check(checked, option, target).code == 1
    assert target.exists()


def test_a_run_directory_from_before_stays_whole(checked, disk):
    assert check(checked, "--out", disk.path / "run", port="f").code == 0
    before = (disk.path / "run/run.json").read_bytes()
    disk.fill()
    refused(check(checked, "--out", disk.path / "run"), 2, str(disk.path / "run"), SPACE)
    assert (disk.path / "run/run.json").read_bytes() == before
    assert checked.portproof("report", disk.path / "run").code == 0


def test_mining_onto_a_full_disk(checked, disk):
    spec = disk.path / "spec.json"
    before = (checked.folder / "spec.json").read_bytes()
    spec.write_bytes(before)
    disk.fill()
    refused(checked.portproof("mine", "corpus", "--out", spec), 2,
            f"{spec}: cannot be written: No space left on device", SPACE)
    assert spec.read_bytes() == before
    refused(checked.portproof("confirm", spec, "n <= 40"), 2, str(spec), SPACE)
    assert spec.read_bytes() == before


def test_a_report_that_nobody_can_read(checked):
    with open("/dev/full", "w") as full:
        process = subprocess.run(
            [driver(), "replay", "--spec", "spec.json", "--corpus", "corpus", "--port",
             "python:m:f", "--pythonpath", "."], cwd=checked.folder, check=False, text=True,
            stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert process.returncode == 2, process
    assert "standard output cannot be written: No space left on device" in process.stderr


@pytest.mark.parametrize("command", [
    ["replay", "--spec", "spec.json", "--corpus", "corpus", "--port", "python:m:f", "--live"],
    ["record", "--function", "m:f", "--out", "other.jsonl", "--", sys.executable, "-c", "import m"],
])
def test_no_temporary_folder(checked, command):
    """A full one, or none: where everything else would be tried, only Python finds another."""
    run = checked.portproof(*command, env={"TMPDIR": "/nowhere", "PYTHONPATH": "."})
    assert run.code in (0, 2, 3), run
    assert "defect" not in run.err
    if command[0] == "replay":
        refused(run, 2, "the folder for temporary files: No such file", "set TMPDIR")


def test_live_beside_a_full_temporary_folder(checked, disk):
    os.chmod(disk.path, 0o777)
    disk.fill()
    run = check(checked, "--live", port="f", env={"TMPDIR": str(disk.path)})
    assert run.code == 0, run
