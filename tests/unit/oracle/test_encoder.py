"""The pure encoder writes what the format promises, and runs no code of the values' classes."""

import json

import checks
import pytest
import vectors
from portproof import encoder


@pytest.mark.parametrize(("name", "build", "wire"), vectors.VECTORS,
                         ids=[v[0] for v in vectors.VECTORS])
def test_vector(name, build, wire):
    assert encoder.encode_value(build()) == wire
    json.loads(wire)


def test_vectors_file_is_up_to_date():
    assert vectors.WIRE.read_text(encoding="utf-8") == vectors.lines(), (
        "run tests/unit/oracle/vectors.py")


def test_vectors_have_names_of_their_own():
    names = [name for name, _, _ in vectors.VECTORS]
    assert len(names) == len(set(names)) >= 70


@pytest.mark.parametrize("check", [
    checks.deep_nesting, checks.deep_refusal, checks.nested_frozensets, checks.cycles,
    checks.refusals, checks.hostile_values, checks.hostile_keys, checks.states, checks.places,
    checks.opaque, checks.foreign_dict,
], ids=lambda check: check.__name__)
def test_pure(check):
    check(encoder)
