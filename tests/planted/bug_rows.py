"""Runs planted bugs: records, mines, builds the port, lets check find it, weighs what it shows."""

import dataclasses
import json
import sys
from typing import Any, Dict, List, Optional

from bugs import ORIGINALS
from planted_bug import Bug, Original
from workshop import Workshop


@dataclasses.dataclass
class Row:
    """What came of one bug."""

    original: str
    kind: str
    code: int
    stages: List[str]  # that found it
    call: str  # the smallest that was found
    excess: Optional[int]  # elements and characters more than the best by hand; None: none shown

    @property
    def holds(self) -> bool:
        return self.code == 1 and self.excess is not None and self.excess <= 3


def weight(value: Any) -> int:
    """Elements and characters of a value in the wire form of docs/format.md, or in Python."""
    if isinstance(value, dict):
        return sum(weight(part) for part in value.values())
    if isinstance(value, str):
        return len(value)
    if isinstance(value, (list, tuple)):
        return len(value) + sum(weight(part) for part in value)
    return 0


class Bench:
    """One original in a folder: recorded and mined once."""

    def __init__(self, folder, original: Original) -> None:
        self.original = original
        self.workshop = Workshop(folder)
        if original.module:
            self.workshop.write(original.function.partition(":")[0] + ".py", original.module)
        blocked = [option for module in original.block for option in ("--block", module)]
        self.workshop.record(original.function, original.drive, "corpus/recorded.jsonl", *blocked)
        self.workshop.mine()
        told = [("widen", each) for each in original.widen]
        for command, clause in told + [("confirm", each) for each in original.confirm]:
            done = self.workshop.portproof(command, "spec.json", clause)
            assert done.code == 0, done

    def faithful(self):
        return self.workshop.build(self.original.port, "faithful")

    def planted(self, bug: Bug):
        source = self.original.port
        assert source.count(bug.old) == 1, (self.original.name, bug.kind)
        return self.workshop.build(source.replace(bug.old, bug.new), "planted")

    def run(self, gate, stage: str, *options: str):
        return self.workshop.gate(gate, "--pythonpath", ".", "--python", sys.executable, *options,
                                  stage=stage)

    def row(self, bug: Bug) -> Row:
        """Replay and props each alone, as `check` runs them."""
        gate = self.planted(bug)
        found: Dict[str, Any] = {}
        for stage in ("replay", "props"):
            run = self.run(gate, stage)
            if run.code == 1:
                found[stage] = run.result["findings"]
        least = weight(list(bug.least)) - len(bug.least)
        calls = [(self._weight_of(each), each["call"]) for findings in found.values()
                 for each in findings if each.get("trace")]
        best = min(calls, default=None)
        return Row(self.original.name, bug.kind, 1 if found else 0, list(found),
                   best[1] if best else "", best[0] - least if best else None)

    @staticmethod
    def _weight_of(finding) -> int:
        trace = json.loads(finding["trace"])
        return weight(trace["args"]) - len(trace["args"]) + weight(list(trace["kwargs"].values()))


def rows(folder, only=""):
    """Each bug of each original, as it comes."""
    for original in ORIGINALS:
        bench = None
        for bug in original.bugs:
            if only and only not in f"{original.name}: {bug.kind}":
                continue
            bench = bench or Bench(folder / original.name, original)
            yield bench.row(bug)
