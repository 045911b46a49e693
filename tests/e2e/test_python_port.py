"""A port that is an importable function: accelerators of CPython, and ports that misbehave."""

import pytest

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


def gate(workshop, port, *more):
    return workshop.gate_python(port, *more)


def counted(run, **counts):
    shown = {name: count for name, count in run.result["counts"].items() if count}
    assert shown == counts, run


@pytest.mark.parametrize(("original", "block", "port", "script"), [
    ("json.encoder:py_encode_basestring_ascii", [], "json.encoder:c_encode_basestring_ascii",
     STRINGS),
    ("bisect:bisect_right", ["--block", "_bisect"], "_bisect:bisect_right", BISECT),
    ("heapq:heapify", ["--block", "_heapq"], "_heapq:heapify", HEAP),
])
def test_accelerators(workshop, original, block, port, script):
    workshop.record(original, script, "corpus/recorded.jsonl", *block)
    workshop.mine()
    for more in ([], ["--live"]):
        run = workshop.check_python(port, *more)
        assert run.code == 0, run
        print(run.result["counts"])
