"""Bad input: every mistake has its exit code, and a message that says what to do next."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import Run, Workshop

DRIVE = """
    import shop
    for count in range(12):
        for discount in (0, 5, 100):
            shop.total(list(range(count)), discount=discount)
    shop.other(1)
"""
SHOP = """
    def total(prices, discount=0):
        return sum(prices) * (100 - discount) // 100

    def other(n):
        return n
"""
PORT = """
    #include <portproof/port.h>
    #include <vector>
    long total(const std::vector<long>& prices, int discount) {
      long sum = 0;
      for (long price : prices) sum += price;
      return sum * (100 - discount) / 100;
    }
    PORTPROOF_PORT("shop:total", total);
"""
RECORDED = "corpus/recorded.jsonl"
# What would show that nobody thought of this input.
OURS = ("terminate called", "core dumped", "a defect of Portproof", "[json.exception", "what():",
        "site-packages/portproof", "oracle/python")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("bad"))
    workshop.write("shop.py", SHOP)
    workshop.record("shop:total", DRIVE)
    workshop.record("shop:other", DRIVE, "other/recorded.jsonl")
    workshop.mine()
    workshop.mine("other", "other.json")
    workshop.build(PORT)
    return workshop.folder


@pytest.fixture
def shop(template, tmp_path):
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Workshop(tmp_path)


def refused(run, code, *texts):
    """The run ended with `code`, said all of `texts`, and nothing that is meant for us."""
    said = run.out + run.err
    assert run.code == code, run
    for text in texts:
        assert text in said, run
    for text in OURS:
        assert text not in said, run
    assert said.strip(), "it says nothing"
    return said


def gate(shop, *arguments, **kwargs):
    return shop.gate(shop.folder / "gate_gate", *arguments, **kwargs)


def lines_of(shop):
    return (shop.folder / RECORDED).read_text().splitlines(keepends=True)


def rewrite(shop, lines):
    (shop.folder / RECORDED).write_text("".join(lines))


# --- recordings

TRACE = 4  # a line of the recording that holds a trace, counted from 0


def cut_off(lines):
    lines[-1] = lines[-1][:-9]


def cut_within_a_trace(lines):
    del lines[TRACE + 1:]
    lines[TRACE] = lines[TRACE][:-12]


def not_json(lines):
    lines[TRACE] = '{"id":"8e8d48dd9011b48d","args":[[}\n'


def binary(lines):
    lines[TRACE] = "\x00\x01\x02\x7f\n"


def other_version(lines):
    lines[0] = lines[0].replace('"format":1', '"format":2')


def no_header(lines):
    del lines[0]


def other_function(lines):
    lines[0] = lines[0].replace('"function":"shop:total"', '"function":"shop:other"')


def edited_argument(lines):
    lines[TRACE] = lines[TRACE].replace('"args":[[', '"args":[[77,')


def edited_result(lines):
    lines[TRACE] = re.sub(r'"returned":\d+', '"returned":{"itn":"5"}', lines[TRACE])


def edited_id(lines):
    lines[TRACE] = re.sub(r'"id":"\w+"', '"id":"0000000000000000"', lines[TRACE])


def no_outcome(lines):
    lines[TRACE] = re.sub(r',"returned":\d+', "", lines[TRACE])


def unknown_member(lines):
    lines[TRACE] = lines[TRACE].replace('"kwargs"', '"kwarg"')


def note_within(lines):
    lines.insert(TRACE, '{"liness":{}}\n')


def header_again(lines):
    lines.insert(TRACE, lines[0])


def array_line(lines):
    lines[TRACE] = "[1, 2]\n"


def blank_line(lines):
    lines.insert(TRACE, "\n")


def too_deep(lines):
    lines[TRACE] = '{"id":"8e8d48dd9011b48d","args":[' + "[" * 5000 + "]" * 5000 + "]}\n"


RECORDINGS = {
    "truncated": (cut_off, None, "record into the file again"),
    "truncated within a trace": (cut_within_a_trace, TRACE, "record into the file again"),
    "not JSON": (not_json, TRACE, "delete the line"),
    "binary": (binary, TRACE, "delete the line"),
    "wrong version": (other_version, 0, "format"),
    "no header": (no_header, 0, "header"),
    "wrong function": (other_function, 0, "is a recording of shop:other, not of shop:total"),
    "edited argument": (edited_argument, TRACE, "delete the line"),
    "edited result": (edited_result, TRACE, "itn"),
    "edited id": (edited_id, TRACE, "delete the line"),
    "no outcome": (no_outcome, TRACE, "delete the line"),
    "unknown member": (unknown_member, TRACE, "kwarg"),
    "unknown note": (note_within, TRACE, "liness"),
    "header again": (header_again, TRACE, "portproof"),
    "array": (array_line, TRACE, "delete the line"),
    "blank line": (blank_line, TRACE, "delete the line"),
    "too deep": (too_deep, TRACE, "delete the line"),
}


@pytest.mark.parametrize("name", RECORDINGS)
@pytest.mark.parametrize("command", ["gate", "mine"])
def test_bad_recording(shop, name, command):
    change, line, text = RECORDINGS[name]
    lines = lines_of(shop)
    change(lines)
    rewrite(shop, lines)
    if command == "mine":
        if name == "wrong function":
            pytest.skip("mine takes the function from the recording")
        run = shop.portproof("mine", RECORDED, "--out", "new.json")
        assert not (shop.folder / "new.json").exists()
    else:
        run = gate(shop)
    number = len(lines) if line is None else line + 1
    refused(run, 2, f"recorded.jsonl:{number}: ", text)


def test_compressed_recording_that_is_none(shop):
    shop.write("corpus/more.jsonl.zst", "this is no zstd")
    refused(gate(shop), 2, "more.jsonl.zst:1: ")


def test_empty_file(shop):
    rewrite(shop, [])
    refused(gate(shop), 2, "recorded.jsonl: is empty; record into it again")


def test_folder_without_recordings(shop):
    (shop.folder / "none").mkdir()
    refused(gate(shop, corpus="none"), 2, "none: ", "`portproof record` makes one")


def test_folder_that_is_called_like_a_recording(shop):
    (shop.folder / "corpus/more.jsonl").mkdir()
    refused(gate(shop), 2, "corpus/more.jsonl: is a folder, not a recording")


def test_missing_corpus(shop):
    refused(gate(shop, corpus="nowhere"), 2, "nowhere: no such recording; `portproof record`")


def test_header_alone_compares_nothing(shop):
    rewrite(shop, lines_of(shop)[:1])
    run = gate(shop)
    refused(run, 3, "nothing was compared: there were no calls")
    assert run.result["verdict"] == "inconclusive"
    assert sum(run.result["counts"].values()) == 0
    refused(shop.portproof("mine", RECORDED, "--out", "new.json"), 2, "no trace to mine")


def test_too_few_matches(shop):
    shop.edit_spec(lambda spec: spec.setdefault("gate", {}).update(min_matches=1000))
    run = gate(shop)
    refused(run, 3, "1000")
    assert run.result["verdict"] == "inconclusive"


def test_all_refused(shop):
    """The original raises what nobody listed on every call, and the port answers."""
    shop.write("shop.py", "def total(prices, discount=0):\n    return prices[discount]\n")
    shop.write("drive.py", DRIVE)
    script = """
        import shop
        for n in range(5):
            try:
                shop.total([], n)
            except IndexError:
                pass
    """
    (shop.folder / RECORDED).unlink()
    shop.record("shop:total", script)
    (shop.folder / "spec.json").unlink()
    shop.mine()
    for policy in ("raises", "refuses"):
        def change(spec, policy=policy):
            spec.pop("raises", None)
            if policy == "refuses":
                spec["refuses"] = ["IndexError"]
        shop.edit_spec(change)
        run = gate(shop)
        assert run.result["counts"]["match"] == 0
        refused(run, 3)


# --- specs

def spec_text(shop):
    return (shop.folder / "spec.json").read_text()


def test_spec_is_not_json(shop):
    shop.write("spec.json", '{\n  "function": "shop:total",\n  "parameters": [,]\n}\n')
    refused(gate(shop), 2, "spec.json: not JSON: at line 3")


def test_spec_is_empty(shop):
    shop.write("spec.json", "")
    refused(gate(shop), 2, "spec.json")


SPECS = {
    "unknown field": (lambda spec: spec.update(compair={}), "compair", "did you mean compare?"),
    "unknown field of a parameter": (
        lambda spec: spec["parameters"][1].update(domian=["int"]), "domian",
        "did you mean domain?"),
    "unknown field of the gate": (
        lambda spec: spec.update(gate={"min_match": 3}), "min_match", "did you mean min_matches?"),
    "wrong type": (lambda spec: spec.update(parameters=3), "parameters"),
    "wrong type of a limit": (lambda spec: spec.update(gate={"min_matches": "3"}), "min_matches"),
    "no function": (lambda spec: spec.pop("function"), "function"),
    "a clause of no parameter": (
        lambda spec: spec["parameters"][1]["clauses"].append(
            {"clause": "discuont <= 3", "by": "confirmed"}), "discuont", "did you mean discount?"),
    "a clause that is none": (
        lambda spec: spec["parameters"][1]["clauses"].append(
            {"clause": "discount <=> 3", "by": "confirmed"}), "discount <=> 3"),
    "an unknown kind": (
        lambda spec: spec["parameters"][1].update(domain=["itn"]), "itn"),
    "a waiver without a reason": (
        lambda spec: spec.update(waivers=[{"when": {"divergence": {"kind": "value"}},
                                           "expires": "2099-01-01"}]), "reason"),
    "a waiver until no day": (
        lambda spec: spec.update(waivers=[{"when": {"divergence": {"kind": "value"}},
                                           "reason": "x", "expires": "soon"}]), "expires"),
    "another function": (lambda spec: spec.update(function="shop:other"), "shop:other"),
}


@pytest.mark.parametrize("name", SPECS)
def test_bad_spec(shop, name):
    change, *texts = SPECS[name]
    shop.edit_spec(change)
    refused(gate(shop), 2, *(["spec.json"] if name != "another function" else []), *texts)
    if name != "another function":
        refused(shop.portproof("show", "spec.json"), 2, "spec.json", *texts)


def test_missing_spec(shop):
    refused(gate(shop, spec="nowhere.json"), 2, "nowhere.json", "portproof mine")


def test_spec_is_a_folder(shop):
    refused(gate(shop, spec="corpus"), 2, "corpus: is a folder, not a file")


def test_spec_of_another_function(shop):
    said = refused(gate(shop, spec="other.json", corpus="other"), 2, "shop:other")
    assert "shop:total" in said  # what the gate does hold


# --- ports and originals

def check(shop, *arguments, **kwargs):
    return shop.portproof("check", "--spec", "spec.json", "--corpus", "corpus", *arguments,
                          **kwargs)


def test_no_port(shop):
    refused(check(shop), 2, "--port python:MODULE:NAME")


@pytest.mark.parametrize(("port", "texts"), [
    ("nonsense", ["nonsense", "python:MODULE:NAME"]),
    ("python:shop", ["python:shop", "python:MODULE:NAME"]),
    ("python:shop:", ["python:MODULE:NAME"]),
    ("python::total", ["python:MODULE:NAME"]),
    ("python:", ["python:MODULE:NAME"]),
    ("python:nowhere:total", ["nowhere", "No module named"]),
    ("python:broken:total", ["broken.py", "ZeroDivisionError"]),
    ("python:shop:totle", ["totle", "did you mean total?"]),
    ("python:shop:__name__", ["__name__"]),
])
def test_bad_python_port(shop, port, texts):
    shop.write("broken.py", "def f():\n    return 1 / 0\nf()\n")
    said = refused(check(shop, "--port", port, "--pythonpath", shop.folder), 2, *texts)
    assert len(said.splitlines()) < 15, said


def test_the_original_does_not_import(shop):
    shop.write("shop.py", "import nowhere_at_all\n")
    said = refused(gate(shop, "--live", "--pythonpath", shop.folder), 2, "nowhere_at_all")
    assert len(said.splitlines()) < 15, said


def test_the_original_is_not_found(shop):
    (shop.folder / "shop.py").unlink()
    refused(gate(shop, "--live"), 2, "No module named 'shop'", "--pythonpath")


def test_the_original_has_lost_the_function(shop):
    shop.write("shop.py", "def totals(prices, discount=0):\n    return 1\n")
    refused(gate(shop, "--live", "--pythonpath", shop.folder), 2, "total", "did you mean totals?")


def test_no_interpreter(shop):
    refused(gate(shop, "--live", "--python", "/nowhere/python3"), 2, "/nowhere/python3")


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
    (("check", "--timeout", "-1"), ["--timeout"]),
    (("check", "--timeout", "0"), ["--timeout"]),
    (("check", "--seed", "x"), ["--seed"]),
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
