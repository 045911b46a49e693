"""Ports that want to pass without being right: none of them does, and each is named."""

import platform

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
    #include <cstring>
    #include <dlfcn.h>
    #include <fstream>
    #include <string>
    #include <sys/mman.h>
    #include <unistd.h>
    {before}
    int f(int n) {{
      {body}
    }}
    PORTPROOF_PORT("m:f", f);
"""
READS_CORPUS = """
    std::ifstream file("{corpus}");
    std::string line;
    const std::string args = "\\"args\\":[" + std::to_string(n) + "]";
    while (std::getline(file, line)) {{
      const auto at = line.find(args);
      const auto answer = line.find("\\"returned\\":");
      if (at != std::string::npos && answer != std::string::npos)
        return std::stoi(line.substr(answer + 11));
    }}
    return 0;
"""
ASKS_PYTHON = """
    auto run = (int (*)(const char*))dlsym(RTLD_DEFAULT, "PyRun_SimpleString");
    auto import = (void* (*)(const char*))dlsym(RTLD_DEFAULT, "PyImport_AddModule");
    auto get = (void* (*)(void*, const char*))dlsym(RTLD_DEFAULT, "PyObject_GetAttrString");
    auto as_long = (long (*)(void*))dlsym(RTLD_DEFAULT, "PyLong_AsLong");
    if (run == nullptr) return 0;
    run(("import m; answer = m.f(" + std::to_string(n) + ")").c_str());
    return (int)as_long(get(import("__main__"), "answer"));
"""
SEES_ARGUMENT = """
    std::ifstream file("/proc/self/cmdline");
    std::string all;
    std::getline(file, all);
    return all.find("portproof") != std::string::npos ? n + 1 : 0;
"""
SEES_PYTHON = 'return dlsym(RTLD_DEFAULT, "Py_IsInitialized") != nullptr ? n + 1 : 0;'
# The comparison is made to say "no difference": an empty optional behind the result's 128 bytes.
SCRIBBLES = """
    #include "specs/compare.h"
    static const bool done = [] {
      using Compare = std::optional<portproof::Divergence> (portproof::Comparer::*)(
          const portproof::Call&, const portproof::Outcome&, const portproof::Outcome&) const;
      const Compare compare = &portproof::Comparer::outcomes;
      char* code = nullptr;
      std::memcpy(&code, &compare, sizeof code);
      const char patch[] = "\\xc6\\x87\\x80\\x00\\x00\\x00\\x00\\x48\\x89\\xf8\\xc3";
      void* page = (void*)((unsigned long)code & ~4095UL);
      std::ifstream file("/proc/self/cmdline");
      std::string all;
      std::getline(file, all);
      if (all.find("--portproof-worker") == std::string::npos) return false;
      mprotect(page, 8192, PROT_READ | PROT_WRITE | PROT_EXEC);
      std::memcpy(code, patch, sizeof patch - 1);
      return true;
    }();
