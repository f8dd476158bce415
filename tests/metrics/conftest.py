"""What the tests of figures share."""

import pytest

from tests.metrics.telling import Told


@pytest.fixture
def told():
    """A history being told."""
    return Told()
