"""Says of calls that cannot be recorded, or not as they are, that this is so."""

import sys

import pytest

in_python = pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="normpath is a builtin there, which is left alone")


@in_python
def test_a_module_that_was_loaded_before_the_block(bench):
    run = bench.record("posixpath:normpath", sys.executable, "-c", """if 1:
        import os, posixpath
        assert os.path is not posixpath
        assert posixpath.normpath("a//b") == os.path.normpath("a//b") == "a/b"
        for _ in range(4): os.path.normpath("c//d")
    """, block=["posix"])
    assert run.code == 0, run
    assert [t["args"] for t in run.traces] == [["a//b"]]
    reason = "of the posixpath that was loaded before the block, known as os.path"
    assert run.notes("unrecorded") == [{reason: 5}], run
    assert "posixpath:normpath: 6 calls, 1 new traces" in run.err
    assert f"portproof:   not recorded: 5 calls, {reason}\n" in run.err


@in_python
def test_nothing_but_such_calls(bench):
    run = bench.record("posixpath:normpath", sys.executable, "-c",
                       "import os; os.path.normpath('a')", block=["posix"])
    assert run.code == 3, run
    assert ("its calls were of the posixpath that was loaded before the block, known as os.path, "
            "which cannot be recorded: call it as posixpath:normpath") in run.err


@pytest.mark.parametrize(("body", "noted"), [
    ("return sys._getframe(1).f_lineno * 0", True), ("warnings.warn('w', stacklevel=2)", True),
    ("return inspect.currentframe() is None", True), ("warnings.warn('w')", False),
])
def test_an_original_that_looks_at_its_caller(bench, body, noted):
    bench.write("mod.py", f"import inspect, sys, warnings\ndef f():\n    {body}\n")
    run = bench.record("mod:f", sys.executable, "-c", "import mod; mod.f()")
    said = "portproof:   note: it looks at its caller, and sees frames of the recorder there\n"
    assert run.code == 0 and (said in run.err) == noted, run
