"""Installs the build into an empty prefix, and uses it there as a project of a user would."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command, cwd, env=None):
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True,
                          env={**os.environ, **(env or {})}, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    build = ROOT / "build" / "dev"
    assert (build / "bin" / "portproof").exists(), "not built: .ci/test builds it"
    folder = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", build, "--prefix", folder, cwd=ROOT)
    return folder


def test_project_of_a_user(prefix, tmp_path):
    """Records, mines, finds the package, builds a gate, and gets a verdict from ctest."""
    for name in ("CMakeLists.txt", "total.h", "total.cc", "total_port.cc"):
        (tmp_path / name).write_text((ROOT / "tests/install" / name).read_text())
    (tmp_path / "totals.py").write_text("def total(values):\n    return sum(values)\n")
    (tmp_path / "drive.py").write_text(
        "import totals\nfor n in range(20):\n    totals.total(list(range(n)))\n")
    env = {"PATH": f"{prefix}/bin:{os.environ['PATH']}"}
    run("portproof", "init", "totals:total", cwd=tmp_path, env=env)
    run("portproof", "record", "total", "--", "python3", "drive.py", cwd=tmp_path, env=env)
    run("portproof", "mine", "total", cwd=tmp_path, env=env)
    run("portproof", "confirm", "total", "abs(values[*]) <= 1000", cwd=tmp_path, env=env)
    cmakedir = run("portproof", "--cmakedir", cwd=tmp_path, env=env).strip()
    assert cmakedir.startswith(str(prefix))
    run("cmake", "-G", "Ninja", "-B", "build", f"-DCMAKE_PREFIX_PATH={cmakedir}", cwd=tmp_path)
    run("cmake", "--build", "build", cwd=tmp_path)
    output = run("ctest", "--test-dir", "build", "-L", "portproof", "-V", cwd=tmp_path)
    assert "total: passed (replay only). 20 calls: 20 match" in output
    assert "total: passed (props only)" in output
    shown = run(tmp_path / "build" / "total_gate", cwd="/")
    assert "total: passed. " in shown and "audit " in shown


def test_without_cmake(prefix, tmp_path):
    """`portproof build` compiles and links against the installation."""
    (tmp_path / "port.cc").write_text((ROOT / "tests/install/total_port.cc").read_text().replace(
        '#include "total.h"', "#include <vector>\nlong total(const std::vector<long>& v) "
        "{ return static_cast<long>(v.size()); }"))
    run(f"{prefix}/bin/portproof", "build", "port.cc", "-o", "gate", cwd=tmp_path)
    assert "check" in run("./gate", "--help", cwd=tmp_path)


def test_doctor(prefix, tmp_path):
    out = run(f"{prefix}/bin/portproof", "doctor", cwd=tmp_path)
    assert "C++ compiler" in out and "recorder" in out
