"""Mutants of the original in the port's place: what the inputs would notice of a wrong port."""

import json

import pytest
from workshop import Workshop

MODULE = """
    def grade(points):
        if points < 0 or points > 100:
            raise ValueError("points")
        if points >= 90:
            return "A"
        return "B" if points >= 50 else "C"
"""
PORT = """
    #include <portproof/port.h>
    #include <stdexcept>
    #include <string>
    std::string grade(int points) {
      if (points < 0 || points > 100) throw std::invalid_argument("points");
      return points >= 90 ? "A" : points >= 50 ? "B" : "C";
    }
    PORTPROOF_PORT("m:grade", grade);
"""


@pytest.fixture(scope="module")
def grade(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("grade"))
    workshop.write("m.py", MODULE)
    workshop.record("m:grade", """
        import m
        for i in range(0, 101, 10):
            m.grade(i)
        for wrong in (-1, 101):
            try:
                m.grade(wrong)
            except ValueError:
                pass
    """)
    workshop.mine()
    workshop.build(PORT)
    return workshop


def audit(workshop, *options, stage="audit"):
    return workshop.gate(workshop.folder / "gate_gate", "--pythonpath", ".", *options, stage=stage)


def test_generated_calls_kill_every_mutant(grade):
    run = audit(grade)
    assert run.code == 0, run
    result = run.result["audit"]
    assert result["killed"] == result["mutants"] > 10, run
    assert result["survivors"] == [] and result["noisy"] == 0, run


def test_recorded_calls_alone_leave_survivors_which_are_named(grade):
    grade.edit_spec(lambda spec: spec.setdefault("gate", {}).update(props_cases=0))
    try:
        run = audit(grade)
        survivors = run.result["audit"]["survivors"]
        assert {"place": "m.py:5", "before": "90", "after": "89"} in survivors, run
        assert "survived   m.py:5\n             - 90\n             + 89" in run.out, run
        grade.edit_spec(lambda spec: spec["gate"].update(min_kill=1.0))
        run = audit(grade)
        assert run.code == 3 and "gate.min_kill asks for 100 %" in run.out, run
    finally:
        grade.edit_spec(lambda spec: spec.pop("gate"))


def test_the_same_seed_tries_the_same_mutants(grade):
    def report(seed):
        return json.dumps(audit(grade, "--seed", seed).result["audit"])

    assert report("3") == report("3")


def test_check_runs_every_stage(grade):
    run = audit(grade, stage="check")
    assert run.code == 0, run
    assert run.result["stages"] == ["replay", "props", "audit"], run
    assert run.result["stages_missing"] == [], run
    assert "grade: passed. " in run.out, run


def test_an_original_without_source_has_no_mutants(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.record("math:isqrt", "import math\nfor n in range(300):\n    math.isqrt(n)\n")
    workshop.mine()
    workshop.edit_spec(lambda spec: spec.update(refuses=["ValueError"]))
    workshop.build("""
        #include <portproof/port.h>
        #include <cmath>
        #include <stdexcept>
        long isqrt(long n) {
          if (n < 0) throw std::invalid_argument("negative");
          long root = static_cast<long>(std::sqrt(static_cast<long double>(n)));
          while (root * root > n) --root;
          while ((root + 1) * (root + 1) <= n) ++root;
          return root;
        }
        PORTPROOF_PORT("math:isqrt", isqrt);
    """)
    run = audit(workshop)
    assert run.code == 0 and "no Python source" in run.out, run
