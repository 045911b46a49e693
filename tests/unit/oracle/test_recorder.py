"""Records small programs, and checks what is written about their calls."""

import sys

import pytest

ADD = """
    def f(a, b=1):
        return a + b
"""


def call(*args, **kwargs):
    return {"args": list(args), "kwargs": kwargs}


def ok(*args, returned=None, **kwargs):
    return {**call(*args, **kwargs), "returned": returned}


@pytest.mark.parametrize("command", [
    ["drive.py"], ["-m", "drive"], ["-c", "import drive"], ["-m", "unittest", "test_it"],
    ["-m", "pytest", "-q", "test_it.py"],
], ids=lambda command: command[0] if len(command) == 1 else "".join(command[:2]))
def test_commands(bench, command):
    bench.write("mod.py", ADD)
    bench.write("drive.py", "import mod\nmod.f(1, 2)\n")
    bench.write("test_it.py", """
        import unittest
        import mod
        class Case(unittest.TestCase):
            def test(self):
                self.assertEqual(mod.f(1, 2), 3)
    """)
    run = bench.record("mod:f", sys.executable, *command)
    assert run.code == 0, run
    assert run.traces == [ok(1, 2, returned=3)]
    assert run.header["function"] == "mod:f"
    assert "portproof: mod:f: 1 calls, 1 new traces in r.jsonl" in run.err


METHODS = """
    class Base:
        def own(self, x):
            return x
    class C(Base):
        def __init__(self, n):
            self.n = n
        def method(self, x=0):
            self.n += x
            return self.n
        @staticmethod
        def still(x):
            return x
        @classmethod
        def of(cls, n):
            return cls(n)
        class Inner:
            def deep(self):
                return 1
"""


def c(n):
    return {"record": ["mod:C", {"n": n}]}


@pytest.mark.parametrize(("name", "use", "trace"), [
    ("C.method", "mod.C(1).method(2)",
     {**call(c(1), 2), "after": call(c(3), 2), "returned": 3}),
    ("C.still", "mod.C.still(5); mod.C(0).still(5)", ok(5, returned=5)),
    ("C.of", "mod.C.of(4)", ok(4, returned=c(4))),
    ("C.own", "mod.C(1).own(2)", ok(c(1), 2, returned=2)),
    ("C.Inner.deep", "mod.C.Inner().deep()",
     ok({"record": ["mod:C.Inner", {}]}, returned=1)),
])
def test_methods(bench, name, use, trace):
    run = bench.script(METHODS, f"import mod\n{use}\n", f"mod:{name}")
    assert (run.code, run.traces) == (0, [trace]), run


def test_builtin(bench):
    run = bench.script("from math import gcd\n", """
        import mod, math
        mod.gcd(4, 6); math.gcd(6, 9)
        from math import gcd
        gcd(7, 7)
        try: gcd("a", 1)
        except TypeError: pass
    """, "math:gcd")
    assert run.code == 0, run
    assert run.traces[:3] == [ok(4, 6, returned=2), ok(6, 9, returned=3), ok(7, 7, returned=7)]
    assert run.traces[3]["raised"]["type"] == "TypeError"
    assert "file_function" not in run.header


def test_names_imported_before_and_after(bench):
    run = bench.script(ADD, """
        from mod import f
        kept = [f]
        import mod
        f(1); mod.f(2); kept[0](3)
        from mod import f as again
        again(4)
        assert f is mod.f is again
    """)
    assert run.traces == [ok(i, returned=i + 1) for i in (1, 2, 3, 4)], run


def test_recursion_is_its_outermost_call(bench):
    run = bench.script("""
        def f(n):
            return 1 if n == 0 else n * f(n - 1)
    """, "import mod\nmod.f(5)\nmod.f(2)\n")
    assert run.traces == [ok(5, returned=120), ok(2, returned=2)], run


def test_changed_arguments_and_identity(bench):
    run = bench.script("""
        SENTINEL = object()
        def f(items, how=None):
            if how: items.append(how)
            return items
    """, """
        import mod
        a = [1]
        assert mod.f(a) is a
        assert mod.f(a, 2) is a and a == [1, 2]
        assert mod.f(mod.SENTINEL) is mod.SENTINEL
    """)
    assert run.code == 0, run
    assert run.traces[:2] == [
        ok([1], returned={"ref": 0}),
        {**call([1], 2), "after": call([1, 2], 2), "returned": {"ref": 1}},
    ]
    assert run.traces[2] == ok({"opaque": "object"}, returned={"opaque": "object"})


def test_exceptions(bench):
    run = bench.script("""
        class Mine(Exception):
            def __str__(self):
                raise SystemExit("ran")
        def f(kind):
            if kind == 1: raise ValueError("bad é")
            if kind == 2: return {}["k"]
            if kind == 3: raise Mine()
            if kind == 4: return int("x")
            raise SystemExit(3)
    """, """
        import mod, traceback
        for kind in range(1, 6):
            try:
                mod.f(kind)
            except BaseException as error:
                frames = [(f.f_code.co_filename.rpartition("/")[2], f.f_code.co_name)
                          for f, _ in traceback.walk_tb(error.__traceback__)]
                assert frames[-1] == ("mod.py", "f"), frames
                assert frames[0] == ("drive.py", "<module>"), frames
                print(type(error).__name__, error.args)
    """)
    assert run.code == 0, run
    assert run.out.splitlines() == [
        "ValueError ('bad é',)", "KeyError ('k',)", "Mine ()",
        "ValueError (\"invalid literal for int() with base 10: 'x'\",)", "SystemExit (3,)"]
    assert [t["raised"] for t in run.traces] == [
        {"type": "ValueError", "message": "bad é", "deliberate": True},
        {"type": "KeyError", "message": "'k'", "deliberate": False},
        {"type": "mod:Mine", "message": None, "deliberate": True},
        {"type": "ValueError", "message": "invalid literal for int() with base 10: 'x'",
         "deliberate": False},
        {"type": "SystemExit", "message": "3", "deliberate": True},
    ]


