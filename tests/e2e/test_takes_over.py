"""Ports that reach for the gate's own process, by what they define or start: none gets there."""

import pytest
from workshop import Workshop

DRIVE = """
    import m
    for i in range(1000):
        m.f(i)
"""
PORT = """
    #include <portproof/port.h>
    #include <cstdio>
    #include <cstdlib>
    #include <fcntl.h>
    #include <fstream>
    #include <signal.h>
    #include <string>
    #include <sys/syscall.h>
    #include <sys/wait.h>
    #include <unistd.h>
    %s
    int f(int n) { %s }
    PORTPROOF_PORT("m:f", f);
"""
LIES = """
    std::fputs("f: passed (replay only). 1000 calls: 1000 match\\n", stdout);
    std::fflush(stdout);
"""
LEAVES = "syscall(SYS_exit_group, 0);"
MODES = pytest.mark.parametrize(
    "options", [("--jobs", "1"), ("--jobs", "2"), ("--live",)], ids=["recorded", "jobs", "live"])


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("takes_over"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", DRIVE)
    workshop.mine()
    return workshop


def build(workshop, name, before, body="return n + 1;"):
    gate = workshop.folder / f"{name}_gate"
    return gate if gate.exists() else workshop.build(PORT % (before, body), name)


def is_found(run, words):
    assert run.code == 1, run
    assert words in str(run.result["findings"]), run
    assert run.out.splitlines()[-1].startswith("f: diverged"), run


@MODES
def test_defines_the_c_library_s_exits(recorded, options):
    gate = build(recorded, "exits", f"""
        extern "C" void _exit(int) {{ {LIES} {LEAVES} for (;;) {{}} }}
        extern "C" void exit(int) {{ {LIES} {LEAVES} for (;;) {{}} }}
    """, "return n == 617 ? 0 : n + 1;")
    run = recorded.gate(gate, *options)
    is_found(run, "value")
    assert run.result["counts"]["diverged"] == 1, run


BEFORE_MAIN = {
    "preinit": f"""
        static void early(int, char**, char**) {{ {LIES} {LEAVES} }}
        __attribute__((section(".preinit_array"), used)) static void (*const entry)(
            int, char**, char**) = early;
    """,
    "constructor": f"static const bool done = [] {{ {LIES} {LEAVES} return true; }}();",
    "ifunc": """
        static int plain(int n) { return n + 1; }
        using Function = int (*)(int);
        extern "C" Function choose() {
          long status = 0, number = SYS_exit_group;
          asm volatile("syscall" : : "a"(number), "D"(status) : "rcx", "r11", "memory");
          return plain;
        }
        extern "C" int chosen(int) __attribute__((ifunc("choose")));
        int (*volatile kept)(int) = chosen;
    """,
}


@pytest.mark.parametrize("how", BEFORE_MAIN)
def test_ends_well_before_main(recorded, how):
    gate = build(recorded, how, BEFORE_MAIN[how])
    for options in (("--jobs", "1"), ("--jobs", "2"), ("--live",)):
        run = recorded.gate(gate, *options)
        is_found(run, "loading the port ends its process (exit code 0), before any call of it")
        assert sum(run.result["counts"].values()) == 0, run


def test_defines_main(recorded):
    port = recorded.write("main.cc", PORT % ("", "return n + 1;") + "\nint main() { return 0; }\n")
    run = recorded.portproof("build", port, "-o", "main_gate")
    assert run.code == 2, run
    assert "multiple definition of `main'" in run.err, run


def test_defines_memcmp_and_is_faithful(recorded):
    gate = build(recorded, "memcmp", """
        extern "C" int memcmp(const void* one, const void* other, size_t size) {
          const volatile unsigned char *a = (const unsigned char*)one,
                                       *b = (const unsigned char*)other;
          for (size_t i = 0; i < size; ++i)
            if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
          return 0;
        }
    """)
    assert recorded.gate(gate).code == 0


@MODES
def test_starts_a_process_in_a_call(recorded, options):
    gate = build(recorded, "forks", "", """
        if (n == 617 && fork() == 0) _exit(0);
        return n + 1;
    """)
    run = recorded.gate(gate, *options)
    is_found(run, "it starts a process, which the spec does not allow")
    assert run.result["findings"][0]["call"] == "f(617)", run
    assert run.result["counts"]["match"] == 999, run


def test_starts_a_process_while_it_is_loaded(recorded):
    gate = build(recorded, "forks_early", "static const bool parent = fork() != 0;")
    is_found(recorded.gate(gate), "loading the port ends its process (SIGSYS)")
    assert recorded.gate(gate, "--live").code != 0


def test_starts_processes_with_consent(recorded):
    recorded.edit_spec(lambda spec: spec.update(effects=["process"]))
    faithful = build(recorded, "waits", "", """
        int status = 0;
        const pid_t child = n % 100 == 0 ? fork() : -1;
        if (child == 0) _exit(0);
        if (child > 0) waitpid(child, &status, 0);
        return n + 1;
    """)
    doubles = build(recorded, "doubles", "", "if (n == 300) fork(); return n + 1;")
    passed, found = recorded.gate(faithful), recorded.gate(doubles, "--jobs", "1")
    recorded.edit_spec(lambda spec: spec.pop("effects"))
    assert passed.code == 0, passed
    is_found(found, " process")
    assert sum(found.result["counts"].values()) == 1000, found


@MODES
def test_kills_its_parent_while_it_is_loaded(recorded, options):
    gate = build(recorded, "kills", "static const int done = kill(getppid(), SIGKILL);")
    run = recorded.gate(gate, *options)
    is_found(run, "loading the port ends its process (SIGSYS)")


@MODES
def test_opens_the_memory_of_its_parent(recorded, options):
    gate = build(recorded, "opens", """
        static const bool opened =
            open(("/proc/" + std::to_string(getppid()) + "/mem").c_str(), O_RDWR) >= 0;
    """, "return opened ? n + 1 : 0;")
    run = recorded.gate(gate, *options)
    is_found(run, "value")
    assert run.result["counts"]["match"] == 0, run


def test_puts_another_port_in_its_place(recorded):
    gate = build(recorded, "swaps", """
        static void swap_file() {
          char path[4096] = {};
          if (readlink("/proc/self/exe", path, sizeof path - 1) < 0) return;
          rename(path, (std::string(path) + ".old").c_str());
          rename((std::string(path) + ".right").c_str(), path);
        }
    """, "if (n == 617) swap_file(); return 0;")
    right = build(recorded, "right", "")
    right.with_name("right_gate_port").rename(gate.with_name("swaps_gate_port.right"))
    run = recorded.gate(gate, "--jobs", "1", "--live")
    is_found(run, "the executable that holds the port was changed")


# It finds the words that begin the reports of its worker, and so can report for it.
REPORTS = """
    static std::string found() {
      std::ifstream maps("/proc/self/maps");
      std::string line;
      while (std::getline(maps, line) && line.find("[heap]") == std::string::npos) {}
      char *at = nullptr, *end = nullptr;
      std::sscanf(line.c_str(), "%%p-%%p", (void**)&at, (void**)&end);
      const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
      for (int digits = 0; at < end; ++at) {
        if (*at == ' ' && digits == 32) break;
        digits = digit(*at) ? digits + 1 : 0;
      }
      return std::string(at - 32, 33);
    }
    static void say(const std::string& text) {
      const std::string line = found() + text + "\\n";
      if (write(100, line.data(), line.size()) < 0) abort();
    }
    static void say_done() {
      say(R"({"done":0,"text":"","python":"","farewell":116,"files":[],"threads":0})");
      syscall(SYS_exit_group, 116);
    }
    static void say_match(long block, int calls, const std::string& verdicts) {
      say(R"({"file":0,"counts":[)" + std::to_string(calls) + R"(,0,0,0,0,0,0,0],"verdicts":")" +
          verdicts + R"(","shapes":1,"matched":[1,2,3],"classes":[],"drifted":0,)"
          R"("drift":"","block":)" + std::to_string(block) + "}");
    }
    static void say_all_match(long first, bool told) {
      for (int block = 0; block < 4; ++block) {
        const int calls = block < 3 ? 256 : 232;
        say_match(first + block, calls, std::string(told ? calls : 0, 'a'));
      }
      say_done();
    }
""".replace("%%", "%")


def test_says_that_all_is_judged(recorded):
    gate = build(recorded, "early", REPORTS, "if (n == 617) say_done(); return n + 1;")
    run = recorded.gate(gate, "--jobs", "1")
    is_found(run, "488 of 1000 recorded calls have no verdict")


def test_says_that_all_matches(recorded):
    gate = build(recorded, "all", REPORTS, "say_all_match(0, false); return 0;")
    run = recorded.gate(gate, "--jobs", "1")
    is_found(run, "counts verdicts that it does not tell")
    assert run.result["counts"]["match"] == 0, run


def test_says_that_calls_match_which_nobody_recorded(recorded):
    gate = build(recorded, "beyond", REPORTS, "say_all_match(1000000, true); return 0;")
    run = recorded.gate(gate, "--jobs", "1")
    is_found(run, "1000 of 1000 recorded calls have no verdict")


def test_says_of_one_call_that_all_match(recorded):
    gate = build(recorded, "alone", REPORTS, """
        static int calls;
        ++calls;
        if (n < 617) return n + 1;
        for (const auto end = time(nullptr) + 3; calls > 1 || time(nullptr) < end;) {}
        say_match(2, 488, std::string(256, 'a'));
        say_done();
        return 0;
    """)
    run = recorded.gate(gate, "--jobs", "1", "--timeout", "1")
    assert run.code in (1, 3), run
    assert run.result["counts"]["match"] < 700, run


# What it leaves where the corpus is in reach, and how it finds that again where it is not.
CHANNELS = {
    "link": ('if (symlink(std::to_string(answer).c_str(), name.c_str()) < 0) return answer;',
             'char text[99] = {}; return readlink(name.c_str(), text, 98) > 0 ? atoi(text) : 0;'),
    "size": ('std::ofstream(name) << std::string(answer, 0);',
             'struct stat s{}; return stat(name.c_str(), &s) == 0 ? (int)s.st_size : 0;'),
    "time": ('timespec times[2] = {{answer, 0}, {answer, 0}};'
             'utimensat(AT_FDCWD, name.c_str(), times, 0);',
             'struct stat s{}; return stat(name.c_str(), &s) == 0 ? (int)s.st_mtime : 0;'),
    "semaphore": ('semctl(semget(7000 + n, 1, IPC_CREAT | 0600), 0, SETVAL, answer);',
                  'return semctl(semget(7000 + n, 1, 0), 0, GETVAL);'),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_leaves_the_answers_for_later(recorded, channel):
    leave, fetch = CHANNELS[channel]
    notes = recorded.folder / f"notes_{channel}"
    notes.mkdir()
    if channel == "time":
        for n in range(1000):
            (notes / str(n)).touch()
    body = """
        const std::string name = "NOTES/" + std::to_string(n);
        std::ifstream corpus("CORPUS");
        std::string line;
        const std::string args = "\\"args\\":[" + std::to_string(n) + "]";
        while (std::getline(corpus, line)) {
          if (line.find(args) == std::string::npos) continue;
          const int answer = std::stoi(line.substr(line.find("\\"returned\\":") + 11));
          LEAVE
          return answer;
        }
        FETCH
    """
    for word, text in (("NOTES", notes), ("LEAVE", leave), ("FETCH", fetch),
                       ("CORPUS", recorded.folder / "corpus" / "recorded.jsonl")):
        body = body.replace(word, str(text))
    gate = build(recorded, channel, """
        #include <sys/ipc.h>
        #include <sys/sem.h>
        #include <sys/stat.h>
    """, body)
    is_found(recorded.gate(gate), "where it cannot see that it is judged")


def test_starts_a_program_as_most_ports_would(recorded):
    gate = build(recorded, "system", "",
                 'if (n == 617 && std::system("true") != 0) return 0; return n + 1;')
    run = recorded.gate(gate)
    is_found(run, "it started a process, which \"effects\" of the spec can allow")
    assert run.result["findings"][0]["call"] == "f(617)", run
    recorded.edit_spec(lambda spec: spec.update(effects=["process"]))
    run = recorded.gate(gate)
    recorded.edit_spec(lambda spec: spec.pop("effects"))
    assert run.code == 0, run
    assert "the spec allows effects (process)" in run.result["sealed"]["missing"], run


def test_writes_nothing_without_consent(recorded):
    note = recorded.folder / "note"
    gate = build(recorded, "writes", "", f'std::ofstream("{note}") << n; return n + 1;')
    assert recorded.gate(gate).code == 0
    assert not note.exists()
    recorded.edit_spec(lambda spec: spec.update(effects=["write"]))
    run = recorded.gate(gate)
    recorded.edit_spec(lambda spec: spec.pop("effects"))
    assert run.code == 0 and note.exists(), run


def test_a_live_original_may_move_files_between_folders(recorded):
    recorded.write("moves.py", """
        import os
        def f(n):
            os.makedirs("one")
            os.makedirs("other")
            open("one/x", "w").close()
            os.replace("one/x", "other/x")
            return n + 1
    """)
    spec = recorded.edit_spec  # the same calls, of another module
    text = (recorded.folder / "corpus" / "recorded.jsonl").read_text().replace('"m:f"', '"moves:f"')
    recorded.write("moved/recorded.jsonl", text)
    spec(lambda each: each.update(function="moves:f", effects=["write", "remove"]))
    gate = recorded.build((PORT % ("", "return n + 1;")).replace('"m:f"', '"moves:f"'), "moves")
    run = recorded.gate(gate, "--live", "--pythonpath", ".", corpus="moved")
    spec(lambda each: (each.update(function="m:f"), each.pop("effects")))
    assert run.result["counts"]["match"] == 1000, run
    assert "answers" not in " ".join(run.result["reasons"]), run


def test_a_gate_without_its_port(recorded):
    gate = build(recorded, "alone", "")
    gate.with_name("alone_gate_port").unlink()
    run = recorded.gate(gate)
    assert run.code == 2, run
    assert "alone_gate_port is not there" in run.err, run
    assert "build it again" in run.err, run
