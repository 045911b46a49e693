"""A small file system of one test's own: mounted in a namespace, so that it goes with the test."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

FILLER = "filler"
NAMESPACES = (["unshare", "-m"], ["unshare", "-rm"])


class Disk:
    """A tmpfs of a fixed size. `path` leads to it from outside its namespace."""

    def __init__(self, folder, kilobytes):
        folder.mkdir()
        why = "unshare is not installed"
        for namespace in NAMESPACES if shutil.which("unshare") else ():
            # It ends with its standard input, so also with a test that is killed.
            script = (f"mount -t tmpfs -o size={kilobytes}k none '{folder}' && echo there && "
                      f"read line && mount -o remount,ro '{folder}' && echo there && read line")
            process = subprocess.Popen(
                [*namespace, "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True)
            if process.stdout.readline() == "there\n":
                self.process, self.folder = process, folder
                self.path = Path(f"/proc/{process.pid}/root{folder}")
                return
            why = process.communicate()[1].strip()
        pytest.skip(f"no file system may be mounted here: {why}")

    def fill(self, spare_kilobytes=0):
        """Leaves so much room."""
        free = os.statvfs(self.path)
        with open(self.path / FILLER, "wb") as file:
            file.write(bytes(max(0, free.f_bavail * free.f_bsize - 1024 * spare_kilobytes)))

    def free(self):
        (self.path / FILLER).unlink()

    def make_read_only(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "there\n", self.process.communicate()

    def command(self, *command):
        """The same, in the folder of this name inside of the namespace."""
        enter = ["nsenter", "-t", str(self.process.pid), "-m"]
        if os.getuid():
            enter += ["-U", "--preserve-credentials"]
        return [*enter, "sh", "-c", 'cd "$0" && exec "$@"', self.folder, *command]

    def end(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
