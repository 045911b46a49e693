"""Follows the README's tutorial to the letter, in an empty folder, with an installed Portproof."""

import os
import re
import subprocess

import pytest
from workshop import ROOT

TEXT = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(sh|text)\n(.*?)```", TEXT, re.S)


def test_the_first_two_blocks_are_the_two_commands():
    commands = [body.strip() for kind, body in BLOCKS if kind == "sh"][:2]
    assert commands == ["docs/examples/quickstart", ".ci/test"]
    for command in commands:
        assert os.access(ROOT / command, os.X_OK)


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    subprocess.run(["cmake", "--install", ROOT / "build/dev", "--prefix", folder], check=True,
                   capture_output=True)
    return folder


def tutorial():
    """Pairs of commands and what they print, from the section on one's own function."""
    section = TEXT.split("## Your own function")[1].split("## In CMake")[0]
    blocks = re.findall(r"```(sh|text)\n(.*?)```", section, re.S)
    for i, (kind, body) in enumerate(blocks):
        if kind == "sh" and "cmake --install" not in body:
            shown = blocks[i + 1][1] if i + 1 < len(blocks) and blocks[i + 1][0] == "text" else ""
            yield body, [line for line in shown.splitlines() if line not in ("", "…")]


def test_the_tutorial_prints_what_it_shows(prefix, tmp_path):
    env = {**os.environ, "PATH": f"{prefix}/bin:{os.environ['PATH']}"}
    codes = []
    for commands, shown in tutorial():
        done = subprocess.run(["bash", "-c", commands], cwd=tmp_path, env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        codes.append(done.returncode)
        printed = iter(done.stdout.splitlines())
        for line in shown:
            found = any(line == other for other in printed)
            assert found, f"{line}\nnot in order in\n{done.stdout}"
    assert codes == [0, 0, 1, 3, 0]
