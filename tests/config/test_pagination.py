"""Lists that go by a key which many rows share: they end, forwards and backwards, and lose and repeat nothing."""

from datetime import UTC, datetime

import pytest
from django.db.models.functions import Coalesce
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tests import make
from tickets.api.paging import DueFirst, LatestWords
from tickets.api.tickets import NEVER
from tickets.models import Message, Ticket
from tickets.models.customer import Customer

pytestmark = pytest.mark.django_db
EQUAL = 1_230
PAGE = 200


def walked(pages, rows, link="next", address=f"/?page_size={PAGE}"):
    """The ids of all pages in the order in which they were asked for, and the address of the last one."""
    found = []
    while address:
        paginator = pages()
        page = [row.pk for row in paginator.paginate_queryset(rows(), Request(APIRequestFactory().get(address)))]
        found.append(page)
        last, address = address, paginator.get_paginated_response([]).data[link]
        assert len(found) < 20, "The list does not end."
    return found, last


def tickets():
    return Ticket.objects.annotate(due_or_never=Coalesce("due_at", NEVER))


@pytest.fixture
def many_equal():
    """More than a thousand tickets without a due time, some that are due at one instant, and one message each."""
    customer = Customer.objects.create(created_at=datetime(2025, 3, 1, tzinfo=UTC))
    due = [None] * EQUAL + [make.at("5 10:00")] * 3 + [make.at("6 10:00").replace(microsecond=250_000)]
    rows = [
        Ticket(customer=customer, reference=f"R{n}", due_at=at, created_at=customer.created_at)
        for n, at in enumerate(due)
    ]
    Ticket.objects.bulk_create(rows)
    said = {"direction": "in", "channel": "email", "occurred_at": make.at("5 10:00"), "recorded_at": make.at("5 10:00")}
    Message.objects.bulk_create([Message(ticket=row, customer=customer, **said) for row in Ticket.objects.all()])


def test_what_is_due_next_ends(many_equal):
    pages, last = walked(DueFirst, tickets)
    shown = [pk for page in pages for pk in page]
    assert shown == list(tickets().order_by("due_or_never", "pk").values_list("pk", flat=True))
    back, _ = walked(DueFirst, tickets, "previous", last)
    assert [pk for page in reversed(back) for pk in page] == shown


def test_the_latest_words_end(many_equal):
    pages, last = walked(LatestWords, Message.objects.all)
    shown = [pk for page in pages for pk in page]
    assert shown == list(Message.objects.order_by("-occurred_at", "-pk").values_list("pk", flat=True))
    back, _ = walked(LatestWords, Message.objects.all, "previous", last)
    assert [pk for page in reversed(back) for pk in page] == shown


def test_rows_that_come_in_meanwhile_move_nothing(many_equal):
    paginator = DueFirst()
    first = paginator.paginate_queryset(tickets(), Request(APIRequestFactory().get(f"/?page_size={PAGE}")))
    address = paginator.get_next_link()
    Ticket.objects.filter(pk__in=[row.pk for row in first[3:50]]).update(due_at=make.at("7 10:00"))
    pages, _ = walked(DueFirst, tickets, address=address)
    assert len({pk for page in pages for pk in page} | {row.pk for row in first}) == Ticket.objects.count()
