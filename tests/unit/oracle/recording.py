"""Runs `python -m portproof record` in a folder, and reads what it wrote."""

import json
import os
import shutil
import subprocess
import sys
import textwrap

import package
import pytest
from portproof import encoder


class Run:
    """A finished recording: status, what was said, the lines of the file."""

    def __init__(self, process, file):
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr
        self.lines = []
        if file.is_file():
            for text in file.read_text(encoding="utf-8").splitlines():
                line = json.loads(text)
                if "id" in line:
                    content = text[text.index(",") + 1: -1]
                    assert encoder.content_id(content) == line["id"]
                self.lines.append(line)

    @property
    def header(self):
        return self.lines[0]["portproof"]

    @property
    def traces(self):
        return [{k: v for k, v in line.items() if k != "id"} for line in self.lines
                if "id" in line]

    def notes(self, name):
        return [line[name] for line in self.lines if name in line]

    def __repr__(self):
        return f"exit {self.code}\n{self.out}\n{self.err}\n{self.lines}"


class Bench:
    """A folder with modules, and the recorder with the pure or the native encoder."""

    def __init__(self, folder, kind, python=sys.executable):
        self.folder, self.python = folder / "work", python
        self.folder.mkdir()
        self.package = package.SOURCE
        if kind == "native":
            natives = package.natives()
            if not natives:
                pytest.skip("no native module is built")
            self.package = folder / "package"
            shutil.copytree(package.SOURCE, self.package,
                            ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(natives[-1], self.package / "portproof")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def command(self, function, *command, out="r.jsonl", block=(), options=()):
        blocks = [word for name in block for word in ("--block", name)]
        return [self.python, "-m", "portproof", "record", "--function", function, "--out", out,
                *blocks, *options, "--", *(command or (self.python, "drive.py"))]

    def environment(self):
        path = [str(self.package), str(self.folder)]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"}

    def record(self, function, *command, out="r.jsonl", **kwargs):
        return self.run(*self.command(function, *command, out=out, **kwargs)[3:], out=out)

    def run(self, *arguments, out="r.jsonl"):
        process = subprocess.run(
            [self.python, "-m", "portproof", *arguments], cwd=self.folder, check=False,
            env=self.environment(), capture_output=True, text=True, timeout=120)
        return Run(process, self.folder / out)

    def script(self, module, script, function="mod:f", **kwargs):
        """Records a script that uses a module `mod`."""
        self.write("mod.py", module)
        self.write("drive.py", script)
        return self.record(function, **kwargs)
