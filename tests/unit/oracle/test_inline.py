"""Recordings that a program makes of itself, by `with recording(…)` and `@record(…)`."""

import json
import subprocess
import sys

import pytest

MODULE = """
    def f(a):
        if a == 13: raise ValueError("unlucky")
        return [a]
    def g(a):
        return f(a)
"""


def traces(bench, name="f.jsonl"):
    lines = [json.loads(line) for line in (bench.folder / name).read_text().splitlines()]
    return lines[0]["portproof"], [line for line in lines if "id" in line], [
        line["unrecorded"] for line in lines if "unrecorded" in line]


def run(bench, script, module=MODULE, *, good=True):
    bench.write("mod.py", module)
    path = bench.write("drive.py", script)
    process = subprocess.run([bench.python, path], cwd=bench.folder, env=bench.environment(),
                             capture_output=True, text=True, timeout=60, check=False)
    assert (process.returncode == 0) == good, process.stderr
    return process


def test_recording(bench):
    run(bench, """
        import mod, portproof
        code = mod.f.__code__
        from mod import f
        f(0)
        with portproof.recording("mod:f", out="f.jsonl") as made:
            assert f(1) == [1] and mod.g(2) == [2] and f(1) == [1]
            assert made.summary["calls"] == 3
            f(iter(""))
        f(3)
        assert mod.f.__code__ is code
        assert made.summary["calls"] == 4 and made.summary["distinct"] == 2
        assert made.summary["unrecorded"] == {"an iterator as argument": 1}
        try: made.__enter__()
        except RuntimeError: pass
        with portproof.recording("mod:f", out="f.jsonl"):
            f(4)
    """)
    header, found, unrecorded = traces(bench)
    assert header["function"] == "mod:f" and header["file_function"] == "mod.py:2"
    assert [t["args"] for t in found] == [[1], [2], [4]]
    assert unrecorded == [{"an iterator as argument": 1}]
    again = bench.record("mod:f", sys.executable, "-c", "import mod; mod.f(5)", out="f.jsonl")
    assert again.code == 0 and len(again.traces) == 4, again  # the command goes on with the file


def test_exceptions_leave_it_whole(bench):
    run(bench, """
        import mod, portproof
        code = mod.f.__code__
        try:
            with portproof.recording("mod:f", out="f.jsonl"):
                mod.f(13)
        except ValueError: pass
        else: raise AssertionError
        assert mod.f.__code__ is code
        for name, kind in (("mod:none", portproof.CannotRecord), ("mod", ValueError),
                           ("none:f", ImportError), ("mod:MISSING.f", portproof.CannotRecord)):
            try:
                with portproof.recording(name, out="none.jsonl"): raise AssertionError
            except kind: pass
        with portproof.recording("mod:f", out="f.jsonl"):
            try:
                with portproof.recording("mod:g", out="f.jsonl"): raise AssertionError
            except portproof.StoreError as error: assert "another recording" in str(error)
            mod.f(1)
    """)
    assert [t["args"] for t in traces(bench)[1]] == [[13], [1]]
    assert not (bench.folder / "none.jsonl").exists()


@pytest.mark.parametrize("first", ["one", "two"])
def test_nested(bench, first):
    run(bench, f"""
        import mod, portproof
        code = mod.f.__code__
        one = portproof.recording("mod:f", out="f.jsonl")
        two = portproof.recording("mod:f", out="two.jsonl")
        three = portproof.recording("mod:g", out="three.jsonl")
        one.__enter__(); two.__enter__(); three.__enter__()
        mod.g(1); mod.f(2)
        {first}.stop()
        {first}.stop()
        mod.f(3)
        one.stop(); two.stop(); three.stop()
        mod.f(4)
        assert mod.f.__code__ is code
    """)
    names = {"one": "f.jsonl", "two": "two.jsonl"}
    other = "two" if first == "one" else "one"
    assert [t["args"] for t in traces(bench, names[first])[1]] == [[1], [2]]
    assert [t["args"] for t in traces(bench, names[other])[1]] == [[1], [2], [3]]
    assert [t["args"] for t in traces(bench, "three.jsonl")[1]] == [[1]]
    headers = [traces(bench, name)[0] for name in names.values()]
    assert headers[0]["source_sha256"] == headers[1]["source_sha256"]
    assert '"all": [3, 4]' in (bench.folder / "two.jsonl").read_text().replace(":[", ": [").replace(
        ",4", ", 4")


