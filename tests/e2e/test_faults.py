"""A port that crashes, hangs or ends its process on one input in a thousand."""

import pytest

DRIVE = """
    import m
    for i in range(1000):
        m.f(i)
"""
PORT = """
    #include <portproof/port.h>
    #include <csignal>
    #include <cstdlib>
    #include <thread>
    #include <unistd.h>
    #include <vector>
    static int deep(volatile int n) {{
      volatile char room[4096];
      room[0] = 1;
      return deep(n + 1) + room[0];
    }}
    int f(int n) {{
      if (n == 617) {{ {fault} }}
      (void)&deep;  // not of every fault
      return n + 1;
    }}
    PORTPROOF_PORT("m:f", f);
"""
FAULTS = {
    "segfault": ("*(volatile int*)8 = 1;", "SIGSEGV"),
    "exit": ("std::exit(0);", "exit code 0"),
    "_exit": ("::_exit(0);", "exit code 0"),
    "abort": ("std::abort();", "SIGABRT"),
    "stack overflow": ("return deep(0);", "stack overflow"),
    "endless loop": ("for (volatile int i = 0;;) i = i + 1;", "does not end"),
    "kill": ("::raise(SIGKILL);", "SIGKILL"),
    "no exception may leave": ("[]() noexcept { throw 1; }();", "SIGABRT"),
    "memory without end": ("for (;;) { char* volatile p = new char[1 << 28]; (void)p; }",
                           "raises MemoryError"),
    "double free": ("char* volatile p = (char*)::malloc(64); ::free(p); ::free(p);", "SIGABRT"),
    "write far past the end": ("std::vector<int> v(4); for (int i = 0; i < 1 << 26; ++i) v[i] = i;",
                               "SIG"),
    "closes all files": ("::close_range(0, ~0U, 0);", "closed"),
    "kills its process group": ("::kill(0, SIGKILL);", "reached for another process"),
    "kills its parent": ("::kill(::getppid(), SIGKILL);", "reached for another process"),
    "a thread that crashes later": (
        "std::thread([] { ::usleep(100000); ::abort(); }).detach();", "SIGABRT"),
    "blocks SIGTERM and loops": (
        "sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, nullptr);"
        "for (volatile int i = 0;;) i = i + 1;", "does not end"),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    from workshop import Workshop

    workshop = Workshop(tmp_path_factory.mktemp("faults"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", DRIVE)
    workshop.mine()
    return workshop


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_in_a_thousand(recorded, name):
    fault, shown = FAULTS[name]
    gate = recorded.build(PORT.format(fault=fault), name.replace(" ", "_"))
    run = recorded.gate(gate, "--timeout", "1")
    assert run.code == 1, run
    assert run.result["counts"]["match"] == 999
    assert run.result["counts"]["diverged"] == 1
    (finding,) = run.result["findings"]
    assert finding["call"] == "f(617)"
    assert finding["expected"] == "618"
    assert shown in finding["observed"], finding


def test_many_faults_are_one_finding(recorded):
    gate = recorded.build(PORT.format(fault="").replace(
        "return n + 1;", "if (n % 100 == 7) std::abort(); return n + 1;"), "many")
    run = recorded.gate(gate)
    assert run.code == 1
    (finding,) = run.result["findings"]
    assert finding["count"] == 10
    assert run.result["counts"]["match"] == 990


def test_many_calls_without_an_end_stop_the_run(recorded):
    gate = recorded.build(PORT.format(fault="").replace(
        "return n + 1;", "for (volatile bool on = n % 20 == 7; on;) {} return n + 1;"), "hangs")
    run = recorded.gate(gate, "--timeout", "0.1")
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "timeout" and finding["count"] == 10, finding
    assert "stopped after 10 calls that did not end within --timeout 0.1" in run.out, run


def test_what_the_port_prints_is_not_the_report(recorded):
    gate = recorded.build(PORT.format(fault="").replace(
        "return n + 1;", 'if (write(1, "{\\"done\\":0}\\n", 11) < 0) return 0; return n + 1;'),
        "prints")
    run = recorded.gate(gate)
    assert run.code == 0, run
    assert "done" not in run.out


ENDS = {
    "static constructor": ("static const int ends = (::_exit(0), 0);", "loading the port ends"),
    "static destructor": ("static struct Ends { ~Ends() { ::_exit(0); } } ends;", "exit code 0"),
    "exit handler": ("static const int ends = std::atexit([] { ::_exit(0); });", "exit code 0"),
    "crash at the end": ("static struct Ends { ~Ends() { std::abort(); } } ends;", "SIGABRT"),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_end_of_the_process_is_ours(recorded, name):
    code, words = ENDS[name]
    gate = recorded.build(PORT.format(fault="").replace("int f(int n)", code + "\nint f(int n)"),
                          name.replace(" ", "_"))
    run = recorded.gate(gate)
    assert run.code == 1, run
    assert words in run.out + run.err
