"""A live original that would do something to the world is stopped, unless the spec allows it."""

import os

import pytest
from workshop import ROOT

# The package without its native modules: the original is asked in a process of its own.
PURE = {"PORTPROOF_PYTHON_DIR": str(ROOT / "oracle" / "python")}
SURROUNDINGS = pytest.mark.parametrize("env", [{}, PURE], ids=["embedded", "worker"])
MODULE = """
    import os
    import subprocess
    from pathlib import Path

    TABLE = Path(__file__).with_name("table.txt")

    def log(n):
        assert not os.path.exists("n.log"), os.getcwd()
        if n % 10 == 3:
            Path(f"{n}.log").write_text(str(n))
        if n % 10 == 4:
            try:
                subprocess.run(["true"])
            except BaseException:
                pass
        from helper import step
        return n + step(TABLE)

    def port(n):
        return n + 1
"""
HELPER = "def step(table):\n    return int(table.read_text())\n"
SCRIPT = "import m\nfor n in range(100):\n    m.log(n)\n"


@pytest.fixture
def shop(workshop):
    workshop.write("m.py", MODULE)
    workshop.write("helper.py", HELPER)
    workshop.write("table.txt", "1")
    workshop.record("m:log", SCRIPT)
    workshop.mine()
    for file in workshop.folder.glob("*.log"):
        file.unlink()
    return workshop


def shown(run):
    return {name: count for name, count in run.result["counts"].items() if count}


def files(shop):
    return sorted(path.name for path in shop.folder.iterdir() if path.name != "__pycache__")


@SURROUNDINGS
def test_effects_are_rejected(shop, env, tmp_path_factory):
    before = files(shop)
    temporary = tmp_path_factory.mktemp("temporary")
    run = shop.check_python("m:port", "--live", "--jobs", "2",
                            env={"TMPDIR": str(temporary), **env})
    assert run.code == 0, run
    assert shown(run) == {"match": 80, "rejected": 20}, run
    assert "effect: opens '3.log' for writing" in run.out, run
    assert "effect: starts 'true'" in run.out, run
    assert "drift" not in run.out and run.out.count("effect: ") == 2, run
    assert files(shop) == before
    assert not os.listdir(temporary)


@SURROUNDINGS
def test_what_the_spec_allows_is_compared(shop, env):
    before = files(shop)
    shop.edit_spec(lambda spec: spec.update(effects=["write"]))
    run = shop.check_python("m:port", "--live", env=env)
    assert run.code == 0, run
    assert shown(run) == {"match": 90, "rejected": 10}, run
    shop.edit_spec(lambda spec: spec.update(effects=["write", "process"]))
    run = shop.check_python("m:port", "--live", env=env)
    assert run.code == 0, run
    assert shown(run) == {"match": 100}, run
    assert files(shop) == before


def test_a_recording_has_no_effects(shop):
    run = shop.check_python("m:port")
    assert shown(run) == {"match": 100}, run


def test_a_cpp_port_beside_an_original_with_effects(shop):
    """What is asked again sealed has an answer of the port that nobody was given before."""
    gate = shop.build("""
        #include <portproof/port.h>
        int plus(int n) { return n + 1; }
        PORTPROOF_PORT("m:log", plus);
    """)
    run = shop.gate(gate, "--live", "--pythonpath", ".")
    assert run.code == 0, run
    assert shown(run) == {"match": 80, "rejected": 20}, run


def test_an_effect_that_the_spec_does_not_know(shop):
    shop.edit_spec(lambda spec: spec.update(effects=["wrte"]))
    run = shop.check_python("m:port", "--live")
    assert run.code == 2 and "did you mean write?" in run.err, run


def test_mining_again_keeps_what_is_allowed(shop):
    shop.edit_spec(lambda spec: spec.update(effects=["write"]))
    shop.mine()
    assert '"effects": ["write"]' in (shop.folder / "spec.json").read_text()
