"""What an action says happened."""

import pytest

from tests import make
from tickets.actions.change import Change, Entry, Written, whole
from tickets.events.joining import Linked
from tickets.events.note import Noted
from tickets.models import Event as Row
from tickets.models import Ticket
from tickets.rules.access import COMMAND
from tickets.rules.story import Event

AT = 1_741_165_200


@pytest.mark.parametrize("micro", [0, 1, 999_999])
def test_an_instant_is_cut_to_whole_seconds(micro):
    moment = make.at("5 10:00:01")
    assert whole(moment.replace(microsecond=micro)) == moment


def test_what_was_written_is_found_by_its_kind_and_by_its_provisional_id():
    note, link = Entry(Noted, actor=COMMAND), Entry(Linked, {"to": 2, "relation": "related"}, actor=COMMAND)
    ticket = Ticket(pk=7)
    change = Change(ticket, None, None, {1 << 60: note, (1 << 60) + 1: link})
    written = Written()
    written.events = {(7, 1 << 60): Row(pk=41), (7, (1 << 60) + 1): Row(pk=42)}
    assert [(entry, event.pk) for _, entry, event in written.of_kind([change], "link")] == [(link, 42)]
    assert written.event_id(ticket, Event(1 << 60, AT, "note")) == 41
    assert written.event_id(ticket, Event(5, AT, "note")) == 5  # an old one has its own
    assert written.event_id(Ticket(pk=8), Event(1 << 60, AT, "note")) == 1 << 60
