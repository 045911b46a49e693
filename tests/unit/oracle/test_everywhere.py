"""Records wherever calls happen: console scripts, threads, processes of every kind, decorators."""

import hashlib
import json
import os
import sys
import textwrap

import pytest

ADD = """
    def f(a, b=1):
        return a + b
"""


def args(run):
    return sorted(trace["args"][0] for trace in run.traces)


def test_console_script(bench):
    bench.write("mod.py", ADD)
    script = bench.write("tool", f"""\
        #!{sys.executable}
        import sys
        from mod import f
        if __name__ == '__main__':
            sys.argv[0] = sys.argv[0].rpartition('.')[0]
            sys.exit(f(0) - 1)
    """)
    script.chmod(0o755)
    run = bench.record("mod:f", "./tool")
    assert run.code == 0 and args(run) == [0], run


def test_pytest_with_a_plugin_of_processes(bench):
    bench.write("mod.py", ADD)
    bench.write("conftest.py", """
        import multiprocessing, pytest
        from mod import f
        def pytest_collection_modifyitems(items):
            for _ in items: f(100)
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_call(item):
            worker = multiprocessing.get_context("fork").Process(target=item.obj)
            worker.start()
            worker.join()
            assert worker.exitcode == 0
    """)
    bench.write("test_it.py", """
        from mod import f
        def test_one(): assert f(1) == 2
        def test_two(): assert f(2) == 3
    """)
    run = bench.record("mod:f", sys.executable, "-m", "pytest", "-q", "test_it.py")
    assert run.code == 0 and args(run) == [1, 2, 100], run
    assert "mod:f: 6 calls, 3 new traces" in run.err  # hooks and tests, in three processes


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(bench, method):
    run = bench.script(ADD, f"""
        import mod, multiprocessing
        if __name__ == "__main__":
            context = multiprocessing.get_context({method!r})
            mod.f(1000)
            with context.Pool(2) as pool:
                assert pool.map(mod.f, range(20), 1) == list(range(1, 21))
                pool.close()
                pool.join()
            worker = context.Process(target=mod.f, args=(iter(""),))
            worker.start()
            worker.join()
    """)
    assert run.code == 0 and args(run) == [*range(20), 1000], run
    assert "mod:f: 22 calls, 21 new traces" in run.err
    assert run.notes("unrecorded") == [{"an iterator as argument": 1}], run
    assert "not recorded: 1 (an iterator as argument)" in run.err


def test_executor_of_processes(bench):
    run = bench.script(ADD, """
        import concurrent.futures, mod
        if __name__ == "__main__":
            with concurrent.futures.ProcessPoolExecutor(2) as pool:
                assert list(pool.map(mod.f, [1, 1, 1, 1])) == [2, 2, 2, 2]
    """)
    assert run.code == 0 and set(args(run)) == {1}, run
    assert "mod:f: 4 calls" in run.err, run
    seen = len(run.traces) + sum(count for _, count in run.notes("again"))
    assert seen == 4


def test_a_pool_that_is_terminated(bench):
    run = bench.script(ADD, """
        import mod, multiprocessing, time
        with multiprocessing.get_context("fork").Pool(2) as pool:
            pool.map(mod.f, [5] * 40)
            time.sleep(0.5)
    """)
    assert run.code == 0 and set(args(run)) == {5}, run
    assert "mod:f: 40 calls" in run.err, run


def test_subprocesses(bench):
    run = bench.script(ADD, """
        import mod, os, subprocess, sys
        mod.f(0)
        os.system(f"{sys.executable} -c 'import mod; mod.f(1)'")
        subprocess.run([sys.executable, "-c", "import mod; mod.f(2)"], check=True, close_fds=True)
        os.chdir("/")
        subprocess.run([sys.executable, "-c", "import mod; mod.f(3)"], check=True)
        os.execl(sys.executable, sys.executable, "-c", "import mod; mod.f(4)")
    """)
    assert run.code == 0 and args(run) == [0, 1, 2, 3, 4], run


