"""A file is of one recording at a time, and of one list of blocked modules."""

import json
import os
import subprocess
import sys

MODULE = """
    def f(a):
        return a
"""
WAIT = """
    import mod, sys
    mod.f(1)
    print("recorded", flush=True)
    sys.stdin.readline()
    mod.f(2)
"""


def start(bench):
    """A recording that goes on until it is sent a line."""
    bench.write("mod.py", MODULE)
    bench.write("wait.py", WAIT)
    process = subprocess.Popen(
        bench.command("mod:f", sys.executable, "wait.py"), cwd=bench.folder, text=True,
        env=bench.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    assert process.stdout.readline() == "recorded\n", process.communicate()
    return process


def test_two_recordings_at_once(bench):
    first = start(bench)
    file = bench.folder / "r.jsonl"
    before = file.read_bytes()
    second = bench.record("mod:f", sys.executable, "-c", "print('ran')")
    elsewhere = bench.record("mod:f", sys.executable, "-c", "import mod; mod.f(3)", out="s.jsonl")
    assert file.read_bytes() == before
    first.communicate("\n", timeout=60)
    assert (second.code, second.out) == (2, ""), second
    assert second.err == (f"portproof: {file}: another recording writes to it; wait for it to end, "
                          "or give another --out\n")
    assert elsewhere.code == 0 and first.returncode == 0
    after = bench.record("mod:f", sys.executable, "-c", "import mod; mod.f(4)")
    assert after.code == 0, after
    assert [trace["args"] for trace in after.traces] == [[1], [2], [4]]


def test_a_killed_recording_holds_nothing(bench):
    first = start(bench)
    first.kill()
    first.communicate(timeout=60)
    assert bench.record("mod:f", sys.executable, "-c", "import mod; mod.f(4)").code == 0


def test_processes_of_one_recording_share_its_file(bench):
    run = bench.script(MODULE, """
        import mod, os, subprocess, sys
        mod.f(0)
        pid = os.fork()
        if not pid:
            mod.f(1)
            os._exit(0)
        os.waitpid(pid, 0)
        subprocess.run([sys.executable, "-c", "import mod; mod.f(2)"], check=True)
    """)
    assert run.code == 0, run
    assert [trace["args"] for trace in run.traces] == [[0], [1], [2]]


def test_no_empty_file_is_left(bench):
    run = bench.script(MODULE, "pass\n", out="new/r.jsonl")
    assert run.code == 3 and not (bench.folder / "new/r.jsonl").exists(), run
    (bench.folder / "r.jsonl").write_text("")
    assert bench.script(MODULE, "pass\n").code == 3
    assert (bench.folder / "r.jsonl").exists()


def test_a_changed_original_is_held_anew(bench):
    assert bench.script(MODULE, "import mod; mod.f(1)\n").code == 0
    bench.write("mod.py", MODULE + "    # changed\n")
    inner = [sys.executable, "-m", "portproof", "record", "--function", "mod:f", "--out", "r.jsonl",
             "--", sys.executable, "-c", "pass"]
    bench.write("drive.py", f"""
        import mod, subprocess
        mod.f(2)
        run = subprocess.run({inner!r}, capture_output=True, text=True)
        assert run.returncode == 2 and "another recording" in run.stderr, run
    """)
    run = bench.record("mod:f")
    assert run.code == 0 and "has changed since" in run.err, run
    assert [trace["args"] for trace in run.traces] == [[2]]


def test_other_blocks(bench):
    bench.write("drive.py", "import mod; mod.f(2)\n")
    for recorded, asked, said in (
        (["_a", "_b"], ["_b"], "was recorded with --block _a --block _b, not with --block _b"),
        ([], ["_a"], "was recorded with no --block, not with --block _a"),
        (["_a"], [], "was recorded with --block _a, not with no --block"),
    ):
        (bench.folder / "r.jsonl").unlink(missing_ok=True)
        bench.script(MODULE, "import mod; mod.f(1)\n", block=recorded)
        before = (bench.folder / "r.jsonl").read_bytes()
        run = bench.record("mod:f", sys.executable, "-c", "print('ran')", block=asked)
        assert (run.code, run.out) == (2, ""), run
        assert f"r.jsonl:1: {said}: give another --out, or delete the file" in run.err, run
        assert (bench.folder / "r.jsonl").read_bytes() == before
        again = bench.record("mod:f", block=recorded[::-1])
        assert again.code == 0, again
    assert json.loads(before.splitlines()[0])["portproof"]["block"] == ["_a"]


def test_one_file_for_two_functions(bench):
    run = bench.run("record", "--function", "mod:f", "--out", "r.jsonl", "--function", "mod:g",
                    "--out", os.path.join(".", "r.jsonl"), "--", "true")
    assert run.code == 2 and "r.jsonl: give each function a file of its own" in run.err, run


def test_a_file_that_cannot_be_made(bench):
    (bench.folder / "mod.py").write_text("")
    run = bench.record("mod:f", sys.executable, "-c", "print('ran')", out="mod.py/r.jsonl")
    assert (run.code, run.out) == (2, "") and "mod.py/r.jsonl: " in run.err, run
    assert "Traceback" not in run.err


def test_a_command_that_runs_no_test(bench):
    bench.write("mod.py", MODULE)
    run = bench.record("mod:f", sys.executable, "-m", "unittest", "-k", "nothing")
    assert "did the command run any test" in run.err, run
