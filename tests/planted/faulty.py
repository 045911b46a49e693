"""An original that adds 1, and does on one input what the variable FAULT names.

It is recorded without the variable and asked with it: the file is the same, no recording stale.
"""

import importlib
import locale
import os
import signal
import threading
import time

FAULTY = 617
kept = []


def loop():
    while True:
        pass


def fill_memory():
    while True:
        kept.append(bytes(1 << 28))  # not touched, which could take longer than a call may


def recurse():
    return recurse() + 1


def block_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    loop()


def crash_later():
    def crash():
        time.sleep(0.05)
        os.abort()

    threading.Thread(target=crash).start()


def extension(name):
    """A function of faulty_extension.c."""
    getattr(importlib.import_module("faulty_extension"), name)()


FAULTS = {
    "segfault": lambda: extension("segfault"),
    "stack overflow": lambda: extension("overflow"),
    "double free": lambda: extension("free_twice"),
    "thread of C that crashes later": lambda: extension("crash_later"),
    "os._exit(0)": lambda: os._exit(0),
    "os._exit(3)": lambda: os._exit(3),
    "os.abort()": os.abort,
    "endless loop": loop,
    "sleeps": lambda: time.sleep(60),
    "memory without end": fill_memory,
    "recursion without end": recurse,
    "closes all files": lambda: os.closerange(0, 4096),
    "kills itself": lambda: extension("kill_itself"),
    "kills its process group": lambda: extension("kill_group"),
    "asks to kill its process group": lambda: os.killpg(0, signal.SIGKILL),
    "a thread that crashes later": crash_later,
    "blocks SIGTERM and loops": block_signals,
    "changes the locale": lambda: locale.setlocale(locale.LC_ALL, "C.UTF-8"),
    "changes the umask": lambda: os.umask(0o077),
    "changes a variable": lambda: os.environ.update(FAULTY="1"),
    "changes a handler": lambda: signal.signal(signal.SIGUSR1, signal.SIG_IGN),
    "changes the folder": lambda: os.chdir("/"),
    "leaves a file open": lambda: kept.append(os.open("/dev/zero", os.O_RDONLY)),
}

if os.environ.get("FAULT") == "when imported":
    os._exit(3)


def f(n):
    if n == FAULTY and "FAULT" in os.environ:
        FAULTS[os.environ["FAULT"]]()
    return n + 1
