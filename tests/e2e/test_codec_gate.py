"""The first migration that Portproof verifies is its own: the encoder, from Python to C++."""

import json
import sys

import pytest
from workshop import ROOT, driver

sys.path.insert(0, str(ROOT / "tests" / "planted"))
import codec_gate

PYTHON = "/usr/bin/python3"


@pytest.mark.parametrize("more", [(), ("--live",)], ids=["recorded", "live"])
def test_the_codec_is_its_original(tmp_path, more):
    package = driver().parents[1] / "oracle" / "python"
    codec_gate.record(driver(), tmp_path, package, PYTHON)
    run = codec_gate.check(driver(), tmp_path, package, PYTHON, "--json", "result.json", *more)
    assert run.returncode == 0, run.stdout + run.stderr
    counts = json.loads((tmp_path / "result.json").read_text())["counts"]
    assert counts["match"] > 1000
    assert counts["match"] + counts["rejected"] == sum(counts.values())
