"""The locale of a live original: what one call sets, no other finds, and no port answers for."""

import pytest
from test_worker import PURE

# Records itself as a program would that puts the locale back.
DRIVE = """
    import locale, m
    was = locale.setlocale(locale.LC_ALL)
    for n in range(300):
        m.f(n)
        locale.setlocale(locale.LC_ALL, was)
"""
ORIGINAL = """
    import locale
    {importing}

    def f(n):
        found = locale.setlocale(locale.LC_NUMERIC)
        if n % 7 == 3:
            locale.setlocale(locale.LC_{category}, "C.UTF-8")
        return n if found == "{found}" else -1
"""
PORT = """
    #include <portproof/port.h>
    #include <clocale>
    {loading}
    int f(int n) {{ return n; }}
    PORTPROOF_PORT("m:f", f);
"""
ORACLES = pytest.mark.parametrize("env", [{}, PURE], ids=["embedded", "in a worker process"])


def gate_of(workshop, importing="", found="C", category="NUMERIC", loading=""):
    workshop.write("m.py", ORIGINAL.format(importing=importing, found=found, category=category))
    workshop.record("m:f", DRIVE)
    workshop.mine()
    return workshop.build(PORT.format(loading=loading))


@ORACLES
@pytest.mark.parametrize("category", ["NUMERIC", "ALL"])
def test_no_call_finds_what_another_has_set(workshop, env, category):
    gate = gate_of(workshop, category=category)
    for jobs in ("1", "2"):
        run = workshop.gate(gate, "--live", "--jobs", jobs, env=env)
        assert run.code == 0, run
        assert run.result["counts"]["match"] == 300, run


@ORACLES
def test_what_importing_the_original_sets_stays(workshop, env):
    gate = gate_of(workshop, importing='locale.setlocale(locale.LC_NUMERIC, "C.UTF-8")',
                   found="C.UTF-8", category="TIME")
    run = workshop.gate(gate, "--live", env=env)
    assert run.code == 0, run
    assert run.result["counts"]["match"] == 300, run


@ORACLES
def test_what_loading_the_port_sets_is_not_the_original_s(workshop, env):
    gate = gate_of(workshop, loading='static const char* set = '
                                     'std::setlocale(LC_NUMERIC, "C.UTF-8");')
    run = workshop.gate(gate, "--live", env=env)
    assert run.code == 1, run
    assert run.result["counts"]["match"] == 300, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "environment"
    assert "the port changes the locale (C -> " in finding["title"]


@ORACLES
def test_a_call_of_the_port_that_sets_it_is_still_named(workshop, env):
    gate = gate_of(workshop)
    port = PORT.format(loading="").replace(
        "return n;", 'if (n == 61) std::setlocale(LC_NUMERIC, "C.UTF-8"); return n;')
    gate = workshop.build(port, "sets")
    run = workshop.gate(gate, "--live", env=env)
    assert run.code == 1, run
    assert run.result["counts"]["match"] == 299, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "environment" and finding["call"] == "f(61)", finding
