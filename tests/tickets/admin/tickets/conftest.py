"""Two tickets that filters tell apart, and what a list shows."""

import pytest

from tests import make


@pytest.fixture
def two(desk):
    """One with a tag and high priority that is Ben's, and one without."""
    ben = make.person("ben", first_name="Ben", last_name="Weber")
    one, other = (make.ticket("10 10:00", f"Case {n}", email=f"m{n}@example.org") for n in range(2))
    make.do("tag", one, by=ben, at=make.at("10 10:05"), add=["refund", "für später"])
    make.do("priority", one, by=ben, at=make.at("10 10:06"), to="high")
    make.do("assign", one, by=ben, at=make.at("10 10:07"), to=ben)
    return one, other
