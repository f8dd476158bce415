"""New rows in bulk: a few or many, they hold what was said, and each knows its id."""

import pytest
from django.db import IntegrityError, transaction

from tests.make import at
from tickets.actions.inserting import MANY, insert
from tickets.models import Customer, Event, Message, Ticket

pytestmark = pytest.mark.django_db
HARD = "tab\t, line\n, return\r, back\\slash, \"quotes\", 'more', \\N, ünï 🎈"


@pytest.fixture
def ticket():
    customer = Customer.objects.create(name="Mia", created_at=at("5 10:00"))
    return Ticket.objects.create(reference="R1", customer=customer, created_at=at("5 10:00"))


def said(ticket, text, **more):
    given = {"direction": "in", "channel": "email", "occurred_at": at("5 10:00"), "recorded_at": at("5 10:01")}
    return Message(ticket=ticket, text=text, **{**given, **more})


@pytest.mark.parametrize("many", [0, 1, MANY - 1, MANY, MANY + 50])
def test_rows_hold_what_was_said_and_know_their_ids(ticket, many):
    rows = [said(ticket, f"{n} {HARD}", sender={"name": HARD}, copied=[HARD, n]) for n in range(many)]
    insert(Message, rows)
    stored = Message.objects.in_bulk()
    assert [stored[row.pk].text for row in rows] == [f"{n} {HARD}" for n in range(many)]
    assert len(stored) == many
    for row in rows:
        assert not row._state.adding
        found = stored[row.pk]
        assert {f.attname: getattr(found, f.attname) for f in Message._meta.concrete_fields} == {
            f.attname: getattr(row, f.attname) for f in Message._meta.concrete_fields
        }


def test_ids_are_in_the_order_of_the_rows_and_go_on_after_them(ticket):
    first, second = ([said(ticket, "") for _ in range(MANY)] for _ in range(2))
    insert(Message, first)
    single = said(ticket, "")
    single.save()
    insert(Message, second)
    ids = [row.pk for row in [*first, single, *second]]
    assert ids == sorted(set(ids))


def test_what_the_database_refuses_is_an_error_as_for_a_single_row(ticket):
    happened = [
        Event(ticket=ticket, kind="no kind", occurred_at=at("5 10:00"), recorded_at=at("5 10:00")) for _ in range(MANY)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Event, happened)
    assert not Event.objects.exists()


def test_rows_are_found_by_their_times_as_single_ones_are(ticket):
    insert(Message, [said(ticket, "") for _ in range(MANY)])
    said(ticket, "").save()
    assert Message.objects.filter(occurred_at=at("5 10:00")).count() == MANY + 1
    assert not Message.objects.filter(occurred_at__gt=at("5 10:00")).exists()
