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


def test_normpath_is_recorded_as_it_is_called(bench):
    run = bench.record("posixpath:normpath", sys.executable, "-c", """if 1:
        import posixpath, os
        for i in range(100): assert posixpath.normpath(f"a//{i}") == f"a/{i}"
        for i in range(3): assert os.path.normpath(b"./x") == b"x"
    """)
    assert run.code == 0, run
    assert [t["args"] for t in run.traces] == [
        *[[f"a//{i}"] for i in range(100)], [{"bytes": "Li94"}]]
    assert "103 calls, 101 new traces" in run.err


def test_sub_is_recorded_as_it_is_called(bench):
    run = bench.record("re:sub", sys.executable, "-c", """if 1:
        import re
        for i in range(100): assert re.sub("a+", str(i), "baac") == f"b{i}c"
        try: re.sub("(", "", "")
        except re.error: pass
    """)
    assert run.code == 0, run
    assert [t["args"] for t in run.traces] == [
        *[["a+", str(i), "baac"] for i in range(100)], ["(", "", ""]]
    assert "raised" in run.traces[100]
    assert "101 calls, 101 new traces" in run.err


@pytest.mark.parametrize("function", [
    "posixpath:normpath", "re:sub", "re:compile", "os:fspath", "codecs:getencoder",
    "posixpath:join", "enum:EnumMeta.__call__",
])
def test_start_up_and_the_end_call_nothing_of_ours(bench, function):
    bench.write("drive.py", "import re, os\nre.compile\n")
    run = bench.record(function)
    assert run.code == 3 and "it was never called" in run.err, run


def test_depth_of_recursion_is_kept(bench):
    module = """
        def f(n):
            return 0 if n == 0 else 1 + f(n - 1)
        def plain(n):
            return 0 if n == 0 else 1 + plain(n - 1)
    """
    script = """
        import mod
        def reach(function):
            low, high = 1, 5000
            while low < high:
                middle = (low + high + 1) // 2
                try:
                    function(middle)
                    low = middle
                except RecursionError:
                    high = middle - 1
            return low
        print(reach(mod.f), reach(mod.plain))
    """
    run = bench.script(module, script)
    recorded, plain = map(int, run.out.split())
    assert recorded >= 0.9 * plain, (recorded, plain)
    run = bench.script(module, script, options=["--recursive"], out="inner.jsonl")
    assert int(run.out.split()[0]) >= 0.15 * plain, run.out
    assert not [trace for trace in run.traces if "raised" in trace]
    assert "a call at the limit of recursion" in run.notes("unrecorded")[0]


def test_no_code_of_an_exceptions_fields_runs(bench):
    run = bench.script("""
        class Place:
            def __repr__(self): raise SystemExit("ran")
            __str__ = __fspath__ = __repr__
        def f(kind):
            error = (OSError(2, "no", "a", 0, "b"), OSError(2, "no"), SyntaxError("x"),
                     UnicodeDecodeError("utf-8", b"x", 0, 1, "why"), ImportError("y"))[kind]
            if kind == 1: error.filename = Place()
            if kind == 2: error.msg = Place()
            if kind == 3: error.reason = Place()
            raise error
    """, """
        import mod
        for kind in range(5):
            try: mod.f(kind)
            except Exception: pass
    """)
    assert run.code == 0, run
    assert [t["raised"]["message"] for t in run.traces] == [
        "[Errno 2] no: 'a' -> 'b'", None, None, None, "y"]
