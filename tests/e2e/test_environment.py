"""A port that changes what it must leave alone: named by its input, or as done by loading it."""

import pytest
from workshop import Workshop

DRIVE = """
    import m
    for i in range(1000):
        m.f(i)
"""
PORT = """
    #include <portproof/port.h>
    #include <cfenv>
    #include <clocale>
    #include <csignal>
    #include <cstdlib>
    #include <fcntl.h>
    #include <sys/stat.h>
    #include <unistd.h>
    {loading}
    int f(int n) {{
      if ({when}) {{ {change} }}
      return n + 1;
    }}
    PORTPROOF_PORT("m:f", f);
"""
MOVED = ('const int fd = ::open("/dev/zero", O_RDWR);'
         "if (::dup2(fd, {to}) < 0) return 0; ::close(fd);")
CHANGES = {
    "rounding": ("std::fesetround(FE_UPWARD);", "the rounding mode"),
    "locale": ('std::setlocale(LC_ALL, "C.UTF-8");', "the locale (C -> C.UTF-8)"),
    "folder": ('if (::chdir("/") != 0) return 0;', "-> /)"),
    "variable": ('::setenv("PORT", "1", 1);', "the environment variables"),
    "umask": ("::umask(077);", "the umask (022 -> 077)"),
    "handler": ("std::signal(SIGUSR1, SIG_IGN);", "the handler of SIGUSR1"),
    "file": ('if (::open("/dev/zero", O_RDONLY) < 0) return 0;', "left open: /dev/zero"),
    "file put high": (MOVED.format(to=200), "left open: /dev/zero"),
    "reports replaced": (MOVED.format(to=100), "it closed or replaced them"),
    "memory replaced": (MOVED.format(to=101), "it closed or replaced them"),
    "mask": ("sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, nullptr);",
             "which signals are blocked"),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("environment"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", DRIVE)
    workshop.mine()
    return workshop


def gate_of(workshop, name, loading="", when="n == 617", change=""):
    return workshop.build(PORT.format(loading=loading, when=when, change=change), name)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_call_in_a_thousand(recorded, name, jobs):
    change, words = CHANGES[name]
    gate = gate_of(recorded, name, change=change)
    run = recorded.gate(gate, "--jobs", jobs)
    assert run.code == 1, run
    assert run.result["counts"]["match"] == 999
    (finding,) = run.result["findings"]
    assert finding["kind"] == "environment"
    assert finding["call"] == "f(617)"
    assert words in finding["observed"], finding
    alone = recorded.gate(gate, "--only", finding["reproduce"].rsplit(" ", 1)[1])
    assert alone.code == 1, alone
    assert sum(alone.result["counts"].values()) == 1


def test_every_call_leaves_a_file_open(recorded):
    gate = gate_of(recorded, "leaks", when="true",
                   change='if (::open("/dev/zero", O_RDONLY) < 0) return 0;')
    run = recorded.gate(gate)
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "environment"
    assert finding["count"] >= 3
    assert sum(run.result["counts"].values()) == 1000


def test_every_call_replaces_the_descriptor_of_the_reports(recorded):
    gate = gate_of(recorded, "unheard", when="true", change=MOVED.format(to=100))
    run = recorded.gate(gate)
    assert run.code == 1, run
    assert {finding["kind"] for finding in run.result["findings"]} == {"environment"}
    assert "closes or replaces the descriptors of the gate's reports" in run.out


def test_a_thread_closes_the_descriptor_of_the_reports(recorded):
    """No call is the one, and the run ends all the same."""
    thread = "std::thread([] { for (;;) { ::close(100); ::usleep(100); } }).detach();"
    gate = gate_of(recorded, "unheard_later", "#include <thread>", change=thread)
    run = recorded.gate(gate)
    assert run.code == 1, run
    assert {finding["kind"] for finding in run.result["findings"]} == {"environment"}


def test_a_file_that_no_look_at_a_call_shows(recorded):
    """As many descriptors are open as before, and the lowest free one is the same."""
    gate = gate_of(recorded, "hidden", change=MOVED.format(to=1).replace("RDWR", "RDONLY"))
    run = recorded.gate(gate)
    assert run.code == 1, run
    assert run.result["counts"]["match"] == 1000
    titles = [finding["title"] for finding in run.result["findings"]]
    assert titles == ["the port puts another file in place (descriptor 1: /dev/zero)"]


def test_loading_changes_the_locale(recorded):
    gate = gate_of(recorded, "loads",
                   "static const char* set = std::setlocale(LC_ALL, \"C.UTF-8\");")
    run = recorded.gate(gate)
    assert run.code == 1, run
    assert run.result["counts"]["match"] == 1000
    (finding,) = run.result["findings"]
    assert finding["title"] == "the port changes the locale (C -> C.UTF-8)"


def test_fast_math_changes_both_sides(recorded):
    port = recorded.write("fast.cc", PORT.format(loading="", when="false", change=""))
    run = recorded.portproof("build", port, "-o", "fast_gate", "--", "-ffast-math")
    assert run.code == 0, run
    run = recorded.gate(recorded.folder / "fast_gate")
    assert run.code == 1, run
    assert "flush-to-zero" in run.result["findings"][0]["title"]


def test_what_is_put_back_is_no_change(recorded):
    gate = gate_of(recorded, "clean", when="true", change="""
        const int old = std::fegetround();
        std::fesetround(FE_DOWNWARD);
        std::fesetround(old);
        ::close(::open("/dev/zero", O_RDONLY));""")
    run = recorded.gate(gate)
    assert run.code == 0, run
