"""What several reports over several periods ask of a ticket is worked out once, and never for another instant or desk."""

from dataclasses import replace

import pytest

from metrics.measures import TicketStory
from metrics.reports import view as module
from metrics.reports.view import ReportScope
from tests import make
from tests.telling import tell

NINE = int(make.at("5 09:00").timestamp())


@pytest.fixture
def ticket():
    """A ticket that nobody answered."""
    return TicketStory("A", 1, tell(("5 10:00", "contact")))


@pytest.fixture
def worked(monkeypatch):
    """The instants for which clocks and flags were worked out."""
    asked = []

    def watched(name, work):
        def found(story, desk, at):
            asked.append((name, at))
            return work(story, desk, at)

        return found

    for name in ("clocks", "flags"):
        monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    return asked


def test_two_periods_share_a_tickets_clocks_and_flags(ticket, worked):
    one = ReportScope(make.DESK, NINE + 10 * 86400, since=NINE)
    other = replace(one, since=None, to=NINE)
    assert [clock.metric for clock in one.clocks(ticket)] == [clock.metric for clock in other.clocks(ticket)] != []
    assert one.flags(ticket) == other.flags(ticket) != []
    assert worked == [("clocks", one.as_of), ("flags", one.as_of)]


WITHOUT_TARGETS = make.DESK.from_json({"calendar": make.HOURS, "policy": {}})


@pytest.mark.parametrize("change", [{"as_of": NINE + 3700}, {"desk": WITHOUT_TARGETS}])
def test_another_instant_and_another_desk_have_their_own(ticket, worked, change):
    one = ReportScope(make.DESK, NINE + 10 * 86400)
    one.clocks(ticket)
    other = replace(one, **change)
    assert other.clocks(ticket) == module.clocks(ticket.story, other.desk, other.as_of)
    assert other.clocks(ticket) != one.clocks(ticket)
