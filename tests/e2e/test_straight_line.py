"""Record, mine, build, check: one function of a team, from its Python to a verdict."""

import json

import jsonschema
import pytest
from workshop import ROOT

SHOP = '''
def total(prices, discount=0):
    """Adds up prices in cents, less a discount in percent."""
    if discount < 0 or discount > 100:
        raise ValueError("discount is a percentage")
    return sum(prices) * (100 - discount) // 100
'''
DRIVE = """
    import shop
    for count in range(12):
        for discount in (0, 5, 10, 50, 100):
            shop.total([100 * count + i for i in range(count)], discount=discount)
            shop.total([-7, count], discount=discount)
    for wrong in (-1, 101):
        try:
            shop.total([1], wrong)
        except ValueError:
            pass
"""
FAITHFUL = """
    #include <portproof/port.h>
    #include <stdexcept>
    #include <vector>
    long total(const std::vector<long>& prices, int discount) {
      if (discount < 0 || discount > 100) throw std::invalid_argument("discount is a percentage");
      long sum = 0;
      for (long price : prices) sum += price;
      const long scaled = sum * (100 - discount);
      return scaled >= 0 ? scaled / 100 : -((-scaled + 99) / 100);
    }
    PORTPROOF_PORT("shop:total", total);
"""
# What a hurried team writes: C++ divides towards zero, Python downwards.
TEMPTING = FAITHFUL.replace("return scaled >= 0 ? scaled / 100 : -((-scaled + 99) / 100);",
                            "return scaled / 100;")
# Never raises.
TRUSTING = FAITHFUL.replace("if (discount < 0 || discount > 100) throw",
                            "if (discount == 12345) throw")


@pytest.fixture
def shop(workshop):
    workshop.write("shop.py", SHOP)
    workshop.record("shop:total", DRIVE)
    workshop.mine()
    return workshop


def counts_add_up(run, traces):
    return sum(run.result["counts"].values()) == traces


def traces_in(shop):
    lines = (shop.folder / "corpus/recorded.jsonl").read_text().splitlines()
    return sum(line.startswith('{"id"') for line in lines)


def test_faithful_port_passes(shop):
    run = shop.gate(shop.build(FAITHFUL))
    assert run.code == 0, run
    assert run.result["verdict"] == "passed"
    assert run.result["counts"]["match"] == traces_in(shop) > 50
    assert counts_add_up(run, traces_in(shop))
    assert "passed (replay only)" in run.out
    schema = json.loads((ROOT / "replay/report/result.schema.json").read_text())
    jsonschema.validate(run.result, schema)


def test_tempting_port_is_rejected_with_its_reason(shop):
    run = shop.gate(shop.build(TEMPTING), "--junit", "junit.xml")
    assert run.code == 1, run
    assert counts_add_up(run, traces_in(shop))
    assert run.result["verdict"] == "diverged"
    (finding,) = run.result["findings"]
    assert finding["call"].startswith("total([-7, ")
    assert finding["where"] == "inside"
    first = run.out.splitlines()[0]
    assert first.startswith((f"{shop.folder}/gate.cc:", "gate.cc:"))
    assert "diverged: total([-7, " in first
    assert finding["observed"] in run.out and finding["expected"] in run.out
    assert "<failure" in (shop.folder / "junit.xml").read_text()


def test_the_line_that_reproduces_does(shop):
    gate = shop.build(TEMPTING)
    run = shop.gate(gate)
    line = run.result["findings"][0]["reproduce"]
    again = shop.run("sh", "-c", line)
    assert again.code == 1, again
    assert run.result["findings"][0]["call"] in again.out


def test_a_missing_exception_is_found(shop):
    run = shop.gate(shop.build(TRUSTING))
    assert run.code == 1
    assert any(f["kind"] == "returned" for f in run.result["findings"]), run


def test_jobs_do_not_change_the_report(shop):
    gate = shop.build(TEMPTING)
    one = shop.gate(gate, "--jobs", 1).result
    two = shop.gate(gate, "--jobs", 2).result
    one.pop("timing")
    two.pop("timing")
    assert one == two


def test_live_asks_the_original_again(shop):
    gate = shop.build(FAITHFUL)
    run = shop.gate(gate, "--live", "--pythonpath", shop.folder)
    assert run.code == 0, run
    assert run.result["counts"]["match"] == traces_in(shop)
    assert run.result["inputs"]["python"]


