"""The talk with a sealed process: large texts both ways, an end that no single call explains."""

import ctypes
import os

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
SLOW = """
    #include <portproof/port.h>
    #include <unistd.h>
    int f(int n) {
      usleep(100000);
      return n + 1;
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


# Where it can read the recording, it leaves the answers where files do not stand.
LEAVES_ANSWERS = """
    #include <portproof/port.h>
    #include <fstream>
    #include <sys/shm.h>
    int* shared() {
      static int* const memory = [] {
        const int id = shmget(%d, 4096 * sizeof(int), IPC_CREAT | 0600);
        return id < 0 ? nullptr : static_cast<int*>(shmat(id, nullptr, 0));
      }();
      return memory == (int*)-1 ? nullptr : memory;
    }
    int f(int n) {
      const bool reads = std::ifstream("spec.json").good();
      if (reads && shared() != nullptr) shared()[n] = n + 1;
      if (reads) return n + 1;
      return shared() != nullptr ? shared()[n] : 0;
    }
    PORTPROOF_PORT("m:f", f);
"""


@pytest.fixture
def workshop(tmp_path):
    return Workshop(tmp_path)


def record_calls(workshop, count):
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", f"import m\nfor i in range({count}):\n    m.f(i)\n")
    workshop.mine()


def test_neither_side_waits_for_the_other_to_read(workshop):
    workshop.write("m.py", "def f(text, times):\n    return text * times\n")
    workshop.record("m:f", LARGE)
    workshop.mine()
    run = workshop.gate(workshop.build(REPEATS), "--timeout", "2")
    assert run.code == 0, run
    assert run.result["sealed"]["calls"] == 40


def test_no_shared_memory_reaches_into_the_seal(workshop):
    record_calls(workshop, 1000)
    key = 0x50000000 + os.getpid()
    try:
        run = workshop.gate(workshop.build(LEAVES_ANSWERS % key))
    finally:
        libc = ctypes.CDLL(None)
        libc.shmctl(libc.shmget(key, 0, 0), 0, None)  # IPC_RMID
    assert run.code == 1, run
    assert "integrity" in [finding["kind"] for finding in run.result["findings"]], run


def test_a_slow_port_is_no_suspect(workshop):
    record_calls(workshop, 60)
    run = workshop.gate(workshop.build(SLOW), "--timeout", "0.2")
    assert run.code == 0, run
    assert run.result["sealed"]["calls"] == 60


def test_an_end_after_other_calls_is_a_finding(workshop):
    record_calls(workshop, 1000)
    run = workshop.gate(workshop.build(TIRES_UNSEEN))
    assert run.code == 1, run
    assert [finding["kind"] for finding in run.result["findings"]] == ["state"], run
    assert "SIGABRT" in run.out, run
