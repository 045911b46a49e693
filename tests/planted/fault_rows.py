"""Gates the planted faults, one row each: what was found, and whether it is what it should be."""

import dataclasses
import subprocess
import sys
import sysconfig
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import faults
from workshop import ROOT, Workshop

HERE = Path(__file__).resolve().parent
CALL = f"f({faults.FAULTY})"
# The package without its native modules: the original is asked in a process of its own.
PURE = {"PORTPROOF_PYTHON_DIR": str(ROOT / "oracle" / "python")}
LIVE = ("--live", "--python", sys.executable, "--pythonpath", ".")
MODES = {"recorded": ((), {}), "embedded": (LIVE, {}), "worker": (LIVE, PURE)}
LIVE_MODES = ("embedded", "worker")


@dataclasses.dataclass
class Row:
    """What came of one fault in one mode."""

    fault: str
    mode: str
    named: str = "-"  # the input
    others: int = 0  # calls that were compared all the same
    findings: str = "none"
    code: int = -1
    confirmed: str = "-"  # alone, by the line that reproduces it
    wrong: str = ""  # why the row does not hold
    run: object = None

    def expect(self, holds, what):
        if not holds:
            self.wrong += ("; " if self.wrong else "") + what

    def why(self):
        return f"{self.fault} ({self.mode}): {self.wrong}\n{self.run}"


def classes(result):
    found = [f"{finding['count']} {finding['kind']}" for finding in result["findings"]]
    return ", ".join(found) or "none"


class FaultRows:
    """Gates the planted ports and originals, in folders below `folder`."""

    def __init__(self, folder):
        self.ports = Workshop(folder / "ports")
        self.originals = Workshop(folder / "originals")
        self._built = {}

    def gate_of(self, name, source):
        """A port's gate, built on first use."""
        return self._gate(self.ports, name, source)

    def faithful(self):
        """The gate beside the originals: its port is never at fault."""
        return self._gate(self.originals, "faithful", faults.PORT.format(outside="", fault=""))

    def _gate(self, shop, name, source):
        """Records on first use, and builds each port once."""
        if shop not in self._built:
            shop.folder.mkdir(parents=True)
            faulty = (HERE / "faulty.py").read_text()
            shop.write("m.py", faulty if shop is self.originals else faults.ORIGINAL)
            if shop is self.originals:
                self._build_extension()
            shop.record("m:f", faults.DRIVE)
            shop.mine()
            self._built[shop] = {}
        gates = self._built[shop]
        if name not in gates:
            gates[name] = shop.build(source, f"port_{len(gates)}")
        return gates[name]

    def _build_extension(self):
        out = self.originals.folder / ("faulty_extension" + sysconfig.get_config_var("EXT_SUFFIX"))
        subprocess.run(["cc", "-shared", "-fPIC", "-O0", "-w", HERE / "faulty_extension.c",
                        f"-I{sysconfig.get_paths()['include']}", "-o", out], check=True)

    def port(self, name, mode="recorded"):
        """A port that is at fault on one input."""
        fault = faults.FAULTS[name]
        row = Row(name, mode)
        gate = self.gate_of(name, fault.source())
        options, env = MODES[mode]
        run = self.ports.gate(gate, "--timeout", "1", *options, env=env)
        row.run, row.code = run, run.code
        row.expect(run.code == 1 and run.result, "exit 1 expected")
        if not run.result:
            return row
        row.others = run.result["counts"]["match"]
        row.findings = classes(run.result)
        row.expect(row.others == faults.INPUTS - 1, "all others match")
        row.expect(run.result["counts"]["diverged"] == 1, "one call diverges")
        row.expect(row.findings == f"1 {fault.kind}", f"one finding, of kind {fault.kind}")
        if len(run.result["findings"]) == 1:
            self._look_at(row, run.result["findings"][0], fault)
            self._confirm(row, run.result["findings"][0], gate, MODES[mode])
        return row

    def _look_at(self, row, finding, fault):
        row.named = finding["call"] or "-"
        row.expect(row.named == CALL, f"{CALL} is named")
        row.expect(finding["expected"] == str(faults.FAULTY + 1), "the original's answer is shown")
        said, observed = fault.shown, finding["observed"]
        row.expect(said == observed if fault.whole else said in observed,
                   f"{said!r} in {observed!r}")
        row.expect("did not come back" not in finding.get("reason", ""), "it came back")

    def _confirm(self, row, finding, gate, mode):
        options, env = mode
        only = finding["reproduce"].rsplit(" ", 1)[1]
        alone = self.ports.gate(gate, "--timeout", "1", "--only", only, *options, env=env)
        again = [(each["call"], each["kind"]) for each in (alone.result or {}).get("findings", [])]
        good = alone.code == 1 and again == [(CALL, finding["kind"])]
        row.confirmed = "yes" if good else "NO"
        row.expect(good, "it is found again alone")

    def many(self):
        """A port that aborts on ten inputs."""
        row = Row("abort on ten inputs", "recorded")
        run = self.ports.gate(self.gate_of("many", faults.MANY))
        row.run, row.code = run, run.code
        row.others = run.result["counts"]["match"]
        row.findings = classes(run.result)
        row.named = run.result["findings"][0]["call"]
        row.expect(run.code == 1 and row.findings == "10 fault", "one finding of ten calls")
        row.expect(row.others == faults.INPUTS - 10, "all others match")
        row.expect(row.named == "f(7)", "the smallest is shown")
        return row

    def end(self, name):
        """A port that interferes where its process begins or ends."""
        end = faults.ENDS[name]
        row = Row(name, "recorded")
        run = self.ports.gate(self.gate_of(name, end.source()))
        row.run, row.code = run, run.code
        row.expect(run.code == 1, "exit 1")
        row.expect(end.shown in run.out + run.err, f"{end.shown!r} is said")
        row.expect(run.result, "a result")
        if run.result:
            row.others = run.result["counts"]["match"]
            row.findings = classes(run.result)
            row.expect(row.findings == "1 environment", "one finding")
        row.expect(row.others == end.matches, f"{end.matches} match")
        return row

    def original(self, name, mode):
        """An original that is at fault, beside a port that is not."""
        fault = faults.ORIGINAL_FAULTS[name]
        row = Row("original: " + name, mode)
        gate = self.faithful()
        options, env = MODES[mode]
        run = self.originals.gate(gate, "--timeout", "1", *options, env={"FAULT": name, **env})
        row.run, row.code = run, run.code
        row.expect(run.result, "a result")
        if not run.result:
            return row
        counts = run.result["counts"]
        row.others = counts["match"]
        row.findings = classes(run.result)
        row.expect(not run.result["findings"] and counts["diverged"] == 0,
                   "nothing is found in the port")
        missed = mode in fault.may_be_missed
        if fault.counted == "match" or (missed and row.others == faults.INPUTS):
            row.expect(row.others == faults.INPUTS and run.code == 0, "all match")
            return row
        row.expect(row.others == faults.INPUTS - 1, "all others match")
        row.expect(counts[fault.counted] == 1, f"one call is {fault.counted}")
        row.expect(run.code == fault.code, f"exit {fault.code}")
        for shown in run.result["reported"]:
            row.named = shown["call"]
            row.findings = f"1 {shown['verdict']}"
            row.expect(fault.shown in shown.get("reason", ""), f"{fault.shown!r} is said")
        row.expect(row.named == CALL or missed, f"{CALL} is named")
        return row
