"""Records pure Python that an accelerator hides, and with every Python that is there."""

import os
import shutil
import subprocess
import sys

import pytest
import recording


def test_block_of_a_module_that_is_loaded_before(bench):
    run = bench.record("posixpath:normpath", sys.executable, "-c",
                       "import posixpath; assert posixpath.normpath('a//b') == 'a/b'",
                       block=["posix"])
    assert run.code == 0, run
    assert run.header["block"] == ["posix"]
    assert {"args": ["a//b"], "kwargs": {}, "returned": "a/b"} in run.traces
    (lines,) = run.notes("lines")
    assert lines["reached"]


def test_block_through_a_fresh_import(bench):
    run = bench.record("bisect:insort", sys.executable, "-c", """if 1:
        from test.support.import_helper import import_fresh_module
        import bisect
        pure = import_fresh_module("bisect", blocked=["_bisect"])
        fast = import_fresh_module("bisect", fresh=["_bisect"])
        for module in (bisect, pure, fast):
            a = [1, 3]
            module.insort(a, 2)
            assert a == [1, 2, 3]
    """, block=["_bisect"])
    assert run.code == 0, run
    assert [t["after"]["args"] for t in run.traces] == [[[1, 2, 3], 2]]
    (again,) = run.notes("again")
    assert again[1] == 2


def pythons():
    named = os.environ.get("PORTPROOF_TEST_PYTHONS")
    if named:
        return [os.path.expanduser(name) for name in named.split(os.pathsep)]
    return [f"python3.{minor}" for minor in range(8, 14)]


MODULE = """
    import dataclasses, enum
    @dataclasses.dataclass
    class P:
        x: int
    class E(enum.Flag):
        A = 1
    D = object()
    def f(a, /, b=2, *rest, c=D, **more):
        if b == 3: raise ValueError("three")
        if type(a) is list: a.append(b)
        return [a, b]
"""
SCRIPT = """
    from mod import f, P, E
    f(1); f([1], 5, 6, c=P(2), z={"k": E.A})
    try: f(None, 3)
    except ValueError: pass
    class B:
        def m(self): return 1
    def g(n):
        return 0 if n == 0 else f(n)
    g(3)
"""


@pytest.mark.parametrize("python", pythons())
def test_other_pythons(python, tmp_path):
    found = shutil.which(python)
    if not found or subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip(f"{python} is not there")
    bench = recording.Bench(tmp_path, "pure", found)
    run = bench.script(MODULE, SCRIPT)
    assert run.code == 0, run
    enum = {"enum": ["mod:E", "A", 1]}
    more = {"c": {"record": ["mod:P", {"x": 2}]}, "z": {"dict": [["k", enum]]}}
    assert run.traces == [
        {"args": [1], "kwargs": {}, "returned": [1, 2]},
        {"args": [[1], 5, 6], "kwargs": more,
         "after": {"args": [[1, 5], 5, 6], "kwargs": more}, "returned": [{"ref": 3}, 5]},
        {"args": [None, 3], "kwargs": {},
         "raised": {"type": "ValueError", "message": "three", "deliberate": True}},
        {"args": [3], "kwargs": {}, "returned": [3, 2]},
    ]
    assert run.notes("lines")[0]["reached"] == run.notes("lines")[0]["all"]
