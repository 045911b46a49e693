"""Calls that the original refuses, and exceptions that nobody mapped: what a team does then."""

import pytest
from workshop import Workshop

ORIGINAL = """
    class EmptyText(Exception):
        pass

    def words(text):
        if text == "":
            raise EmptyText("no words")
        return len(text.split())
"""
DRIVE = """
    import m
    for i in range(30):
        m.words("w " * i + "x")
    for bad in (None, ""):
        try:
            m.words(bad)
        except (AttributeError, m.EmptyText):
            pass
"""
PORT = """
    #include <portproof/port.h>
    #include <sstream>
    #include <string>
    struct Empty {{}};
    int words(const std::string& text) {{
      if (text.empty()) throw Empty();
      std::istringstream in(text);
      std::string word;
      int count = 0;
      while (in >> word) ++count;
      return count;
    }}
    PORTPROOF_PORT("m:words", words){raises};
"""


@pytest.fixture
def workshop(tmp_path):
    made = Workshop(tmp_path)
    made.write("m.py", ORIGINAL)
    made.record("m:words", DRIVE)
    made.mine()
    return made


def test_a_refused_kind_blocks_no_port(workshop):
    gate = workshop.build(PORT.format(raises='.raises<Empty>("m:EmptyText")'))
    run = workshop.gate(gate)
    assert run.code == 0, run
    assert run.result["counts"]["match"] == 31
    assert run.result["counts"]["rejected"] == 1
    assert run.result["reported"][0]["observed"] == "(not called)"
    assert "exceptions by type, not by message" in run.out


def test_a_refusal_that_somebody_means_is_an_answer(workshop):
    gate = workshop.build(PORT.format(raises='.raises<Empty>("m:EmptyText")'))
    assert workshop.portproof("confirm", "spec.json", "raises AttributeError").code == 0
    workshop.mine()
    run = workshop.gate(gate)
    assert run.code == 1, run
    assert "holds no None, which was recorded" in run.out


def test_confirmed_kinds_stay_when_mined_again(workshop):
    workshop.edit_spec(lambda spec: spec["parameters"][0].update(domain=["str"]))
    assert workshop.portproof("confirm", "spec.json", "kinds of text").code == 0
    workshop.record("m:words", DRIVE.replace("None", "b'x'"),
                    "corpus/more.jsonl")
    run = workshop.portproof("mine", "corpus", "--out", "spec.json")
    assert "recorded as str or bytes, confirmed as str" in run.out, run


def test_an_exception_that_nobody_mapped_says_how(workshop):
    gate = workshop.build(PORT.format(raises=""))
    run = workshop.gate(gate)
    assert run.code == 1, run
    assert 'nobody mapped Empty: add .raises<Empty>("module:Type") to the port' in run.out
