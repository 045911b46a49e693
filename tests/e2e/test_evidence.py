"""The long proofs go on where they were stopped, and count nothing that was not run."""

import importlib.machinery
import importlib.util
import json
import sys

import pytest
from workshop import ROOT, driver

# Like a target of libFuzzer: runs what it is told to, and finds an input that breaks it or not.
TARGET = """#!/bin/sh
for word in "$@"; do
  case $word in
    -runs=*) runs=${{word#-runs=}} ;;
    -artifact_prefix=*) folder=${{word#-artifact_prefix=}} ;;
  esac
done
[ -n "$runs" ] || exit {status}
echo "$runs" >> "$folder/calls"
echo "#$runs DONE cov: 42 ft: 99"
echo "stat::number_of_executed_units: {counted}"
[ {status} = 0 ] || echo x > "$folder/crash-1"
exit {status}
"""


def script(path):
    """A script without an extension, as a module."""
    loader = importlib.machinery.SourceFileLoader(path.name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(path.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def campaign(tmp_path, monkeypatch):
    module = script(ROOT / "tests" / "fuzz" / "campaign")
    module.BUILT, module.STATE = tmp_path / "built", tmp_path / "state"
    module.BUILT.mkdir()

    def run(*arguments, status=0, counted="$runs"):
        target = module.BUILT / (module.PREFIX + "value")
        target.write_text(TARGET.format(status=status, counted=counted))
        target.chmod(0o755)
        monkeypatch.setattr(sys, "argv", ["campaign", *arguments])
        code = module.main()
        calls = module.STATE / "value" / "calls"
        ran = [int(line) for line in calls.read_text().split()] if calls.exists() else []
        calls.unlink(missing_ok=True)
        return code, ran

    return run


def test_a_campaign_goes_on(campaign, capsys):
    assert campaign("150000") == (0, [100000, 50000])
    assert "150000 runs" in capsys.readouterr().out
    assert campaign("150000") == (0, [])
    assert "run before, with this executable" in capsys.readouterr().out
    assert campaign("200000") == (0, [50000])
    assert campaign("1000", "--again") == (0, [1000])


def test_another_executable_starts_again(campaign):
    assert campaign("1000") == (0, [1000])
    assert campaign("1000", counted="$((runs))") == (0, [1000])


def test_a_campaign_that_finds_something_fails(campaign):
    code, ran = campaign("1000", status=1)
    assert code == 1 and ran == [1000]
    assert campaign("1000", status=1) == (1, [])  # the input still breaks it


def test_a_target_that_does_not_run_fails(campaign):
    code, ran = campaign("1000", counted="0")
    assert code == 1 and len(ran) == 8


def test_seeds_go_on(workshop):
    command = [sys.executable, ROOT / "tests" / "bench" / "seal_seeds", "--example", "insort",
               "--build", driver().parents[1], "--state", "kept.json", "--seeds"]
    run = workshop.run(*command, 3)
    assert run.code == 0, run
    assert "3 runs, 0 integrity, 3 exit 0; " in run.out and "; 3 made now" in run.out, run
    run = workshop.run(*command, 4)
    assert run.code == 0 and "4 runs" in run.out and "; 1 made now" in run.out, run
    assert len(json.loads((workshop.folder / "kept.json").read_text())) == 4


def test_a_seed_that_accuses_is_named(workshop):
    """What an earlier run has found is found by the next one too."""
    command = [sys.executable, ROOT / "tests" / "bench" / "seal_seeds", "--example", "insort",
               "--build", driver().parents[1], "--state", "kept.json", "--seeds", 1]
    workshop.run(*command)
    file = workshop.folder / "kept.json"
    (key, kept), = json.loads(file.read_text()).items()
    file.write_text(json.dumps({key: {**kept, "exit": 1, "findings": ["integrity"]}}))
    run = workshop.run(*command)
    assert run.code == 1 and "1 runs, 1 integrity, 1 exit 1" in run.out, run
    assert "insort --seed 1 (one job): exit 1" in run.out, run
