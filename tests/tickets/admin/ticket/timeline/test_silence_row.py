"""Silence is a row of its own."""

from tests import make
from tests.tickets.admin.ticket.conftest import page, rows
from tickets.actions import sweep


def test_silence_is_a_row_with_its_rules(ana, story):
    (silence,) = rows(ana, story, "silence")
    assert silence.who == "119 h 57 min without an answer from a person"
    assert [flag.words for flag in silence.flags] == ["R1 Thu 10:04", "R3 Thu 14:04", "R2 Fri 10:00"]
    assert "Stalled: R1 Thu 10:04 · R3 Thu 14:04 · R2 Fri 10:00" in ana.words(page(story))


def test_a_running_clock_that_no_sweep_saw_is_told_as_it_is(ana, desk):
    """Flags are read off the story: the page is never a sweep late."""
    ticket = make.ticket("6 10:00", "Nobody answers")
    assert rows(ana, ticket, "silence")
    sweep.check_due(make.at("10 10:42"))
    assert rows(ana, ticket, "silence")
