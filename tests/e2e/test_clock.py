"""A clock that is wrong, or jumps: it says when waivers expire, and decides nothing else."""

import datetime
import os
import re
import subprocess
import time

import pytest
import wrong_clock
from bad_input import PORT, gate, refused, shop, template  # noqa: F401 (fixtures)

PROJECT = """
    [function.total]
    original = "shop:total"
    port = "port.cc"
    spec = "spec.json"
    corpus = "corpus"
"""
WRONG = PORT.replace("return sum *", "return discount == 5 ? 0 : sum *")


def today(days=0):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(days)).strftime("%Y-%m-%d")


def test_a_waiver_lasts_to_the_end_of_its_day(shop):
    shop.build(WRONG, "wrong")
    for days in (-1, 0, 1):
        until = today(days)

        def waive(spec, until=until):
            spec["waivers"] = [{"when": {"divergence": {"kind": "value"}}, "reason": "ticket 12",
                                "expires": until}]

        shop.edit_spec(waive)
        run = shop.gate(shop.folder / "wrong_gate")
        if today(days) != until:
            pytest.skip("it is midnight")
        if days >= 0:
            assert run.code == 0, run
            assert run.result["counts"]["waived"] > 0
        else:
            refused(run, 1, f"the waiver of this (ticket 12) has expired on {until}",
                    "mend the port, or give it another day")


@pytest.fixture(scope="module")
def jumping(tmp_path_factory):
    # A year ahead and a year behind by turns.
    environment = wrong_clock.preload(tmp_path_factory.mktemp("clock"), "call % 2 ? 366 : -366")
    years = {subprocess.run(["date", "-u", "+%Y"], env={**os.environ, **environment}, text=True,
                            capture_output=True, check=True).stdout.strip() for _ in range(2)}
    assert str(datetime.datetime.now(datetime.timezone.utc).year) not in years
    return environment


def test_a_clock_that_jumps_changes_no_verdict(shop, jumping):
    usual = gate(shop)
    for more in ((), ("--live", "--pythonpath", shop.folder)):
        run = gate(shop, "--timeout", "2", *more, env=jumping)
        assert run.code == 0, run
        assert 0 <= run.result["timing"]["seconds"] < 60
        assert run.result["counts"] == usual.result["counts"]


def test_a_clock_that_jumps_while_it_is_recorded(shop, jumping):
    shop.write("drive.py", "import shop\nfor n in range(20):\n    shop.total([n, 3], 50)\n")
    run = shop.portproof("record", "--function", "shop:total", "--out", "corpus/recorded.jsonl",
                         "--", "python3", "drive.py", env=jumping)
    assert run.code == 0 and "20 new traces" in run.err, run
    assert gate(shop).code == 0


def test_a_recording_from_the_future(shop):
    file = shop.folder / "corpus/recorded.jsonl"
    text, edits = re.subn(r'"time":"\d{4}', '"time":"2999', file.read_text(), count=1)
    assert edits == 1
    file.write_text(text)
    os.utime(file, (2**32, 2**32))
    assert gate(shop).code == 0


def test_a_build_that_ends_early_leaves_no_gate(shop):
    """The compiler has written its list of files, and the assembler fails."""
    shop.write("portproof.toml", PROJECT)
    shop.write("port.cc", PORT)
    assert shop.portproof("replay").code == 0
    shop.write("port.cc", PORT + '\nasm("no_such_instruction");\n')
    for _ in range(2):
        run = shop.portproof("replay")
        assert run.code == 2 and "does not compile" in run.err, run


def test_a_gate_is_not_written_over_its_port(shop):
    port = shop.write("port.cc", PORT)
    (shop.folder / "gate_port").symlink_to(port)
    for out in ("port.cc", "gate"):
        run = shop.portproof("build", "port.cc", "-o", out)
        assert run.code == 2 and "would be written over port.cc" in run.err, run
    assert port.exists()


def test_a_gate_from_the_future_is_built_again(shop):
    """It was built, the clock was set back, and the port was changed since."""
    shop.write("portproof.toml", PROJECT)
    shop.write("port.cc", PORT)
    assert shop.portproof("replay").code == 0
    again = shop.portproof("replay")
    assert again.code == 0 and "building" not in again.err, again
    ahead = time.time() + 10 * 86400
    os.utime(shop.folder / ".portproof/total_gate", (ahead, ahead))
    shop.write("port.cc", WRONG)
    run = shop.portproof("replay")
    assert run.code == 1 and "building" in run.err, run
