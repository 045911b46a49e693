"""The recorder's presence: the program behaves as without it, and it records nothing of itself."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

ADD = """
    def f(a, b=1):
        return a + b
"""


def test_recursion_reaches_as_deep(bench):
    run = bench.script("""
        def f(n):
            return 0 if n == 0 else 1 + f(n - 1)
    """, "import mod, sys\nassert mod.f(sys.getrecursionlimit() - 60) > 0\nmod.f(1)\n")
    assert run.code == 0, run
    assert len(run.traces) == 2 and run.traces[1]["args"] == [1]


def test_other_threads_are_recorded_meanwhile(bench):
    run = bench.script("""
        import threading, time
        inner = threading.Event()
        def f(a):
            if a == 0:
                inner.wait(20)
            return a
    """, """
        import mod, threading
        first = threading.Thread(target=mod.f, args=(0,))
        first.start()
        mod.f(1)
        mod.inner.set()
        first.join()
        mod.f(2)
    """)
    assert sorted(t["args"][0] for t in run.traces) == [0, 1, 2], run


def test_traceback_and_context_are_the_originals(bench):
    run = bench.script("""
        def f(a):
            try:
                {}["inner"]
            except KeyError:
                raise ValueError("outer")
    """, """
        import mod, traceback
        try:
            try:
                raise OSError("caller's")
            except OSError:
                mod.f(1)
        except ValueError as error:
            chain = [type(error), type(error.__context__), type(error.__context__.__context__)]
            assert chain == [ValueError, KeyError, OSError], chain
            assert error.__cause__ is None and not error.__suppress_context__
            frames = traceback.extract_tb(error.__traceback__)
            print([frame.name for frame in frames])
            assert not [f for f in frames if "portproof" in f.filename], frames
    """)
    assert run.code == 0, run
    assert run.out.split("\n")[0] == "['<module>', 'f', 'f']"


def test_builtin_does_not_bind(bench):
    run = bench.script("", """
        import math, copy, pickle, inspect
        class A:
            g = math.gcd
        assert A().g(4, 6) == 2
        assert pickle.loads(pickle.dumps(math.gcd)) is math.gcd is copy.deepcopy(math.gcd)
        assert math.gcd.__name__ == "gcd" and "gcd" in repr(math.gcd)
    """, "math:gcd")
    assert run.code == 0 and run.traces[0]["args"] == [4, 6], run


@pytest.mark.parametrize("function", [
    "json:dumps", "json.encoder:JSONEncoder.encode", "posixpath:abspath", "linecache:getlines",
    "inspect:getsource", "threading:current_thread",
])
def test_own_work_is_not_recorded(bench, function):
    run = bench.record(function, sys.executable, "-c", "pass")
    assert run.code == 3 and not run.traces, run
    assert "it was never called" in run.err, run


def test_json_dumps(bench):
    run = bench.record("json:dumps", sys.executable, "-c",
                       "import json; json.dumps([1]); json.dumps([1])")
    assert run.code == 0 and len(run.traces) == 1 and run.notes("again")[0][1] == 1, run
    assert "2 calls, 1 new traces" in run.err


def test_two_functions_do_not_record_each_others_encoding(bench):
    bench.write("mod.py", "import os.path\ndef f(p):\n    return os.path.normpath(p)\n")
    bench.write("drive.py", "import mod\nmod.f('a//b')\n")
    run = bench.run("record", "--function", "mod:f", "--out", "r.jsonl", "--function",
                    "json:dumps", "--out", "j.jsonl", "--", sys.executable, "drive.py")
    assert run.code == 3 and len(run.traces) == 1, run
    assert "json:dumps: nothing was recorded" in run.err


def test_fork_counts_once(bench):
    run = bench.script(ADD, """
        import mod, os
        for _ in range(10): mod.f(1)
        if os.fork() == 0:
            mod.f(1)
            raise SystemExit
        os.wait()
    """)
    assert sum(count for _, count in run.notes("again")) == 10, run
    assert "11 calls, 1 new traces" in run.err


def test_hits_of_a_cache_are_counted(bench):
    run = bench.script("""
        import functools
        @functools.lru_cache(None)
        def f(a):
            return a
    """, "import mod\nfor _ in range(50): mod.f(1)\n")
    assert run.code == 0 and len(run.traces) == 1, run
    assert run.notes("unrecorded") == [{"a result out of its cache": 49}]


def test_interrupt_is_no_answer(bench):
    run = bench.script("""
        def f(a):
            if a: raise KeyboardInterrupt
    """, "import mod\nmod.f(0)\ntry: mod.f(1)\nexcept KeyboardInterrupt: pass\n")
    assert [t["args"] for t in run.traces] == [[0]], run
    assert run.notes("unrecorded") == [{"a call that was interrupted": 1}]


def test_sigterm_ends_it_with_its_notes(bench):
    bench.write("mod.py", ADD)
    bench.write("drive.py", """
        import mod, os
        print(os.getpid(), flush=True)
        i = 0
        while True:
            mod.f(i % 2000)
            i += 1
    """)
    chance = random.Random(3)
    for number in range(12):
        out = f"r{number}.jsonl"
        process = subprocess.Popen(
            bench.command("mod:f", out=out), cwd=bench.folder, env=bench.environment(),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        child = int(process.stdout.readline())
        time.sleep(chance.random() * 0.1)
        os.kill(child, signal.SIGTERM)
        try:
            assert process.wait(20) == 143
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        assert '"lines"' in (bench.folder / out).read_text().splitlines()[-1]
