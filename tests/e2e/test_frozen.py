"""An original that reads the clock or throws dice, recorded with both held still."""

import json
import sys

import pytest
from test_worker import PURE, WORKER

FREEZE = ("--freeze-time", "2026-01-02T03:04:05.25Z", "--freeze-random", "0")
ORIGINAL = """\
    import random
    import time
    from datetime import datetime, timezone

    def f(n):
        return (time.time() + n, datetime.now(timezone.utc).isoformat(), random.choice("abc"))

    def clock(n):
        return time.time() + n
"""
CALLS = "import noisy\nfor i in range(20):\n    noisy.{name}(i)\n"
PORT = """
    #include <portproof/port.h>
    #include <chrono>
    #include <ctime>
    #include <sys/time.h>
    #include <thread>
    double seconds() {
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      return std::chrono::duration<double>(now).count();
    }
    double f(long n) {
      timeval old{};
      gettimeofday(&old, nullptr);
      timespec now{};
      timespec_get(&now, TIME_UTC);
      double other = 0;
      std::thread([&other] { other = seconds(); }).join();
      const bool alike = std::time(nullptr) == now.tv_sec && old.tv_sec == now.tv_sec &&
                         old.tv_usec == now.tv_nsec / 1000 && other == seconds();
      return alike ? seconds() + static_cast<double>(n) : -1;
    }
    static const double loaded = seconds();
    PORTPROOF_PORT("noisy:clock", [](long n) { return loaded < 1767323046 ? 0 : f(n); });
"""


def record(workshop, name="f", freeze=FREEZE):
    workshop.write("noisy.py", ORIGINAL)
    workshop.write("port.py", ORIGINAL)
    workshop.record(f"noisy:{name}", CALLS.format(name=name), "corpus/recorded.jsonl", *freeze)


def mine(workshop):
    run = workshop.portproof("mine", "corpus", "--out", "spec.json", "--python", sys.executable)
    assert run.code == 0, run
    return json.loads((workshop.folder / "spec.json").read_text())


@pytest.mark.parametrize("how", ["embedded", "worker"])
def test_what_was_frozen_is_no_noise(workshop, how):
    record(workshop)
    spec = mine(workshop)
    assert spec["freeze"] == {"time": "2026-01-02T03:04:05.25Z", "random": 0}
    assert "noise" not in spec, spec["noise"]
    shown = workshop.portproof("show", "spec.json").out
    assert "recorded with " + " ".join(FREEZE) in shown, shown
    environment = PURE if how == "worker" else {}
    for live in ((), ("--live",)):
        run = workshop.check_python("port:f", *live, "--python", sys.executable, env=environment)
        assert run.code == 0 and run.result["counts"]["match"] == 20, run
        assert (WORKER in run.out) == (how == "worker" and bool(live)), run
        assert "record again" not in run.out, run


@pytest.mark.parametrize("how", ["embedded", "worker"])
def test_a_linked_port_reads_the_same_clock(workshop, how):
    record(workshop, "clock")
    mine(workshop)
    gate = workshop.build(PORT)
    for live in ((), ("--live",)):
        run = workshop.gate(gate, *live, "--python", sys.executable,
                            env=PURE if how == "worker" else {})
        assert run.code == 0 and run.result["counts"]["match"] == 20, run
        assert run.result["sealed"] == {"calls": 20, "missing": ""}, run


def test_a_linked_port_has_the_real_clock_where_nothing_is_frozen(workshop):
    workshop.write("noisy.py", "def clock(n):\n    return n < 0\n")
    workshop.record("noisy:clock", CALLS.format(name="clock"))
    mine(workshop)
    gate = workshop.build("""
        #include <portproof/port.h>
        #include <chrono>
        #include <ctime>
        bool clock_port(long) {
          using namespace std::chrono;
          const auto start = steady_clock::now();
          const auto now = system_clock::now().time_since_epoch();
          timespec raw{};
          timespec_get(&raw, TIME_UTC);
          const long apart = raw.tv_sec - duration_cast<seconds>(now).count();
          return std::time(nullptr) < 1767323046 || apart < 0 || apart > 60 ||
                 steady_clock::now() < start || std::clock() < 0;
        }
        PORTPROOF_PORT("noisy:clock", clock_port);
    """)
    assert workshop.gate(gate).code == 0


def test_without_freezing_it_is_noise_and_the_option_is_named(workshop):
    record(workshop, freeze=())
    assert "freeze" not in mine(workshop)
    run = workshop.check_python("port:f", "--python", sys.executable)
    assert run.code == 3 and "record again with --freeze-time and --freeze-random" in run.out, run


def test_dice_are_noise_where_time_alone_is_frozen(workshop):
    record(workshop, freeze=FREEZE[:2])
    spec = mine(workshop)
    assert [entry["factor"] for entry in spec["noise"]] == [
        "clock, random or other input that is not an argument"]


def test_a_recording_and_its_spec_have_one_freeze(workshop):
    record(workshop, "clock")
    mine(workshop)
    run = workshop.portproof("record", "--function", "noisy:clock", "--out",
                             "corpus/recorded.jsonl", "--", sys.executable, "drive.py")
    assert run.code == 2 and "not with no --freeze-time or --freeze-random" in run.err, run
    workshop.edit_spec(lambda spec: spec.pop("freeze"))
    run = workshop.check_python("port:clock")
    assert run.code == 2, run
    assert ("recorded.jsonl:1: was recorded with " + " ".join(FREEZE)
            + ", but the spec says no --freeze-time or --freeze-random: mine again") in run.err, run
    run = workshop.portproof("mine", "corpus", "--out", "spec.json", "--python", sys.executable)
    assert "frozen: no --freeze-time or --freeze-random -> " + " ".join(FREEZE) in run.out, run
    assert workshop.check_python("port:clock").code == 0


def test_recordings_that_are_mined_together_are_frozen_alike(workshop):
    record(workshop, "clock")
    workshop.record("noisy:clock", CALLS.format(name="clock"), "corpus/second.jsonl")
    run = workshop.portproof("mine", "corpus", "--out", "spec.json")
    assert run.code == 2 and "record all of them alike" in run.err, run


@pytest.mark.parametrize("freeze, words", [
    ({"time": "soon"}, "$.freeze.time: is not a time of UTC"),
    ({"random": -1}, "$.freeze.random"), ({"tiem": "x"}, "did you mean time?"),
])
def test_a_spec_that_freezes_nonsense_is_named(workshop, freeze, words):
    record(workshop, "clock")
    mine(workshop)
    workshop.edit_spec(lambda spec: spec.update(freeze=freeze))
    run = workshop.check_python("port:clock")
    assert run.code == 2 and words in run.err, run