def test_live_reports_an_original_that_changed(shop):
    gate = shop.build(FAITHFUL)
    shop.write("shop.py", SHOP.replace("// 100\n", "// 100 + 1\n"))
    run = shop.gate(gate, "--live", "--pythonpath", shop.folder)
    assert run.code in (1, 3)
    assert "record again" in run.out, run


def test_a_stale_recording_is_not_trusted(shop):
    gate = shop.build(FAITHFUL)
    shop.write("shop.py", SHOP + "\n# changed\n")
    run = shop.gate(gate)
    assert run.code == 3
    assert "stale" in run.out and "portproof record" in run.out


def test_an_absent_original_is_said_to_be_unchecked(shop):
    gate = shop.build(FAITHFUL)
    (shop.folder / "shop.py").unlink()
    run = shop.gate(gate)
    assert run.code == 0
    assert "not checked" in run.out


def test_replay_loads_no_python(shop):
    gate = shop.build(FAITHFUL)
    run = shop.gate(gate, env={"LD_DEBUG": "libs", "LD_DEBUG_OUTPUT": str(shop.folder / "ld"),
                               "PATH": "/nonexistent"})
    assert run.code == 0, run
    logs = list(shop.folder.glob("ld.*"))
    assert len(logs) >= 2  # supervisor and workers
    assert not any("libpython" in log.read_text() for log in logs)


def test_project_file_names_several_functions(shop):
    shop.write("portproof.toml", """
        [function.good]
        original = "shop:total"
        port = "good.cc"
        spec = "spec.json"
        corpus = "corpus"
        [function.bad]
        original = "shop:total"
        port = "bad.cc"
        spec = "spec.json"
        corpus = "corpus"
    """)
    shop.write("good.cc", FAITHFUL)
    shop.write("bad.cc", TEMPTING)
    run = shop.portproof("replay", "--json", "all.json")
    assert run.code == 1, run
    results = json.loads((shop.folder / "all.json").read_text())
    assert [result["verdict"] for result in results] == ["passed", "diverged"]
    table = run.out.splitlines()[-2:]
    assert table[0].split()[:2] == ["good", "passed"]
    assert table[1].split()[:2] == ["bad", "diverged"]
    assert shop.portproof("replay", "good").code == 0


def test_a_waiver_turns_one_class_into_waived(shop):
    def waive(spec):
        spec["waivers"] = [{"when": {"divergence": {"kind": "value"}},
                            "reason": "known, ticket 12", "expires": "2099-01-01"}]
    gate = shop.build(TEMPTING)
    shop.edit_spec(waive)
    run = shop.gate(gate)
    assert run.code == 0, run
    assert run.result["counts"]["waived"] > 0
    shop.edit_spec(lambda spec: spec["waivers"][0].update(expires="2020-01-01"))
    run = shop.gate(gate)
    assert run.code == 1
    assert "the waiver of this (known, ticket 12) has expired on 2020-01-01" in run.out, run


def test_an_expired_waiver_is_named_where_it_covers_nothing(shop):
    gate = shop.build(FAITHFUL)
    waiver = {"when": {"divergence": {"kind": "value"}}, "reason": "known, ticket 12"}
    words = "where they differ by value, until 2020-01-01: known, ticket 12"
    shop.edit_spec(lambda spec: spec.update(waivers=[{**waiver, "expires": "2020-01-01"},
                                                     {**waiver, "expires": "2099-01-01"}]))
    run = shop.gate(gate)
    assert run.code == 0, run
    assert [line for line in run.out.splitlines() if "ticket" in line] == [
        f"  expired    waives {words}"], run
    assert run.result["expired_waivers"] == [words]
    shop.edit_spec(lambda spec: spec.update(waivers=spec["waivers"][1:]))
    run = shop.gate(gate)
    assert "  expired" not in run.out and "expired_waivers" not in run.result, run


def test_show_confirm_widen(shop):
    shown = shop.portproof("show", "spec.json")
    assert shown.code == 0 and "discount" in shown.out and "prices" in shown.out
    confirmed = shop.portproof("confirm", "spec.json", "discount <= 100")
    assert confirmed.code == 0, confirmed
    assert "discount <= 100" in (shop.folder / "spec.json").read_text()
    mined = shop.portproof("mine", "corpus", "--out", "spec.json")
    assert mined.code == 0
    clauses = json.loads((shop.folder / "spec.json").read_text())["parameters"][1]["clauses"]
    assert any(c["clause"] == "discount <= 100" and c["by"] == "confirmed" for c in clauses)
    assert shop.portproof("widen", "spec.json", "discount <= 100").code == 0
    assert shop.portproof("confirm", "spec.json", "discuont <= 100").code == 2
