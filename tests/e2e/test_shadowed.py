"""A port in Python that is the original, or calls it, is named; one that does not is left alone."""

import pytest
from test_worker import PURE, other_pythons

ORIGINAL = """
    import functools

    def helper(n):
        return 1

    def logged(function):
        @functools.wraps(function)
        def wrapper(*args):
            return function(*args)
        return wrapper

    @logged
    def f(n):
        return n + helper(n)

    same = f

    def beside(n):
        return helper(n) + n

    @logged
    def decorated(n):
        return n + 1
"""
PORTS = {
    "calls": """
        import pack.m
        def port(n):
            return pack.m.f(n)
    """,
    "now and then": """
        from pack import m
        def port(n):
            return m.f(n) if n % 50 == 3 else n + 1
    """,
    "through C": """
        from pack.m import f
        def port(n):
            return list(map(f, [n]))[0]
    """,
    "in a thread": """
        import threading
        from pack.m import f
        def port(n):
            found = []
            thread = threading.Thread(target=lambda: found.append(f(n)))
            thread.start()
            thread.join()
            return found[0]
    """,
    "a copy of the module": """
        import importlib.util, pack.m
        spec = importlib.util.spec_from_file_location("copy", pack.m.__file__)
        copy = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(copy)
        port = copy.f.__wrapped__
    """,
    "without the profiler": """
        import sys
        from pack.m import f
        def port(n):
            was = sys.getprofile()
            sys.setprofile(None)
            try:
                return f(n)
            finally:
                sys.setprofile(was)
    """,
}
INNOCENT = {
    "its own": """
        def port(n):
            return n + 1
    """,
    "a helper of the original's": """
        from pack.m import helper
        def port(n):
            return n + helper(n)
    """,
    "a thread": """
        import threading
        def port(n):
            found = []
            thread = threading.Thread(target=lambda: found.append(n + 1))
            thread.start()
            thread.join()
            return found[0]
    """,
    "recursion without end": """
        def port(n):
            def down(i):
                return down(i + 1)
            try:
                return down(0)
            except RecursionError:
                return n + 1
    """,
}


@pytest.fixture
def team(workshop):
    workshop.write("pack/__init__.py", "")
    workshop.write("pack/m.py", ORIGINAL)
    workshop.record("pack.m:f", "import pack.m\nfor n in range(200):\n    pack.m.f(n)\n")
    workshop.mine()
    return workshop


def named(run, title):
    assert run.code == 1, run
    assert run.result["verdict"] == "diverged"
    (finding,) = run.result["findings"]
    assert finding["kind"] == "integrity"
    assert title in finding["title"], finding
    assert "port_calls_original" in finding["reason"]
    return finding


@pytest.mark.parametrize("port", ["pack.m:f", "pack.m:same"])
@pytest.mark.parametrize("env", [{}, PURE], ids=["embedded", "in a worker process"])
def test_the_original_itself(team, port, env):
    run = team.check_python(port, env=env)
    finding = named(run, "the port is the original itself")
    assert finding["count"] == 200
    assert "in 200 of 200 calls that were asked again the original ran" in run.out
    alone = team.check_python(port, "--only", finding["reproduce"].rsplit(" ", 1)[1], env=env)
    named(alone, "the port is the original itself")


@pytest.mark.parametrize("name", PORTS)
def test_a_port_that_calls_it(team, name):
    team.write("pack/fast.py", PORTS[name])
    for more in ([], ["--live"]):
        run = team.check_python("pack.fast:port", *more)
        finding = named(run, "the port ")
        assert finding["count"] == (4 if name == "now and then" else 200), finding


@pytest.mark.parametrize("hides", [
    'if "_portproof" in sys.modules:\n    raise ImportError("not here")',
    'calls = [0]\nif "_portproof" in sys.modules:\n    import os, threading\n'
    '    threading.Timer(0, lambda: os._exit(1)).start()',
], ids=["does not start", "ends its process"])
def test_a_port_that_does_not_want_to_be_watched(team, hides):
    team.write("pack/fast.py", f"import sys\nimport pack.m\n{hides}\n\n"
                               "def port(n):\n    return pack.m.f(n)\n")
    run = team.check_python("pack.fast:port")
    assert run.code in (1, 3), run
    if run.code == 3:
        assert "where it is watched for code of the original" in run.out, run


def test_a_port_that_answers_otherwise_when_watched(team):
    team.write("pack/fast.py", "import sys\n\ndef port(n):\n"
                               "    return -1 if sys.getprofile() and n == 150 else n + 1\n")
    run = team.check_python("pack.fast:port")
    assert run.code == 3, run
    assert "port answers otherwise where it is watched" in run.out and "there -1" in run.out, run


@pytest.mark.parametrize("name", INNOCENT)
def test_a_port_that_does_not(team, name):
    team.write("pack/fast.py", INNOCENT[name])
    run = team.check_python("pack.fast:port")
    assert run.code == 0, run
    assert "in 0 of 200 calls that were asked again the original ran" in run.out
    assert run.result["sealed"]["calls"] == 0


@pytest.mark.parametrize("port", ["beside", "decorated"])
def test_a_port_beside_the_original(team, port):
    """Neither its neighbours nor its decorator are the original."""
    run = team.check_python(f"pack.m:{port}")
    assert run.code == 0, run


def test_where_it_is_meant(team):
    team.edit_spec(lambda spec: spec.update(port_calls_original="a cache before it"))
    run = team.check_python("pack.m:f")
    assert run.code == 0, run
    assert "that it calls the original is meant: a cache before it" in run.out


def test_where_the_original_is_not_here(team):
    team.write("fast.py", INNOCENT["its own"])
    (team.folder / "pack" / "m.py").unlink()
    run = team.check_python("fast:port")
    assert "whether it calls the original is not known: the original pack.m:f" in run.out, run
    assert run.result["findings"] == []


BUILTIN = "import math\nfor n in range(200):\n    math.hypot(n, 1)\n"


@pytest.mark.parametrize(("source", "title"), [
    ("import math\nport = math.hypot\n", "the port is the original itself"),
    ("import math\ndef port(*a):\n    return math.hypot(*a)\n", "the port runs the original"),
    ("import math\ndef port(a, b):\n    return math.dist((a, 0), (0, b))\n", None),
])
def test_a_builtin(workshop, source, title):
    workshop.record("math:hypot", BUILTIN)
    workshop.mine()
    workshop.write("fast.py", source)
    run = workshop.check_python("fast:port")
    if title:
        named(run, title)
    else:
        assert run.code == 0, run


@pytest.mark.parametrize("minor", range(8, 15))
def test_other_pythons(team, minor):
    python = other_pythons().get(f"3.{minor}")
    if python is None:
        pytest.skip(f"no CPython 3.{minor}")
    for name, source in PORTS.items():
        team.write("pack/fast.py", source)
        run = team.check_python("pack.fast:port", "--python", python)
        assert run.code == 1 and "integrity" in str(run.result["findings"]), (name, run)
    for name, source in INNOCENT.items():
        team.write("pack/fast.py", source)
        run = team.check_python("pack.fast:port", "--python", python)
        assert run.code == 0, (name, run)
    named(team.check_python("pack.m:f", "--python", python), "the port is the original itself")
