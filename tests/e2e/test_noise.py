"""Noise before judgement: mine finds out where an original disagrees with itself."""

import json
import sys

import pytest

CALLS = "import noisy\nfor i in range(20):\n    noisy.f({call})\n"

HASH = """\
def f(words):
    return list({word + "!" for word in words})
"""
CLOCK = """\
import time
def f(n):
    return time.time() + n
"""
RANDOM = """\
import random
def f(n):
    return random.random() + n
"""
COIN = """\
import random
def f(n):
    return random.choice([n, -n - 1])
"""
STATE = """\
count = 0
def f(n):
    global count
    count += 1
    return n + count
"""
ZONE = """\
import time
def f(n):
    return time.strftime("%Z") * (n + 1)
"""
LOCALE = """\
import os
def f(n):
    return os.environ.get("LC_ALL", "") + str(n)
"""
WORDS = "[f'{i}{c}' for c in 'abcdefg']"

NOISY = {
    "hash": (HASH, WORDS, "hash order"),
    "clock": (CLOCK, "i", "clock, random or other input that is not an argument"),
    "random": (RANDOM, "i", "clock, random or other input that is not an argument"),
    "coin": (COIN, "i", "clock, random or other input that is not an argument"),
    "state": (STATE, "i", "cached state (answers depend on earlier calls)"),
    "zone": (ZONE, "i", "time zone"),
    "locale": (LOCALE, "i", "locale"),
}


def record(workshop, source, call):
    """Records f of the module noisy and writes a port that says the same."""
    workshop.write("noisy.py", source)
    workshop.write("port.py", source)
    workshop.record("noisy:f", CALLS.format(call=call))


def mine(workshop, *more):
    run = workshop.portproof("mine", "corpus", "--out", "spec.json", "--python", sys.executable,
                             *more)
    assert run.code == 0, run
    return run


def spec_of(workshop):
    return json.loads((workshop.folder / "spec.json").read_text())


def factors(workshop):
    return [entry["factor"] for entry in spec_of(workshop).get("noise", [])]


@pytest.mark.parametrize("name", NOISY)
def test_noise_is_named_and_not_judged(workshop, name):
    source, call, factor = NOISY[name]
    record(workshop, source, call)
    run = mine(workshop)
    assert factors(workshop) == [factor], run
    entry = spec_of(workshop)["noise"][0]
    assert f"  noise: {factor} in {entry['traces']} traces, as f(" in run.out, run
    assert entry["ids"] == sorted(entry["ids"]) and len(entry["ids"]) == entry["traces"]
    shown = " ".join(workshop.portproof("show", "spec.json").out.split())
    assert f"disagrees with itself: {factor} in" in shown, shown
    for jobs in ("1", "2"):
        check = workshop.check_python("port:f", "--jobs", jobs, "--python", sys.executable)
        assert check.code == 3, check
        assert f"the original disagrees with itself ({factor})" in check.out, check
        assert "mine again" in check.out, check
        (shown,) = check.result["reported"]
        assert shown["observed"] == "(not judged)" and shown["expected"], check


@pytest.mark.parametrize(("answers", "port", "shown"), [
    ("n + next(turns)", "n", "0 and also 1"),
    ("n + next(turns)", "n + 1", "0 and also 1"),
    ("[n, {'a': next(turns)}]", "[n, {'a': 1}]", "[0, {'a': 0}] and also [0, {'a': 1}]"),
    ("seen.append(next(turns))", "seen.append(0)", "None; at args[1][0] 0 and also 1"),
])
def test_both_answers_of_a_recording_are_shown(workshop, answers, port, shown):
    source = "import itertools\nturns = itertools.cycle([0, 1])\ndef f(n, seen):\n    return "
    workshop.write("noisy.py", source + answers)
    workshop.write("port.py", source + port)
    workshop.record("noisy:f", "import noisy\nfor i in range(20):\n    noisy.f(i // 2, [])\n")
    assert workshop.portproof("mine", "corpus", "--out", "spec.json", "--no-ask-again").code == 0
    check = workshop.check_python("port:f", "--python", sys.executable)
    assert check.code == 3, check
    (finding,) = check.result["reported"]
    assert (finding["expected"], finding["observed"]) == (shown, "(not judged)"), check
    assert "holds two outcomes of this call" in finding["reason"]
    again = workshop.check_python("port:f", "--only", finding["reproduce"].split()[-1])
    assert again.code == 3 and "holds two outcomes of this call" in again.out, again


def test_an_original_that_agrees_has_no_noise(workshop):
    record(workshop, "def f(n):\n    return sorted({str(n), 'a'})\n", "i")
    run = mine(workshop)
    assert "noise" not in spec_of(workshop) and "noise" not in run.out, run
    assert "not asked again" not in run.out, run
    assert workshop.check_python("port:f").code == 0


def test_what_is_unordered_by_the_spec_is_no_noise(workshop):
    record(workshop, HASH, WORDS)
    mine(workshop)
    workshop.edit_spec(lambda spec: spec.update(compare={"paths": [
        {"path": "", "unordered": True, "reason": "a set in disguise"}]}))
    run = mine(workshop)
    assert factors(workshop) == [], run
    assert "nothing changed" not in run.out, run
    assert workshop.check_python("port:f").code == 0


