"""What is said where nothing is recorded, or the file is not one to record into."""

import sys
import textwrap

import pytest

ADD = """
    def f(a, b=1):
        return a + b
    def never():
        pass
    def generate():
        yield 1
    async def later():
        pass
    class K:
        pass
    NUMBER = 5
"""


@pytest.mark.parametrize(("function", "script", "said"), [
    ("mod:missing", "import mod", "mod has no missing"),
    ("mod:K.missing", "import mod", "mod has no K.missing"),
    ("mod:f", "pass",
     "mod was never imported by the command: is the name right? did the command run any test"),
    ("mod:never", "import mod; mod.f(1)",
     "it was never called: did the command run any test, or other code that calls it?"),
    ("mod:generate", "import mod; next(mod.generate())",
     "every call had something that cannot be recorded"),
    ("mod:later", "import mod",
     "mod:later cannot be recorded: it is a coroutine or asynchronous generator function"),
    ("mod:K", "import mod; mod.K()", "it is a class: name one of its methods"),
    ("mod:NUMBER", "import mod", "it is not callable"),
    ("mod:f", "import mod; mod.f(iter(''), 1) if 0 else None\ntry: mod.f(iter(''))\n"
     "except TypeError: pass", "every call had something that cannot be recorded"),
    ("mod:f", "import os, mod; os._exit(0)", "no Python process told of itself"),
    ("builtins:str.upper", "'a'.upper()", "it is a method of a builtin type"),
], ids=lambda value: value if ":" in value and " " not in value else "")
def test_nothing_recorded(bench, function, script, said):
    run = bench.script(ADD, script + "\n", function)
    assert run.code == 3, run
    assert f"{function}: nothing was recorded: " in run.err
    assert said in run.err, run
    assert not run.traces or "os._exit" in script


def test_cache_that_was_filled_before(bench):
    run = bench.script("""
        import functools
        @functools.lru_cache(None)
        def f(a):
            return a
    """, "import mod\n")
    assert run.code == 3 and "every result came out of its cache" in run.err, run


def test_isolated_python(bench):
    bench.write("mod.py", ADD)
    run = bench.record("mod:f", sys.executable, "-I", "-c", "pass")
    assert run.code == 3 and "without -S, -I or -E?" in run.err, run


def test_command_that_is_not_there(bench):
    run = bench.record("mod:f", "no-such-program")
    assert (run.code, run.err) == (2, "portproof: no-such-program: no such program\n")


@pytest.mark.parametrize(("content", "said"), [
    ('{"portproof":{"format":1,"function":"mod:g"}}\n', "is a recording of mod:g, not of mod:f"),
    ('{"portproof":{"format":2,"function":"mod:f"}}\n', "format 2 is not known to this version"),
    ("hello\n", "is not a recording; name another file"),
    ("[]\n", "is not a recording"),
    ('{"portproof":[]}\n', "is not a recording"),
    ("\n", "is not a recording"),
    ("\xff\xfe\n", "is not a recording"),
], ids=["function", "format", "text", "list", "empty header", "empty line", "bytes"])
def test_file_of_something_else(bench, content, said):
    data = content.encode("latin-1")
    (bench.folder / "r.jsonl").write_bytes(data)
    bench.write("mod.py", ADD)
    bench.write("drive.py", "raise SystemExit('ran')\n")
    run = bench.run(*bench.command("mod:f")[3:], out="none")
    assert run.code == 2 and said in run.err, run
    assert "r.jsonl:1: " in run.err and "ran" not in run.err
    assert (bench.folder / "r.jsonl").read_bytes() == data


def test_folder_as_file(bench):
    bench.write("mod.py", ADD)
    run = bench.record("mod:f", sys.executable, "-c", "print('ran')", out=".")
    assert run.code == 2 and "is a folder; name a file, such as" in run.err and not run.out, run


def test_incomplete_last_line(bench):
    first = bench.script(ADD, "import mod\nmod.f(1); mod.f(2)\n")
    file = bench.folder / "r.jsonl"
    whole = file.read_text()
    lines = whole.splitlines(keepends=True)
    file.write_text("".join(lines[:2]) + lines[2][:-5])
    run = bench.record("mod:f")
    assert run.code == 0 and len(first.traces) == 2, run
    assert "r.jsonl:3: incomplete (a recording was interrupted): dropped" in run.err
    assert [t["args"] for t in run.traces] == [[1], [2]]
    file.write_text(lines[0][:20])
    run = bench.record("mod:f")
    assert "r.jsonl:1: incomplete" in run.err and len(run.traces) == 2 and run.header["format"] == 1


def test_usage(bench):
    for words, said in (
        (["--out", "x"], "--out stands before --function"),
        (["--function", "mod"], "write module:name"),
        (["--function", "mod:f", "--", "true"], "needs --out FILE"),
        (["--function", "mod:f", "--out", "x"], "write the command behind --"),
        (["--nonsense"], "unknown option --nonsense"),
        (["--function", "mod:f", "--out"], "--out needs a value"),
        ([], "--function is missing"),
    ):
        run = bench.run("record", *words)
        assert run.code == 2 and said in run.err, (words, run)
    assert bench.run("--version").out.startswith("portproof ")
    assert "usage:" in bench.run("record", "--help").out


def test_surrogates_in_keywords_do_not_disturb_the_call(bench):
    run = bench.script("def f(**k):\n    return len(k)\n", r"""
        import mod
        assert mod.f(**{"\ud800": 1}) == 1
        class P: pass
        p = P(); p.__dict__["\udfff"] = 1
        assert mod.f(a=p) == 1
        assert mod.f() == 0
    """)
    assert run.code == 0, run
    assert len(run.traces) == 1
    assert run.notes("unrecorded") == [{
        "a keyword with lone surrogates in its name as argument": 1,
        "a field with lone surrogates in its name as argument": 1}]


def test_a_process_that_does_not_report_has_still_recorded(bench):
    run = bench.script(ADD, "import os, mod; mod.f(1); os._exit(0)\n", "mod:f")
    assert run.code == 0, run
    assert "1 new traces in r.jsonl, by processes that did not report" in run.err


def test_a_changed_original_is_recorded_anew(bench):
    assert bench.script(ADD, "import mod; mod.f(1)\n", "mod:f").code == 0
    run = bench.script(textwrap.dedent(ADD) + "# changed\n", "import mod; mod.f(2)\n", "mod:f")
    assert run.code == 0, run
    assert "has changed since" in run.err and "r.jsonl.old" in run.err