def test_threads_at_once(bench):
    run = bench.script("""
        def f(a, text):
            return [a, text]
    """, """
        import mod, sys, threading
        sys.setswitchinterval(1e-6)
        gate = threading.Barrier(4)
        def work(number):
            gate.wait()
            for i in range(500):
                assert mod.f(500 * number + i, "x" * (i % 90)) == [500 * number + i, "x" * (i % 90)]
                mod.f(-1, "")
                mod.f(iter(""), "")
        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """)
    assert run.code == 0 and args(run) == list(range(-1, 2000)), run.err
    (again,) = run.notes("again")
    assert again[1] == 1999
    assert run.notes("unrecorded") == [{"an iterator as argument": 2000}]
    assert "mod:f: 6000 calls, 2001 new traces" in run.err


def test_threads_started_by_the_function(bench):
    run = bench.script("""
        import threading
        def f(n):
            if n:
                threads = [threading.Thread(target=f, args=(n - 1,)) for _ in range(2)]
                for thread in threads: thread.start()
                for thread in threads: thread.join()
            return n
    """, "import mod\nmod.f(2)\n")
    assert run.code == 0 and args(run) == [0, 1, 2], run
    assert "mod:f: 7 calls, 3 new traces" in run.err


def test_own_sitecustomize_runs(bench):
    bench.write("sitecustomize.py", """
        import sys
        sys.mine = sys.modules[__name__].__file__
        import mod
        mod.f(1)
    """)
    run = bench.script(ADD, """
        import mod, sys, sitecustomize
        assert sys.mine == sitecustomize.__file__ and "sitestart" not in sys.mine
        mod.f(2)
    """)
    assert run.code == 0, run
    assert args(run) == [2], run  # what it calls itself was before the recording began


def test_decorated_function(bench):
    bench.write("deco.py", """
        import functools

        # Lines that are not the original's.
        def twice(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return 2 * function(*args, **kwargs)
            return wrapper
    """)
    run = bench.script("""\
        from deco import twice
        def plain(a, b=1):
            return a + b
        @twice
        @twice
        def f(a, b=1):
            "Doc."
            if a > 100:
                raise ValueError(a)
            return a + b
    """, """
        import inspect, mod
        assert mod.f(1) == 8 and mod.f(1, b=2) == 12 and mod.f.__wrapped__.__wrapped__(1) == 2
        assert str(inspect.signature(mod.f)) == "(a, b=1)" and mod.f.__doc__ == "Doc."
        try: mod.f(101)
        except ValueError: pass
    """)
    assert run.code == 0, run
    assert [(t["args"], t["kwargs"], t.get("returned")) for t in run.traces] == [
        ([1], {}, 8), ([1], {"b": 2}, 12), ([101], {}, None)]
    assert run.traces[2]["raised"]["deliberate"]
    assert [p["name"] for p in run.header["signature"]] == ["a", "b"]
    assert run.header["file_function"] == "mod.py:4"
    assert run.notes("lines") == [{"all": [7, 8, 9, 10], "reached": [8, 9, 10]}] or \
        run.notes("lines")[0]["reached"] == [8, 9, 10], run


def test_source_of_a_decorated_function_is_what_the_oracle_reads(bench):
    module = """\
        import functools
        def deco(function):
            return functools.wraps(function)(lambda *a: function(*a))
        @deco
        def f(a):
            return a
    """
    run = bench.script(module, "import mod\nassert mod.f(1) == 1\n")
    source = "".join(textwrap.dedent(module).splitlines(keepends=True)[3:])
    assert run.header["source_sha256"] == hashlib.sha256(source.encode()).hexdigest(), run


def test_a_cached_decorated_function(bench):
    run = bench.script("""\
        import functools
        @functools.lru_cache
        def f(a):
            return a
    """, "import mod\nassert [mod.f(1), mod.f(1)] == [1, 1]\n")
    assert run.code == 0 and args(run) == [1], run
    assert json.loads(json.dumps(run.header["signature"]))[0]["name"] == "a"
    assert os.path.basename(run.header["file_function"]).startswith("mod.py:")
