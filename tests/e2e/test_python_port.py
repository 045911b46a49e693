"""A port that is an importable function: accelerators of CPython, and ports that misbehave."""

import pytest

PLAIN = "json.encoder:py_encode_basestring_ascii"
FAST = "json.encoder:c_encode_basestring_ascii"
STRINGS = r"""
    import json.encoder
    texts = ["", "a", '"', "\\", "\n\r\t\b\f", "\x00\x1f\x7f", "caf\u00e9", "\u20ac", "\U0001f600",
             "\ud800", "\udc00\ud800", "\ud83d\ude00", "a\u2028b", "/", "<&>"]
    for text in texts + [a + b for a in texts for b in texts]:
        json.encoder.py_encode_basestring_ascii(text)
    for wrong in (None, 3, b"bytes"):
        try:
            json.encoder.py_encode_basestring_ascii(wrong)
        except TypeError:
            pass
"""
BISECT = """
    import bisect, random
    draw = random.Random(3)
    for size in range(12):
        for _ in range(20):
            items = sorted(draw.randrange(-9, 9) for _ in range(size))
            bisect.bisect_right(items, draw.randrange(-10, 10))
            bisect.bisect_right(items, 0, 0)
            bisect.bisect_right(items, 0, 0, size)
    bisect.bisect_right([1.5, 2.5], 2.5)
    bisect.bisect_right(["a", "b"], "aa")
    for wrong in (lambda: bisect.bisect_right([1], 1, -1), lambda: bisect.bisect_right([1], "a"),
                  lambda: bisect.bisect_right([1, 2], 1, 0, 9)):
        try:
            wrong()
        except (ValueError, TypeError, IndexError):
            pass
"""
HEAP = """
    import heapq, random
    draw = random.Random(3)
    for size in range(40):
        heapq.heapify([draw.randrange(-9, 9) for _ in range(size)])
        heapq.heapify([draw.random() for _ in range(size)])
"""


def counted(run, **counts):
    shown = {name: count for name, count in run.result["counts"].items() if count}
    assert shown == counts, run


@pytest.mark.parametrize(("original", "block", "port", "script", "counts"), [
    # Refused, and of kinds or in relations that no answered call shows: None, 3, b"", hi > len(a).
    (PLAIN, [], FAST, STRINGS, {"match": 211, "rejected": 3}),
    ("bisect:bisect_right", ["--block", "_bisect"], "_bisect:bisect_right", BISECT,
     {"match": 644, "rejected": 1}),
    ("heapq:heapify", ["--block", "_heapq"], "_heapq:heapify", HEAP, {"match": 79}),
])
def test_accelerators(workshop, original, block, port, script, counts):
    workshop.record(original, script, "corpus/recorded.jsonl", *block)
    workshop.mine()
    for more in ([], ["--live"]):
        run = workshop.check_python(port, *more)
        assert run.code == 0, run
        counted(run, **counts)


def test_accelerator_differs_in_its_messages(workshop):
    """Types of exceptions agree; who means them, and asks for messages too, sees a difference."""
    workshop.record(PLAIN, STRINGS)
    workshop.mine()
    assert workshop.portproof("confirm", "spec.json", "raises TypeError").code == 0
    workshop.mine()
    workshop.edit_spec(lambda spec: spec.update(
        compare={**spec.get("compare", {}), "exceptions": "type+message"}))
    run = workshop.check_python(FAST)
    assert run.code == 1, run
    counted(run, match=211, diverged=3)
    assert "first argument must be a string, not" in str(run.result["findings"])


MODULE = """
    import os, sys, threading, time

    def f(n):
        return n + 1

    def port(n):
        if n == 61:
            {fault}
        return n + 1
"""
FAULTS = {
    "_exit": ("os._exit(0)", "exits with status 0"),
    "SystemExit": ("sys.exit(0)", "SystemExit"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "abort": ("os.abort()", "SIGABRT"),
    "endless loop": ("while True: pass", "does not end"),
    "sleep": ("time.sleep(60)", "does not end"),
    "exception": ("return 1 // 0", "ZeroDivisionError"),
    "recursion": ("return port(n)", "RecursionError"),
    "value": ("return float(n + 1)", "62.0"),
    "object": ("return object()", "object"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_in_a_hundred(workshop, name):
    finding = workshop.check_one_in_a_hundred(MODULE, FAULTS[name][0])
    assert FAULTS[name][1] in finding["observed"], finding


def test_port_that_fails_when_imported(workshop):
    workshop.write("m.py", MODULE.format(fault="pass"))
    workshop.record("m:f", "import m\nfor n in range(9):\n    m.f(n)\n")
    workshop.mine()
    workshop.write("ends.py", "import os\nos._exit(0)\n")
    run = workshop.check_python("ends:f")
    assert run.code == 2, run
    assert "python:ends:f" in run.err and "defect" not in run.err, run
