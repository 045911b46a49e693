"""The fixtures of the end-to-end tests."""

import pytest
from workshop import Workshop


@pytest.fixture
def workshop(tmp_path):
    return Workshop(tmp_path)
