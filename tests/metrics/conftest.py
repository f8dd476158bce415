"""What the tests of figures share."""

import pytest

from tests.telling import Told


@pytest.fixture
def told():
    """A history being told."""
    return Told()
