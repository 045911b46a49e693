"""Keeps a recording's file for one `record` command, so that two never mix in it."""

import os
import stat
from typing import Any, Callable

from .store import StoreError, fcntl, unwritten


class Hold:
    """`with Hold(path):` locks the file, which is there then, until the command has ended.

    The processes of the command append to it without a lock: they are part of this recording.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.fd = -1
        self.created = False

    def __enter__(self) -> "Hold":
        self._doing(self._take)
        return self

    def __exit__(self, *_: Any) -> None:
        try:
            if self.created and self._is_current() and not os.fstat(self.fd).st_size:
                os.unlink(self.path)  # nothing was recorded
        except OSError:
            pass
        self._let_go()

    def renew(self) -> None:
        """Takes the new file where the old one was moved aside."""
        if not self._is_current():
            self._let_go()
            self._doing(self._take)

    def _doing(self, action: Callable[[], None]) -> None:
        if os.path.isdir(self.path):
            raise StoreError(
                f"{self.path}: is a folder; name a file, such as {self.path}/recorded.jsonl")
        if os.path.exists(self.path) and not os.path.isfile(self.path):
            raise StoreError(f"{self.path}: is not a file; name one, such as recorded.jsonl")
        try:
            action()
        except OSError as error:
            self._let_go()
            raise StoreError(unwritten(self.path, error)) from None

    def _take(self) -> None:
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        while True:
            self._open()
            if fcntl is None:
                return
            try:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._let_go()
                raise StoreError(f"{self.path}: another recording writes to it; wait for it to "
                                 "end, or give another --out") from None
            except OSError:
                return  # a file system without locks
            if self._is_current():
                return
            self._let_go()  # the other recording has moved or removed it just now

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        try:
            self.fd = os.open(self.path, flags | os.O_EXCL, 0o644)
            self.created = True
        except FileExistsError:
            self.fd = os.open(self.path, flags, 0o644)
            self.created = False

    def _is_current(self) -> bool:
        """Whether the path still leads to the file that is held."""
        held = os.fstat(self.fd)
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return False
        return not stat.S_ISREG(held.st_mode) or os.path.samestat(held, found)

    def _let_go(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
        self.fd, self.created = -1, False
