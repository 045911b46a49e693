"""Drives an original and a port that is a Python module by Hypothesis; prints JSON.

    hypothesis_loop.py rate FUNCTION FOLDER EXAMPLES [BLOCKED…]     seconds and calls
    hypothesis_loop.py find FUNCTION FOLDER SEED [BLOCKED…]         seconds until they differ
    hypothesis_loop.py check FUNCTION FOLDER SEED [BLOCKED…]        the same in fewer examples

FOLDER holds the module `port`. Before the JSON stands the time of the first call: the port may
end the process. The strategies are those of the parameters' types, within what the faithful port
is confirmed for.
"""

import json
import sys
from time import perf_counter, time

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from original_loop import original_of

FEW_EXAMPLES, MOST_EXAMPLES, MOST_SECONDS = 2_000, 20_000, 20
INT = st.integers(-(2**63), 2**63 - 1)
INTS = st.lists(INT)
FLOAT = st.floats(allow_nan=False, allow_infinity=False)
ASCII = st.text(st.characters(max_codepoint=127))
COLOUR = (FLOAT, FLOAT, FLOAT)
STRATEGIES = {
    "posixpath:normpath": (st.text(),),
    "bench_weigh:weigh": (st.text(),),
    "string:capwords": (ASCII, st.none() | ASCII),
    "posixpath:splitext": (st.text(),),
    "posixpath:commonprefix": (st.lists(st.text()),),
    "html:escape": (st.text(), st.booleans()),
    "textwrap:indent": (ASCII, st.text()),
    "calendar:leapdays": (INT, INT),
    "bisect:bisect_left": (INTS, INT, INT, st.none() | INT),
    "statistics:median": (st.lists(FLOAT),),
    "colorsys:hsv_to_rgb": COLOUR,
    "basket:dedupe": (INTS,),
    "basket:top": (st.lists(st.tuples(st.text(), st.integers(-(2**61), 2**61))), INT),
    "basket:moving": (st.lists(st.integers(-(2**40), 2**40)), INT),
    "basket:arrange": (INTS,),
}


class Ended(BaseException):
    """Hypothesis lets it pass: nothing is shrunk."""


def outcome(function, args):
    try:
        return function(*args)
    except Exception as raised:
        return type(raised)


def differ(ours, theirs):
    """Without equality, by text: not-a-number is itself."""
    return ours != theirs and repr(ours) != repr(theirs)


def driven(function, test, examples, seed):
    """Calls `test` with arguments as Hypothesis makes them: nothing but that is asked of it."""
    wanted = hypothesis.settings(
        max_examples=examples, database=None, deadline=None, derandomize=False,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    strategies = STRATEGIES[function]
    if len(strategies) == 1:
        def given(a): test(a)
    elif len(strategies) == 2:
        def given(a, b): test(a, b)
    elif len(strategies) == 3:
        def given(a, b, c): test(a, b, c)
    else:
        def given(a, b, c, d): test(a, b, c, d)
    hypothesis.seed(seed)(wanted(hypothesis.given(*strategies)(given)))()


def rate(function, original, port, examples):
    calls = 0

    def test(*args):
        nonlocal calls
        calls += 1
        if calls == 1:
            print(time(), flush=True)
        theirs, ours = outcome(port, args), outcome(original, args)
        assert not differ(ours, theirs), (args, ours, theirs)

    start = perf_counter()
    driven(function, test, examples, 1)
    return {"seconds": perf_counter() - start, "calls": calls}


def find(function, original, port, seed, most):
    """The port is called first: an original may change what it is given."""
    start, found, calls, args_of = None, None, 0, None

    def test(*args):
        nonlocal start, found, calls, args_of
        calls += 1
        if calls == 1:
            print(time(), flush=True)
            start = perf_counter()
        theirs = outcome(port, args)
        if differ(outcome(original, args), theirs):
            found, args_of = perf_counter() - start, repr(args)
            raise Ended
        if perf_counter() - start > MOST_SECONDS:
            raise Ended

    try:
        driven(function, test, most, seed)
    except Ended:
        pass
    return {"seconds": found, "calls": calls, "args": args_of}


def main():
    what, function, folder, number, *blocked = sys.argv[1:]
    original = original_of(function, blocked)
    sys.path.insert(0, folder)
    import port

    if what == "rate":
        result = rate(function, original, port.call, int(number))
    else:
        most = FEW_EXAMPLES if what == "check" else MOST_EXAMPLES
        result = find(function, original, port.call, int(number), most)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
