"""Appends traces to a recording: whole lines, each once, nothing lost when the process dies."""

import errno
import hashlib
import json
import os
import threading
from typing import Any, Dict, List, Optional, Set, TextIO

from .plan import FULL, UNWRITTEN, Plan

fcntl: Any = None
try:
    import fcntl
except ImportError:
    pass  # Windows: nothing keeps two recordings apart

FORMAT = 1


class StoreError(Exception):
    """A file that cannot be recorded into."""


def unwritten(path: str, error: OSError) -> str:
    """What is said of a file that cannot be written, and what to do then."""
    do = {errno.ENOSPC: "free some space there", errno.EDQUOT: "free some space there",
          errno.EFBIG: "allow larger files (ulimit -f)"}.get(error.errno or 0)
    rest = f"; what was recorded so far is whole: {do}, and record again" if do else ""
    return f"{path}: {error.strerror}{rest}"


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


def _frozen(words: Dict[str, Any]) -> str:
    options = [f"--freeze-{name} {words[name]}" for name in ("time", "random") if name in words]
    return " ".join(options) or "no --freeze-time or --freeze-random"


def check(path: str, function: str, block: List[str], freeze: Dict[str, Any],
          report: TextIO) -> None:
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
        frozen = dict(header.get("freeze", {}))
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{path}:1: is not a recording; name another file") from None
    if known != FORMAT:
        raise StoreError(f"{path}:1: format {known} is not known to this version")
    if recorded != function:
        raise StoreError(f"{path}:1: is a recording of {recorded}, not of {function}")
    if before != set(block):
        raise StoreError(f"{path}:1: was recorded with {_blocked(before)}, not with "
                         f"{_blocked(block)}: give another --out, or delete the file")
    if frozen != freeze:
        raise StoreError(f"{path}:1: was recorded with {_frozen(frozen)}, not with "
                         f"{_frozen(freeze)}: give another --out, or delete the file")
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

    def __init__(self, path: str, header: str, plan: Plan) -> None:
        self.path = path
        self.plan = plan
        self.full: Optional[str] = None  # why nothing more is added
        self.lock = threading.Lock()
        self.known: Set[str] = set()
        self.again: Dict[str, int] = {}
        self.distinct = 0
        self.failed: Optional[str] = None  # the file took no more: why, and what to do
        self.traces = self.read = 0  # of the file, and up to where it has been read
        content = _read(path)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self.fd = os.open(path, flags, 0o644)
        if not content:
            self._begin(header.encode())
        self._catch_up(0)

    def _begin(self, header: bytes) -> None:
        """Writes the header, once for all processes that begin together."""
        self._lock(True)
        try:
            if os.lseek(self.fd, 0, os.SEEK_END) == 0:
                self._append(header)
        finally:
            self._lock(False)

    def _lock(self, wanted: bool) -> None:
        """Against other processes. The recording as a whole has the lock of the other kind."""
        if fcntl is None:
            return
        try:
            fcntl.lockf(self.fd, fcntl.LOCK_EX if wanted else fcntl.LOCK_UN)
        except OSError:
            pass  # a file system without locks

    @property
    def ended(self) -> Optional[str]:
        """Why nothing more is added; None while it is."""
        return self.full or (UNWRITTEN if self.failed else None)

    def _catch_up(self, more: int) -> None:
        """Reads what was added by other processes; sees whether `more` bytes may be added now."""
        size = os.lseek(self.fd, 0, os.SEEK_END)  # cheaper than fstat, which makes an object
        if size > self.read:
            new = (os.pread(self.fd, size - self.read, self.read) if hasattr(os, "pread")
                   else _read(self.path)[self.read:])
            end = new.rfind(b"\n") + 1
            for line in new[:end].split(b"\n"):
                if line.startswith(b'{"id":"'):
                    self.traces += 1
                    self.known.add(line[7:23].decode("ascii", "replace"))
            self.read += end
        if self.plan.max_bytes and size + more > self.plan.max_bytes:
            self.full = f"{FULL} ({self.plan.max_bytes} bytes)"
        elif self.plan.max_traces and self.traces >= self.plan.max_traces:
            self.full = f"{FULL} ({self.plan.max_traces} traces)"

    def _append(self, line: bytes) -> bool:
        """Adds the whole line, or nothing: False where the file takes no more (a full disk)."""
        data, written = line + b"\n", 0
        try:
            while written < len(data):
                written += os.write(self.fd, data[written:])
            # The offset is behind what was written last. Where that is this line alone, it is
            # known; else it will be read with the lines of others.
            if os.lseek(self.fd, 0, os.SEEK_CUR) == self.read + len(data):
                self.read += len(data)
                self.traces += line.startswith(b'{"id":"')
        except OSError as error:
            self._take_back(data[:written])
            self.failed = self.failed or unwritten(self.path, error)
            return False
        return True

    def _take_back(self, begun: bytes) -> None:
        """Removes the beginning of a line, unless another process has written behind it."""
        try:
            start = os.fstat(self.fd).st_size - len(begun)
            last = (os.pread(self.fd, len(begun), start) if hasattr(os, "pread")
                    else _read(self.path)[start:])
            if last == begun:
                os.ftruncate(self.fd, start)
        except (OSError, StoreError):
            pass  # the next recording drops it

    def add(self, content: str, name: str) -> bool:
        """Adds a trace, or counts it where it is known. False where the recording is full."""
        line = f'{{"id":"{name}",{content}}}'.encode()
        with self.lock:
            if self.fd < 0:
                return True
            if name not in self.known:
                self._catch_up(len(line) + 1)
            if name in self.known:
                self.again[name] = self.again.get(name, 0) + 1
                return True
            if self.ended or not self._append(line):
                return False
            self.known.add(name)
            self.distinct += 1
            return True

    def end(self) -> None:
        """Closes the file. What still comes is of calls that nobody waits for."""
        with self.lock:
            os.close(self.fd)
            self.fd = -1

    def seen_again(self, counts: Dict[str, int]) -> None:
        """Adds how often known traces were seen elsewhere."""
        with self.lock:
            for name, count in counts.items():
                self.again[name] = self.again.get(name, 0) + count

    def forget(self) -> None:
        """In a forked process: a lock that another thread held is held by nobody here."""
        self.lock = threading.Lock()
        self.again = {}
        self.distinct = 0

    def close(self, notes: List[Dict[str, Any]]) -> None:
        """Writes the notes: how often known traces were seen again, and those given."""
        with self.lock:
            if not self.read:
                return  # there was no room for the header
            for name, count in self.again.items():
                self._note({"again": [name, count]})
            for note in notes:
                self._note(note)
            self.again.clear()

    def _note(self, note: Dict[str, Any]) -> None:
        self._append(json.dumps(note, separators=(",", ":")).encode())