def test_signature_and_attributes_stay(bench):
    run = bench.script("""
        D = object()
        def f(a, /, b: int = 2, *rest, c, d=D, **more) -> str:
            "Doc."
            return (a, b, rest, c, d is D, more)
        f.extra = 1
    """, """
        import mod, inspect, pickle
        assert str(inspect.signature(mod.f)).startswith("(a, /, b: int = 2, *rest, c, d=<object")
        assert mod.f.__defaults__ == (2,) and mod.f.__kwdefaults__ == {"d": mod.D}
        assert (mod.f.__name__, mod.f.__doc__, mod.f.extra) == ("f", "Doc.", 1)
        assert pickle.loads(pickle.dumps(mod.f)) is mod.f
        assert mod.f(1, c=0) == (1, 2, (), 0, True, {})
        assert mod.f(1, 5, 6, 7, c=0, d=3, e=4, a=9) == (1, 5, (6, 7), 0, False, {"e": 4, "a": 9})
        for bad in ((), (1,)):
            try: mod.f(*bad)
            except TypeError as error: print(error)
    """)
    assert run.code == 0, run
    assert [(t["args"], t["kwargs"]) for t in run.traces] == [
        ([1], {"c": 0}), ([1, 5, 6, 7], {"c": 0, "d": 3, "e": 4, "a": 9})]
    assert "f() missing 1 required" in run.out
    kinds = [p["kind"] for p in run.header["signature"]]
    assert kinds == ["POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY",
                     "KEYWORD_ONLY", "VAR_KEYWORD"]
    assert run.header["returns"] == "str"
    assert run.header["signature"][1] == {
        "name": "b", "kind": "POSITIONAL_OR_KEYWORD", "default": 2, "annotation": "int"}


def test_closures_and_super(bench):
    run = bench.script("""
        def make(n):
            def inner(x):
                nonlocal n
                n += x
                return n
            return inner
        f = make(1)
        class A:
            def m(self): return 1
        class B(A):
            def m(self): return super().m() + 1
    """, "import mod\nassert [mod.f(2), mod.f(2)] == [3, 5]\n")
    assert run.traces == [ok(2, returned=3), ok(2, returned=5)], run
    run = bench.record("mod:B.m", sys.executable, "-c", "import mod; assert mod.B().m() == 2",
                       out="b.jsonl")
    assert run.traces == [ok({"record": ["mod:B", {}]}, returned=2)], run


def test_cached_function(bench):
    run = bench.script("""
        import functools
        @functools.lru_cache(None)
        def f(a):
            return a * 2
    """, "import mod\nmod.f(1); mod.f(1); mod.f(2); assert mod.f.cache_info().hits == 1\n")
    assert run.traces == [ok(1, returned=2), ok(2, returned=4)], run


def test_what_cannot_be_recorded_is_counted(bench):
    run = bench.script("""
        def f(a):
            return iter(a) if a == [7] else None
    """, """
        import mod
        given = (i for i in range(3))
        mod.f(given); mod.f(iter("")); mod.f([iter("")]); mod.f([7]); mod.f(1)
        assert list(given) == [0, 1, 2]
        loop = []; loop.append(loop); mod.f(loop)
        mod.f(open(__file__))
    """)
    assert run.code == 0, run
    assert run.traces == [ok(1)]
    assert run.notes("unrecorded") == [{
        "a generator as argument": 1, "an iterator as argument": 2, "an iterator as result": 1,
        "a cycle as argument": 1, "an open file as argument": 1}]
    assert "portproof:   not recorded: 2 (an iterator as argument)" in run.err


def test_again_is_counted_and_a_second_recording_adds(bench):
    script = "import mod\nfor i in range(10): mod.f(i % 3)\n"
    first = bench.script(ADD, script)
    ids = [line["id"] for line in first.lines if "id" in line]
    assert first.notes("again") == [[ids[0], 3], [ids[1], 2], [ids[2], 2]]
    second = bench.script(ADD, script + "mod.f(99)\n")
    assert len(second.traces) == 4 and len(second.notes("portproof")) == 1
    assert second.notes("again")[3:] == [[ids[0], 4], [ids[1], 3], [ids[2], 3]]
    assert "11 calls, 1 new traces" in second.err


def test_lines_reached(bench):
    run = bench.script("def f(a):\n    if a:\n        return 1\n    return 2\n",
                       "import mod\nmod.f(0)\n")
    assert run.notes("lines") == [{"all": [2, 3, 4], "reached": [2, 4]}]


def test_status_is_passed_on(bench):
    run = bench.script(ADD, "import mod, sys\nmod.f(1)\nsys.exit(7)\n")
    assert (run.code, len(run.traces)) == (7, 1)
    run = bench.script(ADD, "import mod, os\nmod.f(2)\nos.kill(os.getpid(), 15)\n")
    assert (run.code, len(run.traces)) == (143, 2)
