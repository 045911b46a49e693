"""Runs automatic mutants of the faithful ports: builds each, and lets replay and props find it."""

import dataclasses
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator, List, Tuple

from bug_rows import Bench
from bugs import ORIGINALS
from port_mutants import Mutant, sample_of
from workshop import ROOT, Workshop, port_flags

EXAMPLES = ("b32decode", "insort", "normpath", "quantiles", "quote", "rgb_to_hls", "shlex_split")
SYSTEM_PYTHON = "/usr/bin/python3"  # whose standard library the examples' recordings are of


@dataclasses.dataclass(frozen=True)
class Subject:
    """A faithful port, and where its spec and its recording are."""

    name: str
    source: str
    spec: Path
    corpus: Path
    python: str
    path: Path  # of the original, where it is no part of CPython


@dataclasses.dataclass(frozen=True)
class MutantRow:
    """`fate`: killed by replay, killed by props, asked (undecided), survived, no program, error."""

    port: str
    mutant: str
    fate: str


def subjects(folder: Path, only: str = "") -> Iterator[Subject]:
    """The faithful ports in which bugs are planted, and those of the examples."""
    for name in EXAMPLES:
        if only in name:
            source = (ROOT / f"docs/examples/{name}/faithful.cc").read_text()
            yield Subject(name, source, ROOT / f"specs/examples/{name}.json",
                          ROOT / f"corpus/examples/{name}", SYSTEM_PYTHON, ROOT)
    for original in ORIGINALS:
        if only in original.name:
            shop = Bench(folder / original.name, original).workshop.folder
            yield Subject(original.name, original.port, shop / "spec.json", shop / "corpus",
                          sys.executable, shop)


def fate_of(subject: Subject, mutant: Mutant, folder: Path) -> str:
    """Builds the mutant, and asks replay and then props, as `check` does."""
    shop = Workshop(folder)
    port = shop.write("mutant.cc", mutant.applied(subject.source))
    built = shop.portproof("build", port, "-o", "gate", "--", *port_flags())
    if built.code != 0:
        return "no program"
    fates = []
    for stage in ("replay", "props"):
        run = shop.gate("./gate", "--python", subject.python, "--pythonpath", subject.path,
                        "--timeout", "1", "--jobs", "1", stage=stage, spec=subject.spec,
                        corpus=subject.corpus, timeout=550)
        if run.code == 1:
            return f"killed by {stage}"
        fates.append({0: "survived", 3: "asked"}.get(run.code, "error"))
    return max(fates, key=["survived", "asked", "error"].index)


class MutantRun:
    """Mutants of one subject after another, two at a time; `known`: fates of earlier runs."""

    def __init__(self, folder: Path, known: dict, keep) -> None:
        self.folder, self.known, self.keep = folder, known, keep
        self.lock = threading.Lock()
        self.made = 0

    def rows(self, subject: Subject, most: int) -> List[MutantRow]:
        port_flags()
        mutants = sample_of(subject.source, subject.name, most)
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda mutant: self._row(subject, mutant), mutants))

    def _row(self, subject: Subject, mutant: Mutant) -> MutantRow:
        key = f"{subject.name} {mutant.start} {mutant}"
        with self.lock:
            fate = self.known.get(key)
            self.made += 1
            folder = self.folder / f"mutant{self.made}"
        if fate is None:
            folder.mkdir()
            fate = fate_of(subject, mutant, folder)
            with self.lock:
                self.known[key] = fate
                self.keep(self.known)
        return MutantRow(subject.name, str(mutant), fate)


def counted(rows: List[MutantRow]) -> Tuple[int, int, int]:
    """Killed, asked, survived."""
    return (sum(row.fate.startswith("killed") for row in rows),
            sum(row.fate == "asked" for row in rows),
            sum(row.fate == "survived" for row in rows))
