"""Times an original alone, in a tight loop over the calls of a recording: seconds a call.

    original_loop.py MODULE:NAME RECORDING [BLOCKED…]      the package portproof is importable

A module that is blocked is one that the original does without, so that its pure Python runs.
"""

import importlib
import itertools
import sys
from time import perf_counter

from portproof.decoder import Decoder, parse

ROUNDS, MOST_CALLS = 7, 20_000


def original_of(function, blocked=()):
    module, _, name = function.partition(":")
    kept = {each: sys.modules.pop(each) for each in (*blocked, module) if each in sys.modules}
    sys.modules.update(dict.fromkeys(blocked))
    try:
        return getattr(importlib.import_module(module), name)
    finally:
        for each in blocked:
            sys.modules.pop(each)
        sys.modules.update(kept)


def calls_of(path):
    """The positional arguments of each call; others are not looked for."""
    decoder, calls = Decoder([]), []
    with open(path, encoding="utf-8") as lines:
        for line in itertools.islice(lines, 1, MOST_CALLS):
            call = dict(parse(line))
            if call.get("args"):
                decoder.reset()
                args, _ = decoder.arguments(call["args"], call["kwargs"])
                calls.append(args)
    return calls


def seconds(function, calls):
    start = perf_counter()
    for args in calls:
        try:
            function(*args)
        except Exception:
            pass
    return (perf_counter() - start) / len(calls)


def main():
    function, recording, *blocked = sys.argv[1:]
    original, calls = original_of(function, blocked), calls_of(recording)
    assert calls, recording
    print(min(seconds(original, calls) for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
