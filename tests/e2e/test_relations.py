"""A relation between arguments: mined where it held, kept in generated calls, and asked about."""

import json

import pytest
from workshop import Workshop

MODULE = """
    def first(arr, n):
        total = 0
        for i in range(n):
            total += arr[i]
        return total
"""
# Reads past the end of its heap buffer for a larger n, and says what it found there.
PORT = """
    #include <portproof/port.h>
    #include <span>
    long first(std::span<const long> arr, long n) {{
      long total = 0;
      const long size = static_cast<long>(arr.size());
      for (long i = 0; i < n && i < size + 9; ++i) total += i < size ? arr[i] : 7;
      return {result};
    }}
    PORTPROOF_PORT("m:first", first);
"""
# A dozen calls, as callers make them: mostly the whole, sometimes a part.
RELATED = """
    import m, random
    random.seed(5)
    for size in range(1, 13):
        arr = [random.randrange(100) for _ in range(size)]
        m.first(arr, size if size % 3 else random.randrange(size))
"""
SHORT = "import m\nfor n in range(4):\n    m.first([5, 6, 7, 8], n)\n"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("first"))
    workshop.write("m.py", MODULE)
    workshop.record("m:first", RELATED)
    workshop.mine()
    workshop.edit_spec(lambda spec: spec["parameters"][0].update(clauses=[
        {"clause": "abs(arr[*]) <= 2**40", "by": "confirmed", "reason": "no sum overflows"}]))
    workshop.build(PORT.format(result="total"))
    workshop.build(PORT.format(result="n > 3 ? total + 1 : total"), "wrong")
    return workshop


def props(workshop, name):
    return workshop.gate(workshop.folder / f"{name}_gate", "--pythonpath", ".", stage="props")


def test_the_relation_is_mined_and_most_generated_calls_are_accepted(first):
    relations = [each["clause"]
                 for each in json.loads((first.folder / "spec.json").read_text())["relations"]]
    assert "n <= len(arr)" in relations
    run = props(first, "gate")
    (accepted,) = (line for line in run.result["explored"] if "accepts" in line)
    assert int(accepted.split("accepts ")[1].split(" ")[0]) >= 90, run


def test_what_differs_beyond_the_relation_does_not_block(first):
    """The original refuses there; the port answers: nobody should call it so."""
    run = props(first, "gate")
    assert run.code == 0, run
    assert run.result["counts"]["rejected"] > 0, run


def test_what_differs_within_the_relation_blocks(first):
    run = props(first, "wrong")
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["call"] == "first([0, 0, 0, 0], 4)" and finding["where"] == "inside", run


def test_refusals_propose_the_relation_that_explains_them(first):
    shop = Workshop(first.folder / "short")
    shop.write("m.py", MODULE)
    shop.record("m:first", SHORT)
    shop.mine()
    assert "n <= len(arr)" not in (shop.folder / "spec.json").read_text()
    run = props(shop, "../gate")
    (line,) = (line for line in run.result["explored"] if "the original refuses" in line)
    assert line.startswith("with IndexError the original refuses "), run
    assert "all beyond n <= len(arr), and none of the " in line, run
    assert "`portproof confirm spec.json 'n <= len(arr)'`" in line, run
    assert shop.portproof("confirm", "spec.json", "n <= len(arr)").code == 0
    again = props(shop, "../gate")
    assert not any("the original refuses" in line and "all beyond" in line
                   for line in again.result["explored"]), again
