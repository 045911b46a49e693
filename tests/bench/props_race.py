"""Races props and Hypothesis to the first divergence of each planted bug, under several seeds."""

import math
import os
import statistics
import sys
import textwrap
import time

from measure import ROOT, beside, driver, row
from pybind_port import build_module, hypothesis

sys.path[:0] = [str(ROOT / "tests/planted"), str(ROOT / "tests/e2e")]
MOST_CASES = 20_000
FIRST_CASES = 16  # these take less than a millisecond
TIE = 0.010  # seconds
STARTS = 3
# A module of pybind11 gets a copy of a list: whether the port changed it cannot be seen.
UNSEEN = {"arrange": ("mutated argument", "the wrong direction")}
FORM = "{:<13} {:<42} {:>10} {:>10} {:>10}"


class Racers:
    """One original, recorded and mined, and its faithful port for both sides."""

    def __init__(self, folder, original, seeds):
        from bug_rows import Bench

        self.original, self.seeds = original, range(1, seeds + 1)
        self.bench = Bench(folder, original)
        self.folder = folder / "module"
        self.folder.mkdir()
        self.whole = self.bench.faithful()
        self.made = {}  # by seed and cases
        self.build(original.port)
        for seed in self.seeds:
            found = self.hypothesis("check", seed)
            if found["seconds"] is not None:
                sys.exit(f"props_bench: {original.name}: the strategy leaves what the faithful "
                         f"port is for: {found['args']}")

    def build(self, source):
        (self.folder / "module.cc").write_text(textwrap.dedent(source))
        build_module(self.folder, "module.cc")

    def hypothesis(self, what, seed):
        (self.folder / "basket.py").write_text(textwrap.dedent(self.original.module))
        return hypothesis(self.folder, what, self.original.function, seed, self.original.block)

    def props(self, gate, seed, cases):
        """Seconds, start included, and the exit code."""
        self.bench.workshop.edit_spec(
            lambda spec: spec.setdefault("gate", {}).update(props_cases=cases))
        start = time.perf_counter()
        done = self.bench.run(gate, "props", "--seed", str(seed))
        seconds = time.perf_counter() - start
        if done.code not in (0, 1, 3):
            sys.exit(f"props_bench: {self.original.name}: {done}")
        return seconds, done.code

    def faithful(self, seed, cases):
        """Seconds that so many cases take where all agree."""
        if (seed, cases) not in self.made:
            self.made[seed, cases] = min(self.props(self.whole, seed, cases)[0]
                                         for _ in range(STARTS))
        return self.made[seed, cases]

    def ours(self, gate, seed):
        """Seconds until the report of it is written, and of them those without shrinking."""
        start = self.faithful(seed, 1)
        cases = FIRST_CASES
        while True:
            seconds, code = self.props(gate, seed, cases)
            if code == 1:
                return max(0, seconds - start), max(0, self.faithful(seed, cases) - start)
            if cases == MOST_CASES:
                return math.inf, math.inf
            cases = min(2 * cases, MOST_CASES)

    def theirs(self, bug):
        """The median over the seeds; not all of them are asked where most never find it."""
        if bug.kind in UNSEEN.get(self.original.name, ()):
            return math.inf
        took = []
        for seed in self.seeds:
            seconds = self.hypothesis("find", seed)["seconds"]
            took.append(math.inf if seconds is None else seconds)
            if 2 * took.count(math.inf) > len(self.seeds):
                return math.inf
        return statistics.median(took)

    def race(self, bug):
        gate = self.bench.planted(bug)
        self.build(self.original.port.replace(bug.old, bug.new))
        both = [self.ours(gate, seed) for seed in self.seeds]
        return (*(statistics.median(each) for each in zip(*both)), self.theirs(bug))


def shown(seconds):
    return "never" if seconds == math.inf else f"{seconds * 1e3:.1f} ms"


def race(folder, only, seeds):
    """Prints a line for each bug, then how many of them Hypothesis finds sooner."""
    os.environ["PORTPROOF"] = str(driver())  # the planted bugs' tests take it from there
    from bugs import ORIGINALS

    start, medians = time.perf_counter(), {}
    print(FORM.format("original", "bug", "props", "no shrink", "Hypothesis"), flush=True)
    for original in ORIGINALS:
        if only not in original.name:
            continue
        (folder / original.name).mkdir(parents=True)
        racers = Racers(folder / original.name, original, seeds)
        for bug in original.bugs:
            took = medians[f"{original.name}: {bug.kind}"] = racers.race(bug)
            print(FORM.format(original.name, bug.kind, *map(shown, took)), flush=True)
    print(f"in {time.perf_counter() - start:.0f} s")
    if medians:
        show(medians, seeds)


def show(medians, seeds):
    for at, words in ((0, "with shrinking"), (1, "without shrinking")):
        slower = [name for name, took in medians.items() if took[at] > took[2] + TIE]
        detail = f"of {len(medians)}, medians of {seeds} seeds, {words}{': ' * bool(slower)}"
        detail += "; ".join(slower)
        if at == 0:
            row("planted bugs where props is slower", len(slower), "<=", 0, detail)
        else:
            beside("the same, as Hypothesis does not shrink", len(slower), detail)
