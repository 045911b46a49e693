"""Keeps lists in order while they grow: numbers and words from the library's own sources."""
import bisect
import glob
import os
import re

STDLIB = os.path.dirname(os.__file__)
SOURCES = ["colorsys.py", "statistics.py", "random.py", "fractions.py", "datetime.py", "socket.py"]


def try_insort(items, item, *bounds, **named):
    try:
        bisect.insort(items, item, *bounds, **named)
    except (ValueError, IndexError, TypeError):
        pass  # as a caller would who goes on with the list as it is


def text_of(name):
    with open(f"{STDLIB}/{name}", encoding="utf-8") as source:
        return source.read()


def number(literal):
    return float(literal) if "." in literal else int(literal)


for name in SOURCES:
    text = text_of(name)
    # Numbers as they come: 1 and 1.0 are equal, and the later one belongs behind the earlier.
    numbers = []
    for literal in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", text)[:120]:
        if len(numbers) >= 24:
            del numbers[::2]
        try_insort(numbers, number(literal))
    words = []
    for word in re.findall(r"[A-Za-z_]\w+", text)[:100]:
        if len(words) >= 24:
            del words[1::2]
        try_insort(words, word)

sizes = []
for path in sorted(glob.glob(STDLIB + "/[a-m]*.py")):
    size = os.path.getsize(path)
    if len(sizes) >= 20:
        del sizes[::3]
    try_insort(sizes, size // 1000)
    # Only the last three are looked at, says the caller, as if this were a slice: a ValueError.
    try_insort(list(sizes), size // 1000, -3)
    try_insort(list(sizes), size // 1000, len(sizes) // 2)
    try_insort(list(sizes), size // 1000, lo=1, hi=len(sizes) - 1)
    try_insort(list(sizes), 10**6, 0, len(sizes) + 1)  # one too far: an IndexError

TEXTS = ["", "é", "漢字", "\U00010348"]
for flags in ([False, True], [0, 1], [0.0, 1.0], [], [True, 1, 1.0], TEXTS):
    for item in (True, 1, 1.0, 0, -0.0, 0.5, "", "e", "z", "\uffff"):
        try_insort(list(flags), item)
        try_insort(list(flags), item, hi=1)
        try_insort(list(flags), item, lo=5, key=None)
