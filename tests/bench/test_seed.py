"""What was seeded by COPY is what the actions make of the same events."""

import re
from random import Random

import pytest

from tests.make import passing, rows
from tickets.actions.projection.rebuild import rebuild
from tickets.models import Event, Identity, Message, Ticket

pytestmark = pytest.mark.bench
SAMPLE = 200


def families(number):
    """Some tickets of the whole desk, each with what was merged into it; among them some that have that."""
    roots = list(Ticket.objects.filter(merged_into=None).order_by("id").values_list("pk", flat=True))
    merged = list(Ticket.objects.exclude(merged_into=None).order_by("id").values_list("merged_into", flat=True))
    dice = Random(7)
    chosen = dice.sample(roots, number) + dice.sample(merged, number // 10)
    return chosen + list(Ticket.objects.filter(merged_into__in=chosen).values_list("pk", flat=True))


def copy_of(key):
    """The number of the copy that an identity's value ("7.leo@example.org") or a ticket's key ("T-1~7") names."""
    named = re.match(r"(\d+)\.", key) or re.search(r"~(\d+)$", key)
    return int(named[1]) if named else 0


def test_rebuilt_from_its_events_a_seeded_ticket_has_the_very_rows(big_desk):
    chosen = families(SAMPLE)
    seeded = {ticket: rows(ticket) for ticket in chosen}
    at = Ticket.objects.get(pk=chosen[0]).projected_at
    with passing():
        spoilt = {"status": "new", "waiting_on": "nobody", "contacts": 99, "loop": "open", "due_at": at}
        Ticket.objects.filter(pk__in=chosen, merged_into=None).update(**spoilt)
        assert {ticket: rows(ticket) for ticket in chosen} != seeded
        rebuild(chosen, at=at)
        assert {ticket: rows(ticket) for ticket in chosen} == seeded


def test_a_copy_points_at_nothing_but_its_own(big_desk):
    chosen = families(SAMPLE)
    for event in Event.objects.filter(ticket__in=chosen).select_related("ticket", "message"):
        ticket = event.ticket
        assert event.message_id is None or event.message.ticket_id == ticket.pk
        if address := event.data.get("address"):
            # What they came by may stand on a double's file, as in the demo; it is one of the same copy all the same.
            assert copy_of(Identity.objects.get(pk=address).value) == copy_of(ticket.source_key)
        for name in ("promise", "of", "from_line"):
            if name in event.data:
                assert Event.objects.filter(ticket=ticket, external_id=event.data[name]).exists()
    theirs = Message.objects.filter(ticket__in=chosen, direction="in").select_related("ticket")
    assert all(message.customer_id == message.ticket.customer_id for message in theirs)
