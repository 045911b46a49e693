"""SIGKILL from somebody else: nothing is left running, and the port is accused of nothing."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from kill_moments import MARK, depth, end, left_after, living
from workshop import Run, Workshop

DRIVE = """
    import m
    for i in range(600):
        m.f(i)
"""
# What the port does is chosen when it is run: one gate serves all tests.
PORT = """
    #include <portproof/port.h>
    #include <csignal>
    #include <cstdlib>
    #include <string>
    #include <unistd.h>
    static bool does(const char* what) {
      const char* named = std::getenv("PORT_DOES");
      return named != nullptr && std::string(named) == what;
    }
    static const bool killed_early =
        does("kill itself while it is loaded") && ::raise(SIGKILL) == 0;
    static struct Ends {
      ~Ends() { if (does("kill itself at the end")) ::raise(SIGKILL); }
    } ends;
    int f(int n) {
      static const bool loops = does("loop"), waits = does("wait"), slow = does("be slow"),
                        once = does("kill itself"), later = does("kill itself after calls"),
                        ends = does("end itself after calls");
      static int calls = 0;
      ++calls;
      for (volatile int i = 0; loops && n == 300;) i = i + 1;
      if (waits && n == 300) ::usleep(700'000);
      if (slow) ::usleep(5'000);
      if ((once && n == 300) || (later && n == 300 && calls > 9)) ::raise(SIGKILL);
      if (ends && n == 300 && calls > 9) ::raise(SIGTERM);
      return n + 1;
    }
    PORTPROOF_PORT("m:f", f);
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("killed"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", DRIVE)
    workshop.mine()
    workshop.build(PORT)
    return workshop


class Check:
    """A check by the gate that goes on while the test looks at its processes."""

    def __init__(self, workshop, does, *more):
        self.workshop = workshop
        self.mark = f"{workshop.folder} {does}"
        self.process = subprocess.Popen(
            ["./gate_gate", "replay", "--spec", "spec.json", "--corpus", "corpus",
             "--json", "result.json", *more],
            cwd=workshop.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, MARK: self.mark, "PORT_DOES": does})

    def workers(self):
        """Those at work: below the gate, which supervises them."""
        parents = living(self.mark)
        return {pid for pid in parents if depth(pid, parents) == 1}

    def judging(self):
        """Whether a worker of the fast path is there; the others are sealed ones."""
        words = []
        for pid in self.workers():
            with contextlib.suppress(OSError):
                words.append(Path(f"/proc/{pid}/cmdline").read_text())
        return not words or any("--portproof-worker" in line for line in words)

    def wait_for(self, condition):
        until = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < until and self.process.poll() is None, "it did not come"
            time.sleep(0.01)

    def end(self):
        out, err = self.process.communicate(timeout=60)
        return self.workshop._with_result(Run(subprocess.CompletedProcess(
            self.process.args, self.process.returncode, out, err)))


def test_a_call_without_end_ends_with_its_gate(recorded):
    check = Check(recorded, "loop", "--timeout", "100")
    check.wait_for(check.workers)
    time.sleep(0.3)
    check.process.kill()
    assert check.end().code == -signal.SIGKILL
    assert not left_after(check.mark)


def test_a_worker_that_is_killed_in_a_call_is_started_again(recorded):
    check = Check(recorded, "wait", "--jobs", "1")
    check.wait_for(check.workers)
    time.sleep(0.3)
    end(check.workers())
    run = check.end()
    assert run.code == 0, run
    assert run.result["counts"]["match"] == 600, run
    assert run.result["sealed"]["calls"] == 600, run


def test_workers_that_are_killed_again_and_again(recorded):
    """As the kernel does it where memory is short: the port is not accused, and does not pass."""
    check = Check(recorded, "wait", "--jobs", "1")
    killed = set()
    while len(killed) < 4 and check.process.poll() is None:
        for worker in check.workers() - killed:
            time.sleep(0.2)
            end([worker])
            killed.add(worker)
        time.sleep(0.01)
    run = check.end()
    assert run.code == 3, run
    assert "SIGKILL has ended 4 workers" in run.out and "is memory short?" in run.out, run
    assert run.result["findings"] == [], run


def test_a_worker_that_gets_a_signal_of_somebody_else_is_started_again(recorded):
    check = Check(recorded, "wait", "--jobs", "1")
    check.wait_for(check.workers)
    time.sleep(0.3)
    for worker in check.workers():
        os.kill(worker, signal.SIGTERM)
    run = check.end()
    assert run.code == 0, run
    assert run.result["counts"]["match"] == 600, run


def test_interrupted_while_a_call_that_does_not_end_is_confirmed(recorded):
    """It would take five times its limit."""
    check = Check(recorded, "loop", "--timeout", "4")
    check.wait_for(check.workers)
    first = check.workers()
    check.wait_for(lambda: check.workers() and not check.workers() & first)
    check.process.send_signal(signal.SIGTERM)
    start = time.monotonic()
    run = check.end()
    assert time.monotonic() - start < 15, run
    assert run.code == 3 and "interrupted" in run.out, run
    assert "diverged" not in run.out, run


@pytest.mark.parametrize("does", ["kill itself", "kill itself after calls"])
def test_a_port_that_kills_itself_is_found_out(recorded, does):
    run = Check(recorded, does).end()
    assert run.code == 1, run
    assert "SIGKILL" in str(run.result["findings"]), run
    assert sum(run.result["counts"].values()) == 600, run


def test_a_port_that_ends_itself_as_others_would_is_found_out(recorded):
    """SIGTERM, and not when it is asked alone: as if somebody had ended its worker."""
    run = Check(recorded, "end itself after calls").end()
    assert run.code == 1, run
    assert "SIGSYS" in str(run.result["findings"]), run
    assert sum(run.result["counts"].values()) == 600, run


def test_a_port_that_kills_itself_at_its_end_is_found_out(recorded):
    run = Check(recorded, "kill itself at the end").end()
    assert run.code == 1, run
    assert "how its process ends: SIG" in str(run.result["findings"]), run


def test_a_port_that_kills_itself_while_it_is_loaded(recorded):
    run = Check(recorded, "kill itself while it is loaded").end()
    assert run.code == 1, run
    assert "loading the port ends its process (SIGSYS)" in run.result["findings"][0]["title"], run
    assert "nothing could be compared" in run.out, run


def test_interrupted_while_calls_are_asked_again_sealed(recorded):
    check = Check(recorded, "be slow", "--jobs", "8")

    check.wait_for(lambda: check.workers() and not check.judging())
    check.process.send_signal(signal.SIGTERM)
    run = check.end()
    assert run.code == 3 and "interrupted" in run.out, run
    assert run.result["sealed"]["calls"] < 600, run
