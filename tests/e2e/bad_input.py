"""What the tests of bad input share: a small project to spoil, and what a refusal is."""

import shutil

import pytest
from workshop import Workshop

DRIVE = """
    import shop
    for count in range(12):
        for discount in (0, 5, 100):
            shop.total(list(range(count)), discount=discount)
    shop.other(1)
"""
SHOP = """
    def total(prices, discount=0):
        return sum(prices) * (100 - discount) // 100

    def other(n):
        return n
"""
PORT = """
    #include <portproof/port.h>
    #include <vector>
    long total(const std::vector<long>& prices, int discount) {
      long sum = 0;
      for (long price : prices) sum += price;
      return sum * (100 - discount) / 100;
    }
    PORTPROOF_PORT("shop:total", total);
"""
# What would show that nobody thought of this input.
OURS = ("terminate called", "core dumped", "a defect of Portproof", "[json.exception", "what():",
        "site-packages/portproof", "oracle/python")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("bad"))
    workshop.write("shop.py", SHOP)
    workshop.record("shop:total", DRIVE)
    workshop.record("shop:other", DRIVE, "other/recorded.jsonl")
    workshop.mine()
    workshop.mine("other", "other.json")
    workshop.build(PORT)
    return workshop.folder


@pytest.fixture
def shop(template, tmp_path):
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Workshop(tmp_path)


def refused(run, code, *texts):
    """The run ended with `code`, said all of `texts`, and nothing that is meant for us."""
    said = run.out + run.err
    assert run.code == code, run
    for text in texts:
        assert text in said, run
    for text in OURS:
        assert text not in said, run
    assert said.strip(), "it says nothing"
    return said


def gate(shop, *arguments, **kwargs):
    return shop.gate(shop.folder / "gate_gate", *arguments, **kwargs)
