"""The native entrance records what the pure recorder records, behind the calls that are traced."""

import json

import package
import pytest
import recording

TRACED = 2000  # calls, whose lines are traced, and which Python code records
MODULE = """
    import functools, threading

    class Odd(Exception):
        pass

    def f(a, b=1, *rest, key=None, **named):
        if type(a) is list:
            a.append(b)
            return a
        if a == "raise":
            raise Odd("no", b)
        if a == "index":
            return [][0]
        if a == "deep":
            return f("deep", b - 1) + 1 if b else 0
        if a == "result":
            return (n for n in ())
        if a == "other":
            return f("plain") + "!"
        shown = a if isinstance(a, (str, bytes, int, float)) else type(a).__name__
        return f"{shown} {b} {rest} {sorted(named)} {key}"

    def plain(text):
        if text == "raise":
            raise ValueError(text)
        return [text, text] if text else iter(text)

    class C:
        @classmethod
        def make(cls, a, b=2):
            return a + b

        @classmethod
        def one(cls, a):
            return a
"""
CALLS = """
    import mod, sys
    sys.setrecursionlimit(500)

    def call(function, *args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception as error:
            return type(error).__name__, str(error), len(list(frames(error.__traceback__)))

    def frames(traceback):
        while traceback is not None:
            yield traceback
            traceback = traceback.tb_next

    def calls():
        f, one = mod.f, [1, [2]]
        yield call(f, "x"), call(f, "x", 1), call(f, "x", b=1), call(f, "x", 2), call(f, "x", b=3)
        yield call(f, "x", 1, 2), call(f, "x", key=5), call(f, "x", other=(1, 2)), call(f, 1, 2, 3)
        yield call(f, [1]), call(f, one), call(f, one, one), call(f, "raise"), call(f, "index")
        yield call(f, "deep", 5), call(f, "deep", 400), call(f, "deep", 5), call(f, "other")
        yield call(f, lambda: 0), call(f, "\\ud800"), call(f, b"\\0"), call(f, "\\0")
        yield call(f, 2**70), call(f, float("nan")), call(f, {1: [2]}), call(f, {3, "3"}), call(f)
        yield type(call(f, "result")), call(f, "x", **{"\\udc00": 1}), call(f, sys.stdin)
        plain = mod.plain
        yield call(plain, "a"), call(plain, text="a"), call(plain, "a"), call(plain, "raise")
        yield type(call(plain, "")), call(plain, 1), call(plain, [1]), call(plain, open)
        yield call(mod.C.make, 1), call(mod.C.make, 1, 2), call(mod.C.make, 1, 3)
        yield call(mod.C.one, 1), call(mod.C().one, 2), call(mod.C.one)

    for number in range(1, TRACED + 1):
        WARM(number)
    print([repr(result) for result in calls() for _ in range(2)])
"""


def everything(folder, kind, function, warm, options=()):
    """What the program printed, its recording without the time, what the recorder said."""
    folder.mkdir()
    bench = recording.Bench(folder, kind)
    script = CALLS.replace("TRACED", str(TRACED)).replace("WARM", warm)
    run = bench.script(MODULE, script, function=function, options=options)
    assert run.code == 0, run
    del run.lines[0]["portproof"]["time"]
    again = sorted(run.notes("again"))
    return run.out, [line for line in run.lines if "again" not in line], again, run.err


@pytest.mark.parametrize("options", [(), ("--sample", "3"), ("--max-traces", "2010")])
@pytest.mark.parametrize(("function", "warm"), [
    ("mod:f", "mod.f"), ("mod:plain", "mod.plain"), ("mod:C.make", "mod.C.make"),
    ("mod:C.one", "mod.C.one")])
def test_same_recording(tmp_path, function, warm, options):
    pure = everything(tmp_path / "pure", "pure", function, warm, options)
    native = everything(tmp_path / "native", "native", function, warm, options)
    assert len(pure[1]) > TRACED / 3
    assert native == pure


def native_bench(tmp_path):
    if not package.natives():
        pytest.skip("no native module is built")
    return recording.Bench(tmp_path, "native")


WARM = f"for n in range({TRACED}): mod.f(n)\n"


def test_threads_and_forks(tmp_path):
    run = native_bench(tmp_path).script("def f(a):\n    return [a]\n", f"""
import mod, os, threading
{WARM}
def calls(first):
    for n in range(1000):
        assert mod.f(first + n) == [first + n]
threads = [threading.Thread(target=calls, args=(-1000 * i,)) for i in (1, 2, 2, 3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
pid = os.fork()
if pid:
    os.waitpid(pid, 0)
calls(10_000)
""")
    assert run.code == 0, run
    assert len(run.traces) == len({t["args"][0] for t in run.traces}) == TRACED + 3000 + 1000
    assert sum(count for _, count in run.notes("again")) == 2000
    assert "8000 calls, 6000 new traces" in run.out + run.err


def test_a_signal_while_a_value_is_encoded(tmp_path):
    """SIGTERM comes in code of the standard library that the encoder asks for a text."""
    run = native_bench(tmp_path).script("def f(a):\n    return 1\n", f"""
import mod, os, pathlib, signal
{WARM}
text = pathlib.PurePosixPath.__str__
def signalling(self):
    os.kill(os.getpid(), signal.SIGTERM)
    return text(self)
pathlib.PurePosixPath.__str__ = signalling
mod.f(pathlib.PurePosixPath("a"))
mod.f(-1)
""")
    assert run.code == 128 + 15 or run.code == -15, run
    assert len(run.traces) == TRACED
    assert run.notes("lines"), "the notes are written"


def test_own_work_is_not_recorded(tmp_path):
    """The function is called by the encoder, which asks it for the text of a value."""
    run = native_bench(tmp_path).script("""
import pathlib

def f(self):
    return self if type(self) is int else "text"

pathlib.PurePosixPath.__str__ = lambda self: f(self)
""", f"""
import mod, pathlib
{WARM}
assert mod.f(pathlib.PurePosixPath("a")) == "text"
""")
    assert run.code == 0, run
    assert len(run.traces) == TRACED + 1
    assert json.dumps(run.traces[-1]["args"]) == '[{"path": ["PurePosixPath", "text"]}]'
