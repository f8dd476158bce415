"""A desk with a target for answers."""

import pytest

from tickets.models import ServiceTarget
from tickets.models.history import forget_desk


@pytest.fixture
def targets(db):
    """Answers within four hours by the calendar."""
    ServiceTarget.objects.create(metric="next_response", target_s=4 * 3600, clock="calendar")
    forget_desk()
    yield
    forget_desk()
