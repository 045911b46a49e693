"""Automatic mutants of the faithful ports: what is exchanged, what is let alone, what is argued."""

import sys
from pathlib import Path

from workshop import ROOT

sys.path.insert(0, str(ROOT / "tests/planted"))
from equivalent_mutants import ARGUMENTS
from mutant_rows import EXAMPLES
from planted_ports import PORTS
from port_mutants import mutants_of, sample_of

SOURCE = """\
#include <string>  // 1 < 2
int f(int n) {
  // n < 3 is not looked at
  if (n < 0 && !g(n)) return n + 1;
  out += 'a';
  return n == 1'000 ? 7 : h("ab");
}
PORTPROOF_PORT("m:f", f).raises<E>("m:E1");
"""


def test_operators_constants_and_statements_are_exchanged():
    changes = [(mutant.old, mutant.new) for mutant in mutants_of(SOURCE)]
    assert changes == [
        ("<", "<="), ("<", ">="), ("0", "1"), ("&&", "||"), ("!", ""), ("+", "-"), ("1", "2"),
        ("1", "0"), ("out += 'a';", ";"), ("+=", "-="), ("'a'", "'b'"), ("==", "!="),
        ("1'000", "1001"), ("1'000", "999"), ("7", "8"), ("7", "6"), ('"ab"', '"a"')]


def test_each_mutant_differs_by_its_text_alone():
    mutants = mutants_of(SOURCE)
    assert len({mutant.applied(SOURCE) for mutant in mutants}) == len(mutants) > 10
    for mutant in mutants:
        changed = mutant.applied(SOURCE)
        assert changed != SOURCE and changed.replace(mutant.new, "") != SOURCE
        assert mutant.line in SOURCE and mutant.old in mutant.line
        assert changed.splitlines()[0] == SOURCE.splitlines()[0]  # the preprocessor's
        assert changed.splitlines()[2] == SOURCE.splitlines()[2]  # a comment
        assert changed.splitlines()[-1] == SOURCE.splitlines()[-1]  # the registration


def test_the_same_are_drawn_each_time():
    source = PORTS["capwords"]
    assert sample_of(source, "capwords", 9) == sample_of(source, "capwords", 9)
    assert len(sample_of(source, "capwords", 9)) == 9
    assert len(sample_of(source, "capwords", 9999)) == len(mutants_of(source))


def test_there_are_enough_of_them_and_each_argument_is_of_one():
    sources = dict(PORTS)
    for name in EXAMPLES:
        sources[name] = Path(ROOT / f"docs/examples/{name}/faithful.cc").read_text()
    made = {(name, str(mutant)) for name, source in sources.items()
            for mutant in mutants_of(source)}
    assert len(made) > 300
    assert set(ARGUMENTS) <= made
    assert all(len(reason) > 20 for reason in ARGUMENTS.values())
