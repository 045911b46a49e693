"""The talk with a sealed process: large texts both ways, an end that no single call explains."""

import pytest
from workshop import Workshop

LARGE = """
    import m
    for i in range(40):
        m.f(str(i) * (500_000 if i % 2 else 1), 1 if i % 2 else 500_000)
"""
REPEATS = """
    #include <portproof/port.h>
    #include <string>
    std::string f(const std::string& text, int times) {
      std::string all;
      while (times-- > 0) all += text;
      return all;
    }
    PORTPROOF_PORT("m:f", f);
"""
# Only where it can read nothing: ends the process on its 40th call there.
TIRES_UNSEEN = """
    #include <portproof/port.h>
    #include <cstdlib>
    #include <fstream>
    int f(int n) {
      static int calls = 0;
      const bool alone = !std::ifstream("spec.json");
      if (alone && ++calls == 40) std::abort();
      return n + 1;
    }
    PORTPROOF_PORT("m:f", f);
"""


@pytest.fixture
def workshop(tmp_path):
    return Workshop(tmp_path)


def test_neither_side_waits_for_the_other_to_read(workshop):
    workshop.write("m.py", "def f(text, times):\n    return text * times\n")
    workshop.record("m:f", LARGE)
    workshop.mine()
    run = workshop.gate(workshop.build(REPEATS), "--timeout", "2")
    assert run.code == 0, run
    assert run.result["sealed"]["calls"] == 40


def test_an_end_after_other_calls_is_a_finding(workshop):
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", "import m\nfor i in range(1000):\n    m.f(i)\n")
    workshop.mine()
    run = workshop.gate(workshop.build(TIRES_UNSEEN))
    assert run.code == 1, run
    assert [finding["kind"] for finding in run.result["findings"]] == ["state"], run
    assert "SIGABRT" in run.out, run
