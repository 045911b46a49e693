"""Relations of a spec that misbehave: the gate says which and how, and passes nothing."""

import pytest
from bad_input import refused
from workshop import Workshop

PORT = """
    #include <portproof/port.h>
    int f(int n) { return n % 10 == 3 ? n + 2 : n + 1; }
    PORTPROOF_PORT("m:f", f);
"""
RELATIONS = """
    import os, sys

    def near(args, expected, observed):
        print("it asks", args)
        sys.stdout.flush()
        os.write(1, b"more of it\\n")
        return abs(expected - observed) <= 1

    def raises(args, expected, observed):
        return 1 // (args[0] - 13)

    def ends(args, expected, observed):
        sys.exit(0)

    def really_ends(args, expected, observed):
        os._exit(0)

    def interrupts(args, expected, observed):
        raise KeyboardInterrupt

    def recurses(args, expected, observed):
        return recurses(args, expected, observed)

    def takes_less(args):
        return True

    class Neither:
        def __bool__(self):
            raise ValueError("neither yes nor no")

    def says_neither(args, expected, observed):
        return Neither()

    NUMBER = 3
"""
BAD = {
    "raises": ["raised: ", "ZeroDivisionError"],
    "ends": ["raised: ", "SystemExit"],
    "interrupts": ["raised: ", "KeyboardInterrupt"],
    "recurses": ["raised: ", "RecursionError"],
    "takes_less": ["raised: ", "TypeError"],
    "says_neither": ["raised: ", "neither yes nor no"],
    "NUMBER": [],
    "nowhere": ["nowhere"],
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("relations"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.write("near.py", RELATIONS)
    workshop.record("m:f", "import m\nfor n in range(60):\n    m.f(n)\n")
    workshop.mine()
    workshop.build(PORT)
    return workshop


def related(workshop, name):
    workshop.edit_spec(lambda spec: spec.update(compare={"relation": name, "reason": "near"}))
    return workshop.gate(workshop.folder / "gate_gate", "--pythonpath", ".", "--jobs", "2")


@pytest.mark.parametrize("name", BAD)
def test_a_relation_that_has_no_answer(recorded, name):
    said = refused(related(recorded, f"near:{name}"), 2, f"near:{name}", *BAD[name])
    assert len(said.splitlines()) < 15, said


def test_a_relation_in_no_module(recorded):
    refused(related(recorded, "far:near"), 2, "far:near", "No module named 'far'")


def test_a_relation_that_ends_its_process(recorded):
    run = related(recorded, "near:really_ends")
    assert run.code != 0, run
    assert run.code in (2, 3) or "original" in str(run.result["findings"]), run


def test_a_relation_that_prints(recorded):
    run = related(recorded, "near:near")
    assert run.code == 0, run
    assert run.result["counts"]["match"] == 60
    assert "it asks" not in run.out and "more of it" not in run.out
