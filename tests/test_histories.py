"""The made-up histories themselves: legal, and of every kind that a property could stumble over."""

from collections import Counter

import pytest
from hypothesis import Phase, given, settings

from tests.histories import MONDAY, OFFICE, histories, seconds, stories
from tickets.events.history_format import parse

KINDS = """
    contact thanks auto_reply answer promise promise_done promise_waived promise_superseded status resolve
    asked_confirmation bounce confirm dispute assign note priority opened_history facts asked survey_sent feedback
    spam merge link
"""


@given(histories())
def test_every_line_is_well_formed_and_named_once(lines):
    assert len({parse(line).id for line in lines}) == len(lines)
    assert all(seconds(line["at"]) >= MONDAY for line in lines)


@given(histories(merging=False))
def test_no_line_is_refused(lines):
    assert [ticket.story.void for ticket in stories(lines, OFFICE).values() if ticket.story.void] == []


@given(histories(merging=True))
def test_a_merged_ticket_is_told_within_the_other(lines):
    assert "H-1" not in stories(lines, OFFICE)
    assert {"H-1", "H-2"} <= stories(lines, OFFICE)["H-2"].known_as


@pytest.mark.slow
def test_every_kind_occurs():
    seen = Counter()

    @settings(max_examples=1200, derandomize=True, database=None, phases=[Phase.generate])
    @given(histories())
    def look(lines):
        seen.update(line["kind"] for line in lines)

    look()
    missing = set(KINDS.split()) - set(seen)
    assert missing == set()
