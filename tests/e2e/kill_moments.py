"""Kills a process of a check at a random moment, and looks at what is left of the check."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from pathlib import Path

from workshop import ROOT, Workshop, driver

KINDS = ("worker", "supervisor")
EXAMPLE = "quote"
MARK = "PORTPROOF_TEST_MOMENT"
PROJECT = """
    [function.{name}]
    original = "{function}"
    gate = "{name}_gate"
    spec = "spec.json"
    corpus = "corpus"
"""
GRACE_SECONDS = 5
LONGEST_SECONDS = 60


def example_gate():
    """The built gate of the example's faithful port; None where there is none."""
    gate = driver().parents[1] / "docs/examples" / f"{EXAMPLE}_faithful_gate"
    return gate if gate.exists() else None


def living(mark):
    """The processes that were started with this mark, and the parent of each."""
    wanted = f"{MARK}={mark}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    found[int(folder.name)] = int(parent)
        except OSError:
            continue  # it has just ended
    return found


def end(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def left_after(mark, seconds=GRACE_SECONDS):
    """What still lives after a while; it is ended then."""
    until = time.monotonic() + seconds
    left = living(mark)
    while left and time.monotonic() < until:
        time.sleep(0.02)
        left = living(mark)
    end(left)
    return left


def depth(pid, parents):
    """How far below the first process of a check; 0: that one, 1: the gate, from 2 on: workers."""
    steps = 0
    while parents.get(parents.get(pid)) is not None:
        pid, steps = parents[pid], steps + 1
    return steps


def victims(kind, mark):
    parents = living(mark)
    return [pid for pid in parents if (depth(pid, parents) > 1) == (kind == "worker")]


class Scene:
    """A project whose gate is the example's, and what a check of it says that nobody disturbs."""

    def __init__(self, folder):
        self.shop = Workshop(folder)
        shutil.copytree(ROOT / "corpus/examples" / EXAMPLE, folder / "corpus")
        shutil.copy(ROOT / "specs/examples" / f"{EXAMPLE}.json", folder / "spec.json")
        shutil.copy(example_gate(), folder / f"{EXAMPLE}_gate")
        shutil.copy(f"{example_gate()}_port", folder / f"{EXAMPLE}_gate_port")
        function = json.loads((folder / "spec.json").read_text())["function"]
        self.shop.write("portproof.toml", PROJECT.format(name=EXAMPLE, function=function))
        self.inputs = self.input_hashes()
        start = time.monotonic()
        self.usual = self.undisturbed()
        self.seconds = time.monotonic() - start

    def start(self, mark):
        return subprocess.Popen(
            [driver(), "replay", "--jobs", "2", "--out", "run", "--json", "result.json"],
            cwd=self.shop.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            errors="replace", env={**os.environ, MARK: mark})

    def undisturbed(self):
        process = self.start("nobody")
        process.communicate(timeout=LONGEST_SECONDS)
        return self.verdict(process.returncode)

    def input_hashes(self):
        files = [*sorted((self.shop.folder / "corpus").iterdir()), self.shop.folder / "spec.json"]
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

    def verdict(self, code):
        """Exit code, counts and findings of a check; the result is taken away."""
        file = self.shop.folder / "result.json"
        # A list, and an empty one: the gate was killed, and what started it says so.
        result = (json.loads(file.read_text()) if file.exists() else None) or {}
        file.unlink(missing_ok=True)
        return code, result.get("counts"), [each["title"] for each in result.get("findings", [])]

    def damaged(self):
        """Files that are no longer what they were, or that end in the middle."""
        wrong = [] if self.input_hashes() == self.inputs else ["corpus or spec"]
        run = self.shop.folder / "run"
        for file in [*run.rglob("*.json*"), *self.shop.folder.glob("*.json")]:
            if file.suffix == ".tmp":
                continue  # never under its name
            try:
                json.loads(file.read_text())
            except ValueError:
                wrong.append(file.name)
        return wrong

    def strike(self, kind, chance):
        """One check with one kill: what was wrong afterwards, by kind of wrong. None: the check had
        ended before there was anything to kill."""
        mark = uuid.uuid4().hex
        process = self.start(mark)
        time.sleep(chance.uniform(0, self.seconds))
        while not (found := victims(kind, mark)) and process.poll() is None:
            time.sleep(0.001)
        if found:
            end([chance.choice(sorted(found))])
        try:
            said = "".join(process.communicate(timeout=LONGEST_SECONDS))
        except subprocess.TimeoutExpired:
            end(living(mark))
            said = "it did not end\n" + "".join(process.communicate())
        survivors = left_after(mark)
        if not found:
            self.verdict(process.returncode)
            return None
        wrong = {"survivors": len(survivors), "damaged": self.damaged(), "verdicts": []}
        self.judge(kind, self.verdict(process.returncode), said, wrong)
        again = self.undisturbed()
        if again != self.usual:
            wrong["verdicts"].append(f"the next check: {again}")
        return wrong

    def judge(self, kind, verdict, said, wrong):
        """A check whose worker was killed says what it always says; one that was killed itself
        says nothing, or that it was killed."""
        if verdict == self.usual:
            return
        code, counts, findings = verdict
        killed = kind == "supervisor" and code in (-signal.SIGKILL, 3)
        # Killed between its result and its end: the result is whole, the exit code is not 0.
        if not killed or (counts, findings) not in ((None, []), self.usual[1:]):
            wrong["verdicts"].append(f"{verdict}\n{said}")
