"""What is found of the literals of an original, and of the code that it calls."""

import re

from portproof.constants import constants_of

GREETING = "hello"
PATTERN = re.compile(r"[aeiou]+")
TABLE = {"one": 1, "two": 2.5}
NAMES = frozenset({"zeta", "alpha", "mid"})


def helper(text):
    """No literal: "documentation"."""
    return text.replace("&amp;", "&")


def original(text, width=72):
    """Says "nothing" of what it does."""
    if text == GREETING or len(text) > 4096 or PATTERN.match(text):
        return helper(text)
    return [TABLE.get(word, -7) for word in NAMES if word != "inner"]


class Scanner:
    quotes = "'\""

    def scan(self, text):
        return text in self.quotes


def scans(text):
    return Scanner().scan(text)


def test_literals_of_the_function_and_of_those_that_it_names():
    found = constants_of(original)
    assert {"4096", "72", "-7", "1"} <= set(found["integers"])
    assert 2.5 in found["floats"]
    assert {"hello", "[aeiou]+", "one", "&amp;", "&", "inner", "alpha"} <= set(found["texts"])


def test_documentation_is_no_literal():
    texts = " ".join(constants_of(original)["texts"])
    assert "documentation" not in texts and "nothing" not in texts


def test_of_a_set_in_an_order_that_hashes_have_no_part_in():
    texts = constants_of(original)["texts"]
    places = [texts.index(name) for name in ("alpha", "mid", "zeta")]
    assert places == sorted(places)


def test_attributes_and_methods_of_a_class_that_is_named():
    assert "'\"" in constants_of(scans)["texts"]


def test_of_a_builtin_there_is_nothing():
    assert constants_of(len) == {"integers": [], "floats": [], "texts": []}


def test_ints_within_64_bits_and_texts_without_surrogates():
    def odd():
        return 2**63, 2**63 - 1, "\ud800", "ok"

    found = constants_of(odd)
    assert str(2**63 - 1) in found["integers"] and str(2**63) not in found["integers"]
    assert found["texts"] == ["ok"]