def test_what_a_relation_holds_of_is_no_noise(workshop):
    record(workshop, RANDOM, "i")
    workshop.write("rules.py", "def near(args, expected, observed):\n"
                               "    return args[0] <= observed < args[0] + 1\n")
    mine(workshop)
    workshop.edit_spec(lambda spec: spec.update(
        compare={"relation": "rules:near", "reason": "any number of the interval"}))
    assert factors(workshop) != []
    run = mine(workshop)
    assert factors(workshop) == [], run
    assert workshop.check_python("port:f").code == 0


def test_an_original_that_was_changed_has_drifted(workshop):
    record(workshop, "def f(n):\n    return n\n", "i")
    workshop.write("noisy.py", "def f(n):\n    return n + (n > 12)\n")
    run = mine(workshop)
    assert factors(workshop) == ["drift: the original answers otherwise than when it was recorded"]
    assert " in 7 traces, as f(" in run.out, run
    check = workshop.check_python("port:f")
    assert check.code == 3 and "record again" in check.out, check


def test_a_port_that_differs_elsewhere_or_crashes_still_diverges(workshop):
    record(workshop, "def f(n):\n    return n\n", "i")
    workshop.write("noisy.py", "def f(n):\n    return n + (n > 12)\n")
    mine(workshop)
    workshop.write("port.py", "def f(n):\n    return n if n != 3 else 4\n")
    assert workshop.check_python("port:f").code == 1
    workshop.write("port.py", "import os\ndef f(n):\n    return n if n != 15 else os.abort()\n")
    assert workshop.check_python("port:f").code == 1


def test_an_original_that_cannot_be_asked_keeps_the_noise(workshop):
    record(workshop, CLOCK, "i")
    mine(workshop)
    before = spec_of(workshop)["noise"]
    (workshop.folder / "noisy.py").unlink()
    run = mine(workshop)
    lines = [line for line in run.out.splitlines() if "not asked again: " in line]
    assert len(lines) == 1 and "No module named 'noisy'" in lines[0], run
    assert spec_of(workshop)["noise"] == before


def test_a_python_that_was_named_and_is_none_is_wrong_usage(workshop):
    record(workshop, CLOCK, "i")
    mine(workshop)
    before = spec_of(workshop)
    for python in ("/no/python", "/bin/true", "/bin/false"):
        run = workshop.portproof("mine", "corpus", "--out", "spec.json", "--python", python)
        assert run.code == 2 and f"--python {python}: " in run.err and run.out == "", run
        assert spec_of(workshop) == before
    # Nobody has named the one that is found first.
    workshop.write("env/bin/python", "#!/bin/false\n").chmod(0o755)
    run = workshop.portproof("mine", "corpus", "--out", "spec.json",
                             env={"VIRTUAL_ENV": str(workshop.folder / "env")})
    assert run.code == 0 and "not asked again: " in run.out, run


def test_asking_again_can_be_switched_off(workshop):
    record(workshop, CLOCK, "i")
    run = mine(workshop, "--no-ask-again")
    assert factors(workshop) == [] and "asked again" not in run.out, run


def test_pythonpath_finds_the_original(workshop):
    workshop.write("lib/noisy.py", CLOCK)
    workshop.record("noisy:f", "import sys\nsys.path.insert(0, 'lib')\n" + CALLS.format(call="i"))
    assert "not asked again" in mine(workshop).out
    run = mine(workshop, "--pythonpath", "lib")
    assert len(factors(workshop)) == 1, run


def test_files_of_the_working_folder_are_read_and_none_is_written(workshop):
    workshop.write("table.txt", "40\n")
    reads = "def f(n):\n    with open('table.txt') as file:\n        return n + int(file.read())\n"
    record(workshop, reads, "i")
    mine(workshop)
    assert factors(workshop) == []
    writes = ("def f(n):\n    with open('log.txt', 'w') as file:\n        file.write(str(n))\n"
              "    print('said')\n    return n\n")
    record(workshop, writes, "i")
    (workshop.folder / "log.txt").unlink()
    (workshop.folder / "spec.json").unlink()
    run = mine(workshop)
    assert factors(workshop) == [] and "said" not in run.out + run.err, run
    assert not (workshop.folder / "log.txt").exists()


def test_a_sealed_gate_takes_noise_for_no_lie(workshop):
    workshop.write("noisy.py", "def f(n):\n    return n\n")
    workshop.record("noisy:f", CALLS.format(call="i"))
    workshop.write("noisy.py", "def f(n):\n    return n + (n > 12)\n")
    mine(workshop)
    gate = workshop.build("""
        #include <portproof/port.h>
        long f(long n) { return n > 12 ? n + 1 : n; }
        PORTPROOF_PORT("noisy:f", f);
    """)
    run = workshop.gate(gate)
    assert run.code == 3 and run.result["counts"]["inconclusive"] == 7, run
    assert run.result["counts"]["match"] == 13 and "integrity" not in run.out, run
    assert run.result["findings"] == [], run


def test_more_noisy_traces_than_are_listed(workshop):
    workshop.write("noisy.py", RANDOM)
    workshop.write("port.py", RANDOM)
    workshop.record("noisy:f", "import noisy\nfor i in range(1200):\n    noisy.f(i)\n")
    mine(workshop)
    entry = spec_of(workshop)["noise"][0]
    assert entry["traces"] == 1200 and len(entry["ids"]) == 1000
    check = workshop.check_python("port:f")
    assert check.code == 3 and check.result["counts"].get("diverged", 0) == 0, check
