"""Stops an original, while a call of it runs, where it would do something to the world.

Executed by the embedded oracle as text too: needs nothing of this package.
"""

import os
import sys
from _thread import get_ident
from typing import Any, Dict, List, Optional, Set, Tuple

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# What is written there stays nowhere, or is shown.
_HARMLESS = {os.devnull, "/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/fd/2"}
_INTERNET = {2, 10, 23, 30}  # AF_INET, and AF_INET6 of Linux, Windows and macOS
_LONGEST = 80

# What an event is (a word of the spec's `effects`), and its words: {0} is its first argument.
_EVENTS: Dict[str, Tuple[str, str]] = {
    "open": ("write", "opens {0} for writing"),
    "os.rename": ("write", "renames {0} to {1}"),
    "os.mkdir": ("write", "makes the folder {0}"),
    "os.link": ("write", "links {1} to {0}"),
    "os.symlink": ("write", "links {1} to {0}"),
    "os.chmod": ("write", "changes the mode of {0}"),
    "os.chown": ("write", "changes the owner of {0}"),
    "os.truncate": ("write", "truncates {0}"),
    "os.utime": ("write", "changes the times of {0}"),
    "os.setxattr": ("write", "changes the attributes of {0}"),
    "os.removexattr": ("write", "changes the attributes of {0}"),
    "shutil.copyfile": ("write", "copies {0} to {1}"),
    "shutil.copymode": ("write", "copies the mode of {0} to {1}"),
    "shutil.copystat": ("write", "copies the times of {0} to {1}"),
    "shutil.copytree": ("write", "copies the folder {0} to {1}"),
    "shutil.move": ("write", "moves {0} to {1}"),
    "shutil.chown": ("write", "changes the owner of {0}"),
    "shutil.make_archive": ("write", "makes the archive {0}"),
    "shutil.unpack_archive": ("write", "unpacks {0}"),
    "sqlite3.connect": ("write", "opens the database {0}"),
    "os.remove": ("remove", "removes {0}"),
    "os.rmdir": ("remove", "removes the folder {0}"),
    "shutil.rmtree": ("remove", "removes the folder {0}"),
    "subprocess.Popen": ("process", "starts {0}"),
    "os.system": ("process", "starts {0}"),
    "os.exec": ("process", "becomes {0}"),
    "os.posix_spawn": ("process", "starts {0}"),
    "os.spawn": ("process", "starts {1}"),
    "os.fork": ("process", "forks its process"),
    "os.forkpty": ("process", "forks its process"),
    "pty.spawn": ("process", "starts a program in a terminal"),
    # No numbers of processes: the same run would be told in other words.
    "os.kill": ("process", "sends signal {1} to a process"),
    "os.killpg": ("process", "sends signal {1} to a group of processes"),
    "socket.__new__": ("network", "opens a socket"),
    "socket.connect": ("network", "connects to {1}"),
    "socket.bind": ("network", "binds a socket to {1}"),
    "socket.sendto": ("network", "sends to {1}"),
    "socket.sendmsg": ("network", "sends to {1}"),
    "socket.getaddrinfo": ("network", "looks up {0}"),
    "socket.gethostbyname": ("network", "looks up {0}"),
    "socket.gethostbyaddr": ("network", "looks up {0}"),
}


class Stopped(BaseException):
    """Ends a call. No Exception: the original's own `except Exception` does not mean it."""


def _path(value: Any) -> Any:
    """As a str where it is a path. Runs no code of a class but that which makes it a path."""
    if isinstance(value, (bytes, bytearray)):
        return os.fsdecode(bytes(value))
    if isinstance(value, str):
        return str.__str__(value)
    if hasattr(type(value), "__fspath__"):
        try:
            return _path(os.fspath(value))
        except Exception:
            return value
    return value


def _is_effect(event: str, args: Tuple[Any, ...]) -> bool:
    """Of an event of the table: whether it changes anything."""
    if event == "open":
        path, mode, flags = args[0], args[1], args[2]
        if isinstance(path, int) or _path(path) in _HARMLESS:
            return False  # what a descriptor is open for was an event of its own
        if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
            return True
        return isinstance(flags, int) and flags & _WRITING != 0
    if event == "socket.__new__":
        return args[1] in _INTERNET
    if event == "sqlite3.connect":
        return _path(args[0]) not in (":memory:", "")
    if event == "os.kill":
        return bool(args[1] != 0)  # 0 asks only whether there is one
    return True


class Watch:
    """Of one original: what it may do, and what it did in the call that is running."""

    events = ("os.chdir", *_EVENTS)  # those that are worth a look

    def __init__(self, folder: str, allowed: List[str]) -> None:
        self.folder = folder
        self.allowed = frozenset(allowed)
        self.active = False
        self._looking: Set[int] = set()  # threads
        self._settled = False
        self._effect: Optional[str] = None
        self._touched = False
        self._moved = False
        sys.dont_write_bytecode = True  # an import in the middle of a call is no effect

    def settle(self) -> None:
        """Makes the folder the working folder. Modules are found where they were found before."""
        sys.path[:] = [os.path.abspath(entry) if isinstance(entry, str) else entry
                       for entry in sys.path]
        os.chdir(self.folder)
        self._empty()  # of a process that has ended in the middle of a call
        self._settled = True

    def hook(self, event: str, args: Tuple[Any, ...]) -> None:
        """The audit hook where nobody else has one (sys.addaudithook)."""
        if self.active:
            self.look(event, args)

    def look(self, event: str, args: Tuple[Any, ...]) -> None:
        """Raises Stopped where the event is an effect that is not allowed."""
        thread = get_ident()
        if thread in self._looking:
            return  # what looking does is nobody's effect
        self._looking.add(thread)
        try:
            self._look(event, args)
        finally:
            self._looking.discard(thread)

    def finish(self) -> Optional[str]:
        """After a call: its first effect, in words. The next call finds the folder, and it empty.
        """
        effect, self._effect = self._effect, None
        if self._touched:
            self._touched = False
            os.makedirs(self.folder, exist_ok=True)
            self._moved = True
            self._empty()
        if self._moved and self._settled:
            os.chdir(self.folder)
        self._moved = False
        return effect

    def _look(self, event: str, args: Tuple[Any, ...]) -> None:
        if event == "os.chdir":
            self._moved = True
        if event not in _EVENTS or not _is_effect(event, args):
            return
        kind, words = _EVENTS[event]
        if kind in self.allowed:
            self._touched = True
            return
        text = words.format(*(self._shown(arg) for arg in args))
        if self._effect is None:
            self._effect = text
        raise Stopped(text)

    def _shown(self, value: Any) -> str:
        text = _path(value)
        if isinstance(text, str):
            if text.startswith(self.folder + os.sep):  # it has another name in each run
                text = text[len(self.folder) + 1:]
            return repr(text if len(text) <= _LONGEST else text[:_LONGEST - 1] + "…")
        if type(value) in (tuple, list):
            return f"({', '.join(self._shown(part) for part in value[:4])})"
        return repr(value) if type(value) is int else f"a {type(value).__name__}"

    def _empty(self) -> None:
        for folder, folders, files in os.walk(self.folder, topdown=False):
            for name in [*files, *folders]:
                path = os.path.join(folder, name)
                if os.path.isdir(path) and not os.path.islink(path):
                    os.rmdir(path)
                else:
                    os.unlink(path)
