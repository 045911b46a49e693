"""A place that may not be written to: each command names it, says what to do, and ends with 2."""

import shutil
import sys

import pytest
from bad_input import DRIVE, SHOP, refused
from mounts import Disk
from workshop import Workshop

PROJECT = """
    [function.total]
    original = "shop:total"
    port = "python:shop:total"
    spec = "spec.json"
    corpus = "corpus"
    [function.other]
    original = "shop:other"
    port = "{port}"
    spec = "other.json"
    corpus = "new/other"
"""
ADVICE = "name a place that you may write to"


class Inside(Workshop):
    """Works where the disk is mounted."""

    def __init__(self, disk):
        super().__init__(disk.folder)
        self.disk = disk

    def run(self, *command, **kwargs):
        return super().run(*self.disk.command(*command), **kwargs)


@pytest.fixture
def shop(tmp_path):
    """A project on a file system that is read-only: root may not write there either."""
    made = Workshop(tmp_path / "made")
    made.folder.mkdir()
    made.write("shop.py", SHOP)
    made.record("shop:total", DRIVE)
    made.mine()
    made.edit_spec(lambda spec: spec.update(port_calls_original="it is its own port here"))
    made.write("other.cc", "int other(int n) { return n; }\n")
    made.write("portproof.toml", PROJECT.format(port="other.cc"))
    disk = Disk(tmp_path / "disk", 4096)
    shutil.copytree(made.folder, disk.path, dirs_exist_ok=True)
    disk.make_read_only()
    yield Inside(disk)
    disk.end()


COMMANDS = {
    "record": (["record", "total", "--", sys.executable, "drive.py"], "recorded.jsonl"),
    "record anew": (["record", "other", "--", sys.executable, "drive.py"], "new"),
    "record into a file": (["record", "--function", "shop:other", "--out", "r.jsonl", "--",
                            sys.executable, "drive.py"], "r.jsonl"),
    "mine": (["mine", "corpus", "--out", "new.json", "--no-ask-again"], "new.json"),
    "confirm": (["confirm", "total", "discount <= 3"], "spec.json"),
    "init": (["init", "shop:total"], "portproof.toml"),
    "check --out": (["replay", "total", "--out", "run"], "run"),
    "check --json": (["replay", "total", "--json", "r.json"], "r.json"),
    "check --junit": (["replay", "total", "--junit", "new/r.xml"], "new/r.xml"),
    "check a port": (["replay", "other"], ""),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_place_that_may_not_be_written(shop, name):
    command, named = COMMANDS[name]
    run = shop.portproof(*command, env={"PYTHONDONTWRITEBYTECODE": "1"})
    refused(run, 2, named, "Read-only file system" if named else "")


def test_what_needs_no_writing_works(shop):
    assert shop.portproof("replay", "total", env={"PYTHONPATH": "."}).code == 0
    assert shop.portproof("show", "total").code == 0
