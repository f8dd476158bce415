"""Tickets that become one, or two, or stand beside each other."""

import pytest

from tests.telling import tell
from tests.tickets.events.sentences import read
from tickets.events.joining import Linked, Merged, SplitFrom, SplitOff
from tickets.events.keys import TicketKey

SENTENCES = [
    ("merge", {"into": 4}, "Ana merged #5 into this one"),
    ("split_off", {"to": 4, "lines": []}, "Ana split a part off: #4"),
    ("split_from", {"from": 4, "lines": []}, "Ana split this off #4"),
    ("link", {"to": 4, "relation": "same_issue"}, "Linked with #4: the same issue"),
    ("link", {"to": 4, "relation": "related"}, "Linked with #4: related"),
    ("unlink", {"to": 4}, "Ana undid the link with #4"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


def test_a_link_is_told_and_moves_nothing():
    story = tell(("5 10:00", "contact"), ("5 11:00", "link", {"to": 4, "relation": "same_issue"}))
    assert [event.data["to"] for event in story.links] == [4]
    assert (story.status, story.waiting_on) == ("new", "us")


@pytest.mark.parametrize(("kind", "key"), [(Merged, "into"), (SplitOff, "to"), (SplitFrom, "from")])
def test_what_shares_a_story_says_with_which_ticket(kind, key):
    assert (kind.joins, kind.named_by(TicketKey)) == (key, (key,))


def test_a_link_shares_no_story():
    assert (Linked.joins, Linked.named_by(TicketKey)) == ("", ("to",))
