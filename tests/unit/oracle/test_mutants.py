"""Which mutants there are of an original, that each is another function, and only one at a time."""

import subprocess
import sys
import textwrap

import package
import pytest

SOURCE = '''
def helper(x):
    return x * 2

def unused(x):
    return x + 5

def clamp(x, low=0, high=10):
    """Between low and high."""
    if x < low:
        return low
    if x > high and x != 99:
        raise ValueError("too large")
    return helper(x)
'''


@pytest.fixture
def ask(tmp_path):
    """Runs Python in a process of its own, beside the original."""
    (tmp_path / "clamped.py").write_text(SOURCE)

    def run(script):
        text = "import clamped\nfrom portproof.mutants import Mutants, Reached\n"
        done = subprocess.run([sys.executable, "-c", text + textwrap.dedent(script)], cwd=tmp_path,
                              env={"PYTHONPATH": f"{package.SOURCE}:{tmp_path}"}, text=True,
                              capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.split("\n")[:-1]

    return run


def test_mutants_of_the_function_and_of_those_that_it_calls(ask):
    lines = ask("""
        for each in Mutants(clamped.clamp).describe(Reached(clamped.clamp)):
            print(each["line"], each["before"], "->", each["after"])
    """)
    assert "10 x < low -> x <= low" in lines
    assert "12 x > high and x != 99 -> x > high or x != 99" in lines
    assert "13 raise ValueError('too large') -> raise RuntimeError('too large')" in lines
    assert "3 x * 2 -> x // 2" in lines
    assert "8 default 10 -> default 11" in lines
    assert not any("x + 5" in line or "Between" in line for line in lines)
    assert not any("'too large' ->" in line for line in lines)  # messages are not compared


def test_each_is_another_function_in_a_fresh_process(ask):
    (count,) = ask("print(len(Mutants(clamped.clamp).all))")
    answers = set()
    for i in range(int(count)):
        lines = ask(f"""
            def answer(x):
                try:
                    return clamped.clamp(x)
                except Exception as error:
                    return type(error).__name__
            Mutants(clamped.clamp).put({i})
            print([answer(x) for x in (-1, 0, 1, 5, 9, 10, 11, 12, 98, 99, 100)])
        """)
        answers.update(lines)
    (original,) = ask("""
        def answer(x):
            try:
                return clamped.clamp(x)
            except Exception as error:
                return type(error).__name__
        print([answer(x) for x in (-1, 0, 1, 5, 9, 10, 11, 12, 98, 99, 100)])
    """)
    # `x <= low` answers 0 for 0 as well: clamping and doubling are the same there.
    assert len(answers - {original}) > 10


def test_lines_that_no_call_reaches_are_told(ask):
    lines = ask("""
        reached = Reached(clamped.clamp)
        with reached:
            clamped.clamp(-5)
        for each in Mutants(clamped.clamp).describe(reached):
            print(each["line"], each["reached"])
    """)
    assert "10 True" in lines and "8 True" in lines
    assert "13 False" in lines and "3 False" in lines


def test_without_source_there_are_none(ask):
    assert ask("print(Mutants(len).describe(Reached(len)))") == ["[]"]
