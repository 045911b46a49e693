"""Records a sample, up to a limit, or inner calls too; and says what was left out."""

import json
import sys

import pytest

ADD = """
    def f(a, b=1):
        return a + b
"""
FIB = """
    def f(n):
        if n < 0: raise ValueError(n)
        return n if n < 2 else f(n - 1) + f(n - 2)
"""


def args(run):
    return [trace["args"][0] for trace in run.traces]


def test_sample_is_one_of_so_many(bench):
    run = bench.script(ADD, "import mod\nfor i in range(1000): assert mod.f(i) == i + 1\n",
                       options=["--sample", "10"])
    assert run.code == 0 and args(run) == list(range(0, 1000, 10)), run
    assert run.notes("unrecorded") == [{"sampled out": 900}]
    assert "mod:f: 1000 calls, 100 new traces" in run.err
    assert "portproof:   not recorded: 900 calls, sampled out\n" in run.err


def test_sample_counts_outermost_calls_in_each_process(bench):
    run = bench.script(FIB, f"""
        import mod, subprocess
        for n in range(6): mod.f(n)
        subprocess.run([{sys.executable!r}, "-c", "import mod; mod.f(7); mod.f(8)"], check=True)
    """, options=["--sample=3"])
    assert args(run) == [0, 3, 7], run
    assert "8 calls, 3 new traces" in run.err and "not recorded: 5 calls, sampled out" in run.err


def test_sampled_out_calls_raise_and_change_as_ever(bench):
    run = bench.script("""
        def f(items):
            items.append(1)
            if len(items) > 1: raise ValueError
    """, """
        import mod
        mod.f([])
        given = [0]
        try: mod.f(given)
        except ValueError as error: assert error.__traceback__.tb_next is not None
        else: raise AssertionError
        assert given == [0, 1]
    """, options=["--sample", "2"])
    assert run.code == 0 and len(run.traces) == 1, run


@pytest.mark.parametrize("options", [["--max-traces", "4"], ["--max-traces=4", "--sample=1"]])
def test_no_more_traces_than_asked(bench, options):
    run = bench.script(ADD, """
        import mod
        for i in range(50): assert mod.f(i % 25) == i % 25 + 1
        print("ended")
    """, options=options)
    assert run.out == "ended\n" and run.code == 0 and args(run) == [0, 1, 2, 3], run
    assert "not recorded: 46 calls, the recording was full (4 traces)" in run.err
    again = bench.record("mod:f", options=options)
    assert again.code == 3 and args(again) == [0, 1, 2, 3], again
    assert "mod:f: nothing was recorded: the recording was full (4 traces)" in again.err


def test_an_exact_fit_leaves_nothing_out(bench):
    run = bench.script(ADD, "import mod\nfor i in range(4): mod.f(i)\n",
                       options=["--max-traces", "4"])
    assert run.code == 0 and len(run.traces) == 4 and "not recorded" not in run.err, run


def test_no_more_bytes_than_asked(bench):
    run = bench.script(ADD, "import mod\nfor i in range(500): mod.f(i)\n",
                       options=["--max-bytes", "3000"])
    lines = (bench.folder / "r.jsonl").read_bytes().splitlines(keepends=True)
    size = sum(len(line) for line in lines if b'"portproof"' in line or b'"id"' in line)
    assert run.code == 0 and 2900 < size <= 3000, (size, run)
    missed = run.notes("unrecorded")[0]["the recording was full (3000 bytes)"]
    assert missed + len(run.traces) == 500


def test_the_limit_is_that_of_all_processes(bench):
    run = bench.script(ADD, """
        import mod, os
        for child in range(5):
            if not os.fork():
                for i in range(10): mod.f(100 * child + i)
                raise SystemExit
            os.wait()
    """, options=["--max-traces", "23"])
    assert len(run.traces) == 23, run
    assert "50 calls, 23 new traces" in run.err and "not recorded: 27 calls" in run.err


def test_inner_calls(bench):
    script = "import mod\nassert mod.f(5) == 5\ntry: mod.f(-1)\nexcept ValueError: pass\n"
    run = bench.script(FIB, script)
    assert args(run) == [5, -1], run
    run = bench.script(FIB, script, options=["--recursive"], out="inner.jsonl")
    assert sorted(args(run)) == [-1, 0, 1, 2, 3, 4, 5], run
    assert {t["args"][0]: t.get("returned") for t in run.traces} == {
        0: 0, 1: 1, 2: 1, 3: 2, 4: 3, 5: 5, -1: None}
    assert "16 calls, 7 new traces" in run.err
    assert all(reached["reached"] == [3, 4] for reached in run.notes("lines")), run


def test_inner_calls_through_an_argument_that_changes(bench):
    run = bench.script("""
        def f(items):
            if items:
                items.pop()
                f(items)
            return items
    """, "import mod\nmod.f([1, 2])\n", options=["--recursive"])
    assert [t["args"] for t in run.traces] == [[[]], [[1]], [[1, 2]]], run
    assert [t["returned"] for t in run.traces] == [{"ref": 0}, {"ref": 1}, {"ref": 1}]


def test_inner_calls_beside_a_sample(bench):
    run = bench.script(FIB, "import mod\nassert mod.f(5) == 5\n",
                       options=["--recursive", "--sample", "5"])
    assert "15 calls" in run.err and "not recorded: 12 calls, sampled out" in run.err, run


def test_usage(bench):
    for words, said in (
        (["--sample", "2"], "--sample stands before --function"),
        (["--recursive"], "--recursive stands before --function"),
        (["--function", "m:f", "--sample"], "--sample needs a value"),
        (["--function", "m:f", "--sample", "0"], "--sample 0: write a number from 1"),
        (["--function", "m:f", "--max-bytes", "1k"], "--max-bytes 1k: write a number from 1"),
        (["--function", "m:f", "--max-traces", "-1"], "--max-traces -1: write a number from 1"),
        (["--function", "m:f", "--recursive=1"], "--recursive takes no value"),
    ):
        run = bench.run("record", *words)
        assert run.code == 2 and said in run.err, (words, run)


def test_options_belong_to_their_function(bench):
    bench.write("mod.py", "def f(a):\n    return a\ndef g(a):\n    return a\n")
    bench.write("drive.py", "import mod\nfor i in range(9): mod.f(i); mod.g(i)\n")
    run = bench.run("record", "--function", "mod:f", "--out", "r.jsonl", "--sample", "3",
                    "--function", "mod:g", "--out", "g.jsonl", "--", sys.executable, "drive.py")
    assert run.code == 0 and args(run) == [0, 3, 6], run
    other = [json.loads(line) for line in (bench.folder / "g.jsonl").read_text().splitlines()]
    assert sum("id" in line for line in other) == 9
