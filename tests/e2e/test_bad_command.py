"""Bad project files and command lines, interruption: exit codes and what to do next."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from bad_input import PORT, SHOP, gate, refused, shop, template  # noqa: F401 (fixtures)
from workshop import Run

# --- the project file and the command line

GOOD = """
    [function.total]
    original = "shop:total"
    port = "python:shop:total"
    spec = "spec.json"
    corpus = "corpus"
"""
PROJECTS = {
    "not TOML": ("[function.total\n", "portproof.toml:1: "),
    "unknown field": (GOOD + "prot = 3\n", "portproof.toml:7: unknown field prot",
                      "did you mean port?"),
    "wrong type": (GOOD.replace('"spec.json"', "3"), "portproof.toml:5: spec must be a string"),
    "no original": ('[function.total]\nport = "python:a:b"\n', "portproof.toml:1: ",
                    'original = "module:name"'),
    "gate and port": (GOOD + 'gate = "g"\n', "portproof.toml:2: ", "keep one"),
    "neither gate nor port": ('[function.total]\noriginal = "shop:total"\nspec = "spec.json"\n'
                              'corpus = "corpus"\n', "names neither gate nor port"),
    "unknown table": ('[functions.total]\noriginal = "shop:total"\n', "portproof.toml:1: ",
                      "[function.NAME]"),
    "no table": ('[function]\ntotal = "shop:total"\n', "portproof.toml:2: ",
                 "write [function.total]"),
    "block is no list": (GOOD + 'block = "_shop"\n', "portproof.toml:7: block"),
    "block of numbers": (GOOD + "block = [3]\n", "portproof.toml:7: block"),
    "no gate there": (GOOD.replace('port = "python:shop:total"', 'gate = "nowhere_gate"'),
                      "nowhere_gate: the gate of total is not built yet"),
    "no port there": (GOOD.replace("python:shop:total", "nowhere.cc"),
                      "nowhere.cc: the port of total is not there"),
    "no spec there": (GOOD.replace("spec.json", "no.json"), "no.json: no such spec",
                      "portproof mine"),
    "no corpus there": (GOOD.replace('"corpus"', '"none"'), "none: no such recording"),
}


@pytest.mark.parametrize("name", PROJECTS)
def test_bad_project(shop, name):
    text, *texts = PROJECTS[name]
    shop.write("portproof.toml", text)
    refused(shop.portproof("check"), 2, *texts)


def test_port_that_does_not_compile(shop):
    shop.write("portproof.toml", GOOD.replace("python:shop:total", "bad.cc"))
    shop.write("bad.cc", "int total(\n")
    refused(shop.portproof("check"), 2, "bad.cc:1", "bad.cc does not compile")


COMMANDS = [
    ((), ["--help"]),
    (("chek",), ["chek", "did you mean check?"]),
    (("check", "--crpus", "x"), ["--crpus", "did you mean --corpus?"]),
    (("check", "--corpus"), ["--corpus"]),
    (("check", "totl"), ["no [function.totl]", "did you mean total?"]),
    (("record", "totl", "--", "true"), ["did you mean total?"]),
    (("record", "total"), ["behind --"]),
    (("record", "total", "--python", "/bin/true", "--", "true"), ["--python /bin/true: "]),
    (("record", "total", "--python", "/bin/false", "--", "true"), ["no working Python"]),
    (("mine", "total", "--python", "/bin/true"), ["--python /bin/true: ", "Python interpreter"]),
    (("mine", "total", "--python", "/bin/false"), ["--python /bin/false: is no working Python"]),
    (("mine", "total", "--python", "/no/python"), ["--python /no/python: no such interpreter"]),
    (("replay", "--live", "--python", "/bin/true"), ["/bin/true: ", "Python interpreter"]),
    (("check", "--python", "/bin/false"), ["/bin/false: is no working Python interpreter"]),
    (("record", "--function", "shop:total", "--", "true"), ["--out FILE"]),
    (("record", "--function", "shop", "--out", "x.jsonl", "--", "true"), ["write module:name"]),
    (("record", "total", "--", "no-such-program"), ["no-such-program"]),
    (("mine", "totl"), ["did you mean total?"]),
    (("mine", "nowhere", "--out", "x.json"), ["nowhere: no such recording"]),
    (("mine", "corpus"), ["--out SPEC"]),
    (("show", "totl"), ["did you mean total?"]),
    (("confirm", "total", "discuont <= 3"), ["did you mean discount?"]),
    (("widen", "total", "discuont"), ["discuont"]),
    (("init", "total"), ["module:function"]),
    (("build", "nowhere.cc", "-o", "x"), ["nowhere.cc: no such file"]),
    (("report", "nowhere"), ["nowhere"]),
    (("report", "corpus"), ["corpus/run.json"]),
    (("check", "--jobs", "0"), ["--jobs"]),
    (("check", "--jobs", "-1"), ["--jobs"]),
    (("check", "--jobs", "two"), ["--jobs"]),
    (("check", "--seed", "-1"), ["--seed -1: write a whole number, 0 or greater"]),
    (("check", "--seed", "x"), ["--seed x: write a whole number, 0 or greater"]),
    *((("replay", "--timeout", wrong), [f"--timeout {wrong}: write seconds greater than 0"])
      for wrong in ("0", "-1", "nan", "inf", "1s")),
    (("check", "--only", "0000"), ["--only 0000: no trace"]),
    (("check", "--json", "/proc/none/result.json"), ["/proc/none/result.json: cannot be written"]),
    (("check", "--json", "corpus"), ["corpus: cannot be written"]),
    (("check", "--out", "spec.json"), ["spec.json"]),
]


@pytest.mark.parametrize(("command", "texts"), COMMANDS, ids=lambda x: " ".join(x))
def test_bad_command(shop, command, texts):
    shop.write("portproof.toml", GOOD)
    refused(shop.portproof(*command), 2, *texts)


def test_report_of_something_else(shop):
    shop.write("run/run.json", '{"verdict": 3}')
    refused(shop.portproof("report", "run"), 2, "run/run.json")
    shop.write("run/run.json", "[")
    refused(shop.portproof("report", "run"), 2, "run/run.json")


def test_nothing_to_check(shop):
    refused(shop.portproof("check"), 2, "portproof init module:function")


def test_unwritable_output_of_a_gate(shop):
    shop.write("file", "")
    refused(gate(shop, "--junit", "file/junit.xml"), 2, "file/junit.xml: cannot be written")


def test_stale_recording(shop):
    shop.write("shop.py", SHOP + "# changed\n")
    refused(gate(shop), 3, "stale", "portproof record")


# --- interruption

SLOW = PORT.replace("long sum = 0;", "long sum = 0; usleep(prices.size() < 2 ? 0 : 3'000'000);"
                    ).replace("#include <vector>", "#include <unistd.h>\n    #include <vector>")


def processes_of(program):
    found = []
    for link in Path("/proc").glob("[0-9]*/exe"):
        try:
            if os.readlink(link).startswith(str(program)):
                found.append(link.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(shop, number):
    program = shop.build(SLOW, "slow")
    process = subprocess.Popen(
        [program, "--spec", "spec.json", "--corpus", "corpus", "--json", "result.json"],
        cwd=shop.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    assert len(processes_of(program)) > 1
    process.send_signal(number)
    out, err = process.communicate(timeout=5)
    run = Run(subprocess.CompletedProcess(process.args, process.returncode, out, err))
    refused(run, 3, "interrupted")
    assert json.loads((shop.folder / "result.json").read_text())["verdict"] == "inconclusive"
    assert not processes_of(program)
