"""The same seed and inputs give the same report, whatever the number of jobs and the day."""

import pytest
import wrong_clock
from workshop import Workshop

DRIVE = """
    import m
    for i in range(2000):
        m.f(i, "x" * (i % 5))
"""
ORIGINAL = """
    def f(n, text):
        if n % 50 == 49:
            raise ValueError(n)
        return {"n": n, "text": [text] * (n % 3)}
"""
PORT = """
    #include <portproof/port.h>
    #include <any>
    #include <csignal>
    #include <map>
    #include <stdexcept>
    #include <string>
    #include <vector>
    std::map<std::string, std::any> f(long n, const std::string& text) {
      if (n == 617 || n == 1234) std::raise(SIGSEGV);
      if (n % 50 == 49 && n % 100 != 99) throw std::invalid_argument("no");
      if (n % 70 == 3) return {};
      return {{"n", n % 90 == 7 ? n + 1 : n},
              {"text", std::vector<std::any>(n % 3, n % 110 == 5 ? text + "y" : text)}};
    }
    PORTPROOF_PORT("m:f", f);
"""

@pytest.fixture(scope="module")
def built(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("determinism"))
    workshop.write("m.py", ORIGINAL)
    workshop.record("m:f", DRIVE.replace("m.f(", "g(").replace(
        "for i", "def g(*args):\n        try:\n            m.f(*args)\n"
        "        except ValueError:\n            pass\n    for i", 1))
    workshop.mine()
    return workshop, workshop.build(PORT)


def report(built, *options, **env):
    workshop, gate = built
    run = workshop.gate(gate, *options, env=env)
    assert run.code == 1, run
    run.result.pop("timing")
    return run.result, run.out


def test_jobs_and_days_change_nothing(built):
    first, text = report(built, "--jobs", "1")
    assert len(first["findings"]) > 3
    assert sum(first["counts"].values()) == 2000
    for options in (("--jobs", "1"), ("--jobs", "2"), ("--jobs", "5")):
        again, text_again = report(built, *options)
        assert again == first
        assert text_again == text
    later, text_later = report(built, "--jobs", "2", **wrong_clock.preload(built[0].folder, "90"))
    assert (later, text_later) == (first, text)


def test_another_seed_changes_the_seed_alone(built):
    first, _ = report(built, "--seed", "1")
    other, _ = report(built, "--seed", "2")
    assert (first.pop("seed"), other.pop("seed")) == (1, 2)
    assert first == other
