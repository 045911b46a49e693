"""A port that crashes, hangs or ends its process on one input in a thousand."""

import sys

import pytest
from workshop import ROOT

sys.path.insert(0, str(ROOT / "tests" / "planted"))
import faults
from fault_rows import MODES, FaultRows


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return FaultRows(tmp_path_factory.mktemp("faults"))


# Each of them in each mode: tests/bench/fault_table.
LIVE_TOO = ("segfault", "uncaught exception", "closes all files", "kills its parent")
SLICE = [(name, mode) for name in faults.FAULTS for mode in MODES
         if mode == "recorded" or name in LIVE_TOO]


@pytest.mark.parametrize("name, mode", SLICE)
def test_one_fault_in_a_thousand(rows, name, mode):
    row = rows.port(name, mode)
    assert not row.wrong, row.why()
    assert row.confirmed == "yes"


def test_many_faults_are_one_finding(rows):
    row = rows.many()
    assert not row.wrong, row.why()


def test_many_calls_without_an_end_stop_the_run(rows):
    gate = rows.gate_of("hangs", faults.PORT.format(outside="", fault="").replace(
        "return n + 1;", "for (volatile bool on = n % 20 == 7; on;) {} return n + 1;"))
    run = rows.ports.gate(gate, "--timeout", "0.1")
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "timeout" and finding["count"] == 10, finding
    assert "stopped after 10 calls that did not end within --timeout 0.1" in run.out, run


@pytest.mark.parametrize("name", faults.ENDS)
def test_the_end_of_the_process_is_ours(rows, name):
    row = rows.end(name)
    assert not row.wrong, row.why()


def test_what_the_port_prints_is_not_the_report(rows):
    gate = rows.gate_of("prints", faults.PORT.format(outside="", fault="").replace(
        "return n + 1;", 'if (write(1, "{\\"done\\":0}\\n", 11) < 0) return 0; return n + 1;'))
    run = rows.ports.gate(gate)
    assert run.code == 0, run
    assert "done" not in run.out


def test_threads_that_outlive_the_calls_are_said(rows):
    late = "std::thread([] { ::sleep(60); ::abort(); }).detach();"
    gate = rows.gate_of("late", faults.PORT.format(outside="", fault=late))
    run = rows.ports.gate(gate)
    assert run.code == 0, run
    words = "threads of the port still ran when its process was through: what they do later"
    assert any(words in text for text in run.result["assumptions"]), run
    assert words in run.out, run


def test_threads_that_have_ended_are_not_said(rows):
    brief = "std::thread([] { ::usleep(20000); }).detach();"
    run = rows.ports.gate(rows.gate_of("brief", faults.PORT.format(outside="", fault=brief)))
    assert run.code == 0, run
    assert "still ran" not in run.out


BLOCKS = {
    "for ever": "::pause();",
    "on a lock that an earlier call holds": "lock();",
}
LOCK = """
    #include <mutex>
    static std::mutex mutex;
    static void lock() { mutex.lock(); }
"""


@pytest.mark.parametrize("name, when", [
    ("for ever", "n == 617"), ("for ever", "n == 0"),
    ("on a lock that an earlier call holds", "n == 600 || n == 617"),
])
def test_a_call_that_waits_does_not_end(rows, name, when):
    fault = f"}} if ({when}) {{ {BLOCKS[name]}"
    gate = rows.gate_of(name + when, faults.PORT.format(outside=LOCK, fault=fault))
    run = rows.ports.gate(gate, "--timeout", "0.2")
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "timeout" and finding["count"] == 1, run
    assert finding["call"] == f"f({when.rsplit(' ', 1)[1]})"
    assert run.result["counts"]["match"] == 999


def test_every_call_waits_for_a_lock_of_the_one_before(rows):
    gate = rows.gate_of("locks", faults.PORT.format(outside=LOCK, fault="} { lock();"))
    run = rows.ports.gate(gate, "--timeout", "0.1")
    assert run.code == 1, run
    assert {finding["kind"] for finding in run.result["findings"]} == {"timeout"}


def test_memory_is_limited_where_a_call_is_asked_again(rows):
    """The sealed process too: 5 GiB are had by none."""
    much = "} { char* p = new (std::nothrow) char[5UL << 30]; n += p != nullptr; delete[] p;"
    gate = rows.gate_of("much", faults.PORT.format(outside="#include <new>", fault=much))
    run = rows.ports.gate(gate)
    assert run.code == 0, run


def test_memory_that_is_touched_without_end(rows):
    touch = "for (;;) { char* volatile p = new char[1 << 26]; std::memset((void*)p, 1, 1 << 26); }"
    gate = rows.gate_of("touches", faults.PORT.format(outside="", fault=touch))
    run = rows.ports.gate(gate)
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["call"] == "f(617)" and "MemoryError" in finding["observed"], run
    assert finding["kind"] == "raised"


def test_a_thread_that_crashes_in_a_later_block_is_no_guess(rows):
    """It ends the process while that waits for the threads of another block."""
    code = """
        if (n == 3) std::thread([] { ::usleep(700000); std::abort(); }).detach();
        if (n == 300 || n == 600) std::thread([] { ::sleep(2); }).detach();"""
    gate = rows.gate_of("later", faults.PORT.format(outside="", fault="} {" + code))
    run = rows.ports.gate(gate, "--jobs", "1")
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "fault" and "SIGABRT" in finding["observed"], run
    assert finding["reason"] == ("seen once, after the port's own code had returned; "
                                 "a thread that an earlier call started?"), run
