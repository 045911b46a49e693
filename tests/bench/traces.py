"""Writes recordings of any length of the benchmarks' small str function, without the recorder."""

import hashlib
import random
import string
from itertools import islice

LETTERS = string.ascii_letters + string.digits + "    "


def header_of(recording):
    with open(recording) as file:
        return next(file)


def lines(traces, seed=1):
    """So many different traces, as the recorder writes them."""
    draw = random.Random(seed)
    words = ["".join(draw.choices(LETTERS, k=draw.randrange(40))) for _ in range(4096)]
    for number in range(traces):
        text = f"{number} {words[number * 2654435761 % 4096]}"
        slug = "-".join(text.lower().split())
        content = f'"args":["{text}"],"kwargs":{{}},"returned":"{slug}"'
        name = hashlib.sha256(content.encode()).hexdigest()[:16]
        yield f'{{"id":"{name}",{content}}}\n'


def write(path, header, traces):
    """Writes in parts, so that the generator itself stays small."""
    with open(path, "w") as file:
        file.write(header)
        source = lines(traces)
        while part := "".join(islice(source, 10_000)):
            file.write(part)
