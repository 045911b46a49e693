"""An original (or an importable port) that cannot be embedded: it is asked in its own process."""

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_straight_line import DRIVE, FAITHFUL, SHOP, shop, traces_in  # noqa: F401 (a fixture)
from workshop import ROOT

WORKER = " in a worker process"
# The package without its native modules: no interpreter can be embedded with it. This is what CI
# has, where the only CPython is the one that a module was built for.
PURE = {"PORTPROOF_PYTHON_DIR": str(ROOT / "oracle" / "python")}


def other_pythons():
    """CPythons from 3.8 on of another minor version: in PORTPROOF_TEST_PYTHONS, PATH or pyenv."""
    minors = [minor for minor in range(8, 15) if minor != sys.version_info[1]]
    found = os.environ.get("PORTPROOF_TEST_PYTHONS", "").split(os.pathsep)
    found += [shutil.which(f"python3.{minor}") or "" for minor in minors]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for minor in minors:
        found += sorted(glob.glob(str(pyenv / "versions" / f"3.{minor}.*" / "bin" / "python")))
    question = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    works = {}
    for path in filter(None, found):
        run = subprocess.run([path, "-c", question], capture_output=True, text=True, check=False)
        if run.returncode == 0:
            works.setdefault(run.stdout.strip(), path)
    works.pop("%d.%d" % sys.version_info[:2], None)
    return works


def test_live_in_a_worker_process(shop):
    gate = shop.build(FAITHFUL)
    run = shop.gate(gate, "--live", "--pythonpath", shop.folder, env=PURE)
    assert run.code == 0, run
    assert run.result["counts"]["match"] == traces_in(shop)
    assert run.result["inputs"]["python"].endswith(WORKER), run
    assert WORKER in run.out


def test_embedded_is_taken_first(shop):
    run = shop.gate(shop.build(FAITHFUL), "--live", "--pythonpath", shop.folder)
    assert WORKER not in run.result["inputs"]["python"]


def test_live_reports_an_original_that_changed(shop):
    gate = shop.build(FAITHFUL)
    shop.write("shop.py", SHOP.replace("// 100\n", "// 100 + 1\n"))
    run = shop.gate(gate, "--live", "--pythonpath", shop.folder, env=PURE)
    assert run.code in (1, 3)
    assert "record again" in run.out, run


def test_an_original_that_is_missing_is_named(shop):
    gate = shop.build(FAITHFUL)
    (shop.folder / "shop.py").unlink()
    run = shop.gate(gate, "--live", env=PURE)
    assert run.code == 2, run
    assert "No module named 'shop'" in run.err and "--pythonpath" in run.err, run


def test_live_survives_an_original_that_ends_its_process(shop):
    gate = shop.build(FAITHFUL)
    shop.write("shop.py", "import os\n" + SHOP.replace("    return", """\
    if discount == 50 and len(prices) == 3:
        os._exit(3)
    if discount == 10 and len(prices) == 4:
        while True:
            pass
    return"""))
    run = shop.gate(gate, "--live", "--pythonpath", shop.folder, "--timeout", 1, env=PURE)
    assert run.code == 3, run
    assert run.result["counts"]["match"] == traces_in(shop) - 2, run
    assert run.result["counts"]["inconclusive"] == 2, run


MODULE = """
    import os, sys, time

    def f(n):
        return n + 1

    def port(n):
        if n == 61:
            {fault}
        return n + 1
"""
FAULTS = {
    "exit": ("os._exit(3)", "3"),
    "abort": ("os.abort()", "SIGABRT"),
    "endless loop": ("while True: pass", "does not end"),
    "exception": ("return 1 // 0", "ZeroDivisionError"),
    "recursion": ("return port(n)", "RecursionError"),
    "noise": ("return print('noise')", "None"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_python_port_in_a_worker_process(workshop, name):
    finding = workshop.check_one_in_a_hundred(MODULE, FAULTS[name][0], env=PURE)
    assert FAULTS[name][1] in finding["observed"], finding


@pytest.mark.parametrize("minor", range(8, 15))
def test_another_cpython(workshop, minor):
    """Recorded in, and gated live against, a virtual environment of another CPython.

    CI has none (Debian's is the one that a module is built for) and skips this; the tests above
    ask the same code with it.
    """
    base = other_pythons().get(f"3.{minor}")
    if base is None:
        pytest.skip(f"no other CPython 3.{minor} here: name one in PORTPROOF_TEST_PYTHONS")
    made = workshop.run(base, "-m", "venv", "--without-pip", "venv")
    assert made.code == 0, made
    python = workshop.folder / "venv" / "bin" / "python"
    workshop.write("shop.py", SHOP)
    workshop.write("drive.py", DRIVE)
    (workshop.folder / "corpus").mkdir()
    run = workshop.portproof("record", "--function", "shop:total", "--out",
                             "corpus/recorded.jsonl", "--python", python, "--", python, "drive.py")
    assert run.code == 0, run
    workshop.mine()
    run = workshop.gate(workshop.build(FAITHFUL), "--live", "--python", python, "--pythonpath",
                        workshop.folder)
    assert run.code == 0, run
    assert run.result["counts"]["match"] == traces_in(workshop) > 50
    answered = run.result["inputs"]["python"]
    assert answered.startswith(f"3.{minor}.") and answered.endswith(f" ({python}){WORKER}"), run