"""
FORGES = """
    static const char text[] =
        "{\\"done\\":0,\\"text\\":\\"\\",\\"python\\":\\"\\",\\"farewell\\":0}\\n";
    for (int fd = 3; n == 617 && fd < 200; ++fd)
      if (write(fd, text, sizeof text - 1) < 0) continue;
    return n + 1;
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("integrity"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.record("m:f", DRIVE)
    workshop.mine()
    return workshop


def check(workshop, name, body, *options, before="", kind="integrity"):
    gate = workshop.build(PORT.format(before=before, body=body), name)
    for jobs in ("1", "2"):
        run = workshop.gate(gate, "--jobs", jobs, *options)
        assert run.code in (1, 3, 4), run
        assert kind in [finding["kind"] for finding in run.result["findings"]], run
    return run


@pytest.mark.parametrize("options", [(), ("--live",)], ids=["recorded", "live"])
def test_looks_up_the_answers(recorded, options):
    body = READS_CORPUS.format(corpus=recorded.folder / "corpus" / "recorded.jsonl")
    run = check(recorded, "reads", body, *options)
    finding = run.result["findings"][0]
    assert finding["observed"] == "0"
    only = finding["reproduce"].rsplit(" ", 1)[1]
    again = recorded.gate(recorded.folder / "reads_gate", "--only", only, *options)
    assert again.code == 1, again
    assert "where it cannot see that it is judged" in run.out


def test_sees_what_the_gate_was_given_open(recorded):
    body = "char letter; return pread(7, &letter, 1, 0) < 0 ? 0 : n + 1;"
    recorded.build(PORT.format(before="", body=body), "open")
    for job in ("1", "2"):
        run = recorded.run("sh", "-c", f"exec ./open_gate replay --jobs {job} --spec spec.json "
                           "--corpus corpus 7<corpus/recorded.jsonl")
        assert run.code == 1, run


@pytest.mark.parametrize("started", [
    "exec {} 2>&-", "exec {} >&-", "exec {} <&- 2>&-", "trap '' CHLD; exec {}",
    "sleep 5 >/dev/null 2>&1 & exec {}"])
def test_a_faithful_port_is_no_suspect_whoever_starts_the_gate(recorded, started):
    if not (recorded.folder / "right_gate").exists():
        recorded.build(PORT.format(before="", body="return n + 1;"), "right")
    command = "./right_gate replay --spec spec.json --corpus corpus"
    for job in ("1", "2", "2"):
        run = recorded.run("sh", "-c", started.format(f"{command} --jobs {job}"))
        assert run.code == 0, run


def test_asks_the_original(recorded):
    check(recorded, "asks", ASKS_PYTHON, "--live")


@pytest.mark.parametrize("options", [(), ("--live",)], ids=["recorded", "live"])
def test_sees_the_worker_s_argument(recorded, options):
    check(recorded, "argument", SEES_ARGUMENT, *options)


def test_sees_python(recorded):
    check(recorded, "python", SEES_PYTHON, "--live")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the patch is of x86-64 code")
@pytest.mark.parametrize("options", [(), ("--live",)], ids=["recorded", "live"])
def test_scribbles_over_the_judge(recorded, options):
    check(recorded, "scribbles", "return 0;", *options, before=SCRIBBLES)


@pytest.mark.parametrize("options", [(), ("--live",)], ids=["recorded", "live"])
def test_forges_a_report(recorded, options):
    check(recorded, "forges", FORGES, *options)


def test_remembers_earlier_calls(recorded):
    gate = recorded.build(PORT.format(
        before="static bool met = false;",
        body="met = met || n == 300; return n == 444 && met ? 0 : n + 1;"), "remembers")
    run = recorded.gate(gate, "--jobs", "1")
    assert run.code == 1, run
    finding = run.result["findings"][0]
    assert finding["kind"] == "state"
    assert finding["call"] == "f(444)"
    assert "after f(300) it does not" in finding["reason"]
    only = finding["reproduce"].rsplit(" ", 1)[1]
    assert only.count(",") == 1, only
    again = recorded.gate(gate, "--only", only)
    assert again.code == 1, again
    assert again.result["findings"][0]["kind"] == "state", again
    alone = recorded.gate(gate, "--only", only.split(",")[1])
    assert alone.code == 0, alone
    lost = recorded.gate(gate, "--only", "0123456789abcdef," + only)
    assert lost.code == 2, lost
    assert "not in the file of the last one" in lost.err, lost
    # Two jobs give the calls to two processes: there it may not show, and never as another kind.
    run = recorded.gate(gate, "--jobs", "2")
    assert {finding["kind"] for finding in run.result["findings"]} <= {"state"}


def test_tires_after_many_calls(recorded):
    gate = recorded.build(PORT.format(
        before="static int calls = 0;", body="return ++calls > 250 ? 0 : n + 1;"), "tires")
    run = recorded.gate(gate, "--jobs", "1")
    assert run.code == 1, run
    assert {finding["kind"] for finding in run.result["findings"]} == {"state"}


@pytest.mark.parametrize("options", [(), ("--live",)], ids=["recorded", "live"])
def test_a_faithful_port_is_no_suspect(recorded, options):
    gate = recorded.build(PORT.format(before="", body="return n + 1;"), "faithful")
    for seed in range(20):
        run = recorded.gate(gate, "--seed", str(seed), *options)
        assert run.code == 0, run
        assert run.result["sealed"] == {"calls": 1000, "missing": ""}


def test_needs_a_file_to_start(recorded):
    body = "return n + 1;"
    before = """
        static const bool there = [] {
          std::ifstream file("%s");
          std::string line;
          if (!std::getline(file, line)) abort();
          return true;
        }();
    """ % (recorded.folder / "m.py")
    run = check(recorded, "starts", body, before=before)
    assert "does not start in a process that reads no files: it crashes with SIGABRT" in run.out


def test_ends_where_it_can_read_nothing(recorded):
    run = check(recorded, "aborts", """
        std::ifstream file("%s");
        if (!file) abort();
        return n + 1;
    """ % (recorded.folder / "m.py"))
    assert "crashes with SIGABRT: in a process that reads no files" in run.out


def test_judges_no_relation_without_python(recorded):
    recorded.write("close.py", "def close(args, expected, observed):\n"
                               "    return abs(expected - observed) <= 1\n")
    compare = {"relation": "close:close", "reason": "near is right"}
    recorded.edit_spec(lambda spec: spec.update(compare=compare))
    gate = recorded.build(PORT.format(before="", body="return n + 2;"), "near")
    run = recorded.gate(gate)
    recorded.edit_spec(lambda spec: spec.pop("compare"))
    assert run.code == 0, run
    assert run.result["sealed"]["calls"] == 0
    assert "1000 answers are for the relation to judge" in run.result["sealed"]["missing"]
