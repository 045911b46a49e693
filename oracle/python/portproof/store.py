"""Appends traces to a recording: whole lines, each once, nothing lost when the process dies."""

import hashlib
import json
import os
import threading
from typing import Any, Dict, List, Optional, Set, TextIO

from .codec import content_id

FORMAT = 1


class StoreError(Exception):
    """A file that cannot be recorded into."""


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from None


def _blocked(names: Any) -> str:
    return " ".join(f"--block {name}" for name in sorted(names)) or "no --block"


def check(path: str, function: str, block: List[str], report: TextIO) -> None:
    """Prepares a file for appending: drops an incomplete last line, refuses other recordings."""
    content = _read(path)
    end = content.rfind(b"\n") + 1
    if end != len(content):
        line = content.count(b"\n") + 1
        report.write(
            f"portproof: {path}:{line}: incomplete (a recording was interrupted): dropped\n")
        os.truncate(path, end)
    if not end:
        return
    first = content[: content.index(b"\n")]
    try:
        header = json.loads(first)["portproof"]
        known, recorded = header["format"], header["function"]
        before = {str(name) for name in header.get("block", ())}
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{path}:1: is not a recording; name another file") from None
    if known != FORMAT:
        raise StoreError(f"{path}:1: format {known} is not known to this version")
    if recorded != function:
        raise StoreError(f"{path}:1: is a recording of {recorded}, not of {function}")
    if before != set(block):
        raise StoreError(f"{path}:1: was recorded with {_blocked(before)}, not with "
                         f"{_blocked(block)}: give another --out, or delete the file")
    file, digest = header.get("module_file"), header.get("file_sha256")
    now = hashlib.sha256(_read(file)).hexdigest() if file and os.path.isfile(file) else digest
    if now != digest:
        # Old answers beside new ones would look like an original that disagrees with itself.
        os.replace(path, path + ".old")
        report.write(f"portproof: {file} has changed since {path} was recorded: recording anew, "
                     f"the old one is {path}.old\n")


def count_traces(path: str) -> int:
    """How many traces stand in a file (0: it is absent)."""
    return _read(path).count(b'\n{"id":"')


class Store:
    """One recording. Several threads and forked processes may add to it."""

    def __init__(self, path: str, header: str) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.known: Set[str] = set()
        self.again: Dict[str, int] = {}
        self.distinct = 0
        self.failed: Optional[str] = None
        content = _read(path)
        for line in content.split(b"\n"):
            if line.startswith(b'{"id":"'):
                self.known.add(line[7:23].decode("ascii", "replace"))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self.fd = os.open(path, flags, 0o644)
        if not content:
            self._append(header)

    def _append(self, line: str) -> None:
        data = line.encode() + b"\n"
        try:
            written = os.write(self.fd, data)
            if written != len(data):
                os.write(self.fd, data[written:])
        except OSError as error:
            self.failed = f"{self.path}: {error.strerror}"

    def add(self, content: str) -> None:
        """Adds a trace, or counts it where it is known."""
        name = content_id(content)
        with self.lock:
            if name in self.known:
                self.again[name] = self.again.get(name, 0) + 1
                return
            self.known.add(name)
            self.distinct += 1
            self._append(f'{{"id":"{name}",{content}}}')

    def forget(self) -> None:
        """In a forked process: a lock that another thread held is held by nobody here."""
        self.lock = threading.Lock()
        self.again = {}
        self.distinct = 0

    def close(self, notes: List[Dict[str, Any]]) -> None:
        """Writes the notes: how often known traces were seen again, and those given."""
        with self.lock:
            for name, count in self.again.items():
                self._append(json.dumps({"again": [name, count]}, separators=(",", ":")))
            for note in notes:
                self._append(json.dumps(note, separators=(",", ":")))
            self.again.clear()