def test_until_the_interpreter_ends(bench):
    run(bench, """
        import mod, portproof, sys
        made = portproof.recording("mod:f", out="f.jsonl", sample=2)
        made.__enter__()
        for i in range(4): mod.f(i)
        sys.exit(5)
    """, good=False)
    _, found, unrecorded = traces(bench)
    assert [t["args"] for t in found] == [[0], [2]] and unrecorded == [{"sampled out": 2}]


def test_builtin(bench):
    run(bench, """
        import math, portproof
        from math import gcd
        with portproof.recording("math:gcd", out="f.jsonl"):
            assert math.gcd(4, 6) == gcd(6, 4) == 2
        assert type(gcd) is type(math.gcd) is type(len)
    """)
    assert [t["args"] for t in traces(bench)[1]] == [[4, 6], [6, 4]]


DECORATED = """
    import functools, portproof
    @portproof.record(out="f.jsonl")
    def f(a):
        return a + 1
    class C:
        def __init__(self, n):
            self.n = n
        @portproof.record(out="method.jsonl", max_traces=1)
        def method(self, a):
            return self.n + a
        @portproof.record(out="still.jsonl")
        @staticmethod
        def still(a):
            return a
    @portproof.record(out="cached.jsonl")
    @functools.lru_cache(None)
    def cached(a):
        return a
    @portproof.record(out="each.jsonl")
    def each(a):
        yield a
"""


def test_decorator(bench):
    run(bench, """
        import inspect, mod
        assert inspect.isfunction(mod.f) and mod.f(1) == 2
        assert [mod.C(1).method(2), mod.C(1).method(3)] == [3, 4] and mod.C.still(4) == 4
        assert [mod.cached(1), mod.cached(1), list(mod.each(2))] == [1, 1, [2]]
    """, DECORATED)
    header, found, _ = traces(bench)
    assert header["function"] == "mod:f" and [t["returned"] for t in found] == [2]
    header, found, unrecorded = traces(bench, "method.jsonl")
    assert header["function"] == "mod:C.method" and len(found) == 1
    assert found[0]["args"] == [{"record": ["mod:C", {"n": 1}]}, 2]
    assert unrecorded == [{"the recording was full (1 traces)": 1}]
    assert [t["args"] for t in traces(bench, "still.jsonl")[1]] == [[4]]
    assert traces(bench, "cached.jsonl")[2] == [{"a result out of its cache": 1}]
    assert traces(bench, "each.jsonl")[1][0]["returned"] == [2]


def test_decorator_in_the_program_itself_and_its_children(bench):
    run(bench, """
        import multiprocessing, portproof
        @portproof.record(out="f.jsonl")
        def f(a):
            return a
        def outer():
            try:
                @portproof.record(out="none.jsonl")
                def inner(a): pass
            except portproof.CannotRecord as error: assert "outer.<locals>.inner" in str(error)
            else: raise AssertionError
        if __name__ == "__main__":
            outer()
            with multiprocessing.get_context("fork").Pool(2) as pool:
                assert pool.map(f, [1, 2, iter("")][:2]) == [1, 2]
                pool.close(); pool.join()
            f(3)
    """)
    header, found, _ = traces(bench)
    assert header["function"] == "drive:f"
    assert sorted(t["args"][0] for t in found) == [1, 2, 3]


def test_decorator_where_another_process_records(bench):
    process = run(bench, """
        import mod, subprocess, sys
        mod.f(1)
        subprocess.run([sys.executable, "-c", "import mod; assert mod.f(2) == 3"], check=True)
    """, DECORATED)
    assert "mod:f is not recorded" in process.stderr and "another recording" in process.stderr
    assert [t["args"] for t in traces(bench)[1]] == [[1]]


def test_beside_the_command(bench):
    bench.write("mod.py", MODULE)
    bench.write("drive.py", """
        import mod, portproof
        mod.f(1)
        with portproof.recording("mod:f", out="f.jsonl"): mod.f(2)
        mod.f(3)
    """)
    outer = bench.record("mod:f")
    assert outer.code == 0 and [t["args"] for t in outer.traces] == [[1], [2], [3]], outer
    assert [t["args"] for t in traces(bench)[1]] == [[2]]
