"""Kills at random moments: a fixed slice of what `tests/bench/kill_moments` does at length."""

import random

import pytest
from kill_moments import KINDS, Scene, example_gate

RUNS = 5


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    if example_gate() is None:
        pytest.skip("the example gates are not built")
    return Scene(tmp_path_factory.mktemp("moments"))


@pytest.mark.parametrize("kind", KINDS)
def test_random_moments(scene, kind):
    assert scene.usual[0] == 0, scene.usual
    chance = random.Random(kind)
    struck = 0
    while struck < RUNS:
        wrong = scene.strike(kind, chance)
        struck += wrong is not None
        assert not wrong or not any(wrong.values()), wrong
