"""Times calls of a small str function, plain and recorded; prints nanoseconds a call as JSON.

The module bench_slug and the recorder are importable; `--monkeytype` also times its tracer.
"""

import json
import random
import string
import sys
import tempfile
from pathlib import Path
from time import perf_counter_ns

import bench_slug
import portproof
from portproof import codec

WARM, BATCH, BATCHES = 2500, 500, 120
LETTERS = string.ascii_letters + string.digits + "    "


def empty():
    pass


def each(function, inputs):
    start = perf_counter_ns()
    for text in inputs:
        function(text)
    return (perf_counter_ns() - start) / len(inputs)


def empty_calls(inputs):
    start = perf_counter_ns()
    for _ in inputs:
        empty()
    return (perf_counter_ns() - start) / len(inputs)


def empty_loop(inputs):
    start = perf_counter_ns()
    for _ in inputs:
        pass
    return (perf_counter_ns() - start) / len(inputs)


def fastest(measure, batches):
    return min(measure(batch) for batch in batches)


def of_calls(batches):
    return fastest(lambda batch: each(bench_slug.slug, batch), batches)


def recorded(folder, warm, batches):
    """Each input once, then all of them again."""
    with portproof.recording("bench_slug:slug", out=str(folder / "all.jsonl")) as made:
        each(bench_slug.slug, warm)  # the first calls have their lines traced
        new, again = of_calls(batches), of_calls(batches)
    calls = len(warm) + 2 * BATCH * BATCHES
    assert made.summary["calls"] == calls, made.summary
    assert made.summary["distinct"] == len(warm) + BATCH * BATCHES, made.summary
    return new, again


def sampled_out(folder, batches):
    with portproof.recording("bench_slug:slug", out=str(folder / "one.jsonl"),
                             sample=1_000_000_000) as made:
        bench_slug.slug("the one that is taken")
        took = of_calls(batches)
    assert made.summary["distinct"] == 1, made.summary
    return took


def by_monkeytype(batches):
    from monkeytype.db.base import CallTraceStore, CallTraceStoreLogger
    from monkeytype.tracing import trace_calls

    class Memory(CallTraceStore):
        def __init__(self):
            self.traces = []

        def add(self, traces):
            self.traces += traces

        def filter(self, module, qualname_prefix=None, limit=2000):
            raise NotImplementedError

    store = Memory()
    code = bench_slug.slug.__code__
    with trace_calls(CallTraceStoreLogger(store), max_typed_dict_size=0,
                     code_filter=lambda other: other is code):
        took = of_calls(batches)
    assert len(store.traces) == BATCH * BATCHES, len(store.traces)
    return took


def main():
    draw = random.Random(1)
    inputs = [f"{number} " + "".join(draw.choices(LETTERS, k=draw.randrange(40)))
              for number in range(WARM + BATCH * BATCHES)]
    warm = inputs[:WARM]
    batches = [inputs[at: at + BATCH] for at in range(WARM, len(inputs), BATCH)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        took = {
            "native": codec.NATIVE,
            "empty": fastest(empty_calls, batches) - fastest(empty_loop, batches),
            "dumps": fastest(lambda batch: each(lambda text: json.dumps(((text,), {})), batch),
                             batches),
            "plain": of_calls(batches),
            "sampled_out": sampled_out(folder, batches),
        }
        took["new"], took["again"] = recorded(folder, warm, batches)
    if "--monkeytype" in sys.argv:
        took["monkeytype"] = by_monkeytype(batches)
    print(json.dumps(took))


if __name__ == "__main__":
    main()
