"""What both encoders see of classes: their fields, all of them, and nothing else."""

import layouts
import pytest
from portproof import encoder
from test_native import native


@pytest.mark.parametrize("codec", [encoder, native], ids=["pure", "native"])
@pytest.mark.parametrize("check", layouts.CHECKS, ids=lambda check: check.__name__)
def test_layout(codec, check):
    check(codec)


@pytest.mark.parametrize("codec", [encoder, native], ids=["pure", "native"])
def test_hidden_state(codec, tmp_path):
    layouts.hidden_state(codec, tmp_path)
