"""Values that are very deep or very large: recorded, read and compared, or refused with words."""

import json
import textwrap

import pytest
from bad_input import refused
from workshop import Workshop

MODULE = """
    def f(value):
        return value

    def port(value):
        return value
"""
VALUES = {
    "a list in a list in a list": """
        value = []
        for _ in range(20_000):
            value = [value]
    """,
    "a dict in a dict in a dict": """
        value = {}
        for _ in range(5_000):
            value = {"a": value}
    """,
    "an int of many digits": "value = 7 ** 100_000",
    "a long text": "value = 'x\\u20ac' * 1_000_000",
    "a long list": "value = list(range(200_000))",
    "long bytes": "value = bytes(range(256)) * 4_000",
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value(tmp_path, name):
    workshop = Workshop(tmp_path)
    workshop.write("m.py", MODULE)
    workshop.record("m:f", "import m\n" + textwrap.dedent(VALUES[name])
                    + "\nassert m.f(value) is value\nm.f(1)\n")
    workshop.mine()
    workshop.edit_spec(lambda spec: spec.update(gate={"min_matches": 2}))
    run = workshop.check_python("m:port")
    assert run.code == 0, run
    assert run.result["counts"]["match"] == 2
    workshop.write("other.py", "def port(value):\n    return 1\n")
    run = workshop.check_python("other:port")
    assert run.code == 1, run
    assert run.result["counts"]["match"] == run.result["counts"]["diverged"] == 1
    assert len(run.out) < 10_000


DEEP = 200_000
FILES = {
    "spec.json": ('{"function":' + "[" * DEEP, ["gate"]),
    "corpus/recorded.jsonl": ('{"portproof":' + "[" * DEEP + "\n", ["gate"]),
    "portproof.toml": ("a = " + "[" * DEEP, ["check"]),
    "run/run.json": ("[" * DEEP + "]" * DEEP, ["report", "run"]),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("deep"))
    workshop.write("m.py", MODULE)
    workshop.record("m:f", "import m\nm.f(1)\n")
    workshop.mine()
    return workshop


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_nested_without_end(made, name):
    text, command = FILES[name]
    file = made.folder / name
    before = file.read_text() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    run = (made.check_python("m:port") if command == ["gate"] else made.portproof(*command))
    if before is None:
        file.unlink()
    else:
        file.write_text(before)
    said = refused(run, 2, name)
    assert len(said) < 2000


def test_a_trace_of_a_million_levels(made):
    """As nobody records it: what is written by hand is data too."""
    file = made.folder / "corpus/recorded.jsonl"
    before = file.read_text()
    name = json.loads(before.splitlines()[1])["id"]
    deep = "[" * 1_000_000 + "]" * 1_000_000
    file.write_text(before + f'{{"id":"{name}","args":[{deep}],"kwargs":{{}},"returned":1}}\n')
    run = made.check_python("m:port")
    file.write_text(before)
    refused(run, 2, "recorded.jsonl:", "delete the line")
