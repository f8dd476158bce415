"""What the tests of figures share."""

import pytest

from tests import make
from tests.metrics.paging import take_march
from tests.telling import Told
from tickets.models.people import Role


@pytest.fixture
def told():
    """A history being told."""
    return Told()


@pytest.fixture
def vera(client):
    """A manager who has signed in."""
    person = make.person("vera", Role.MANAGER, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def march():
    """Four tickets that started in March."""
    take_march()
