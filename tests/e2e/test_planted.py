"""A slice of the planted bugs and of the faithful ports; tests/bench/planted_table has them all."""

import sys

import pytest
from workshop import ROOT

sys.path.insert(0, str(ROOT / "tests/planted"))
from bug_rows import Bench
from bugs import ORIGINALS

# Of each original one bug: which one is chosen so that most kinds are among them.
CHOSEN = {original.name: original.bugs[i % len(original.bugs)]
          for i, original in enumerate(ORIGINALS)}


@pytest.mark.parametrize("original", ORIGINALS[::3], ids=lambda original: original.name)
def test_a_planted_bug_is_found_and_small(tmp_path, original):
    bench = Bench(tmp_path, original)
    row = bench.row(CHOSEN[original.name])
    assert row.holds, row


@pytest.mark.parametrize("original", ORIGINALS[1::6], ids=lambda original: original.name)
def test_a_faithful_port_passes_under_any_seed(tmp_path, original):
    bench = Bench(tmp_path, original)
    gate = bench.faithful()
    run = bench.run(gate, "check", "--seed", "1")
    assert run.code == 0, run


def test_there_are_bugs_enough():
    assert len(ORIGINALS) >= 12
    assert sum(len(original.bugs) for original in ORIGINALS) >= 40
