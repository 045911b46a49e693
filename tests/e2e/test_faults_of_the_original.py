"""An original that crashes, hangs or ends its process: that is its own doing, never the port's."""

import sys

import pytest
from workshop import ROOT

sys.path.insert(0, str(ROOT / "tests" / "planted"))
import faults
import faulty
from fault_rows import LIVE, LIVE_MODES, MODES, FaultRows


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return FaultRows(tmp_path_factory.mktemp("originals"))


def test_each_fault_has_its_verdict():
    assert set(faults.ORIGINAL_FAULTS) == set(faulty.FAULTS)
    assert faulty.FAULTY == faults.FAULTY


# Each of them in each mode: tests/bench/fault_table.
SLOW = ("memory without end", "sleeps")
WORKER_TOO = ("segfault", "os._exit(0)", "endless loop", "closes all files", "changes the locale")
SLICE = [(name, mode) for name in faults.ORIGINAL_FAULTS for mode in LIVE_MODES
         if name not in SLOW and (mode == "embedded" or name in WORKER_TOO)]


@pytest.mark.parametrize("name, mode", SLICE)
def test_one_call_in_a_thousand(rows, name, mode):
    row = rows.original(name, mode)
    assert not row.wrong, row.why()


@pytest.mark.parametrize("mode", LIVE_MODES)
def test_when_it_is_imported(rows, mode):
    gate = rows.faithful()
    run = rows.originals.gate(gate, *LIVE, env={"FAULT": "when imported", **MODES[mode][1]})
    assert run.code == 2, run
    assert "original m:f" in run.err and "exit code 3" in run.err, run
