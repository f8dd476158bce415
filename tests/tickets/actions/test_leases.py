"""A row is in one worker's hand while that worker lives, however long it works, and free soon after it died."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet

from tests import make
from tests.make import WEDNESDAY, account
from tickets.actions import leases
from tickets.actions.inbox import arrivals, mailboxes
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.outbox import delivery
from tickets.models import Mailbox, Message, RawInbound

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(leases, "RENEWED_EVERY", 0.05)


@pytest.fixture
def arrival():
    arrivals.store(account("email", "help", address="help@example.org")[0], b"From: mia", "email:help:1", at=now())
    return RawInbound.objects.get()


def now():
    return datetime.now(UTC)


def until(row):
    return type(row).objects.get(pk=row.pk).lease_until


def an_arrival(arrival, at):
    return arrivals.claim(at, 1)


def a_message(arrival, at):
    if not Message.objects.filter(direction="out").exists():
        receive(InboundMessage("email", Sender(email="mia@example.com"), "It hangs."), at=WEDNESDAY)
    return delivery.claim(at, 1)


def a_mailbox(arrival, at):
    Mailbox.objects.get_or_create(account=arrival.account, defaults={"polling": True, "imap_host": "mx.example"})
    found = mailboxes.claim(at)
    return [found] if found else []


@pytest.mark.parametrize("claim", [an_arrival, a_message, a_mailbox])
def test_what_is_in_hand_stays_in_hand_for_as_long_as_the_work_takes(arrival, claim):
    began = now()
    (row,) = claim(arrival, began)
    with leases.renewed(row, clock=now):
        waited(lambda: until(row) > began + leases.LEASE)
        assert claim(arrival, began + leases.LEASE) == []
    last = until(row)
    assert claim(arrival, last - timedelta(milliseconds=1)) == []
    assert claim(arrival, last + timedelta(seconds=1)) == [row]


def waited(condition):
    by = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < by, "Nothing was renewed."
        time.sleep(0.02)


def test_what_the_work_wrote_at_its_end_stands(arrival):
    (row,) = arrivals.claim(now(), 1)
    with leases.renewed(row, clock=now):
        waited(lambda: until(row) > row.lease_until)
        at = now()
        arrivals.mark_failed(row, "The database was away.", at=at)
        time.sleep(0.2)
        assert until(row) == at + arrivals.PAUSE
        arrivals.mark_done(row, None)
        time.sleep(0.2)
        assert until(row) is None


def test_who_lost_a_row_takes_it_from_nobody(arrival):
    (slow,) = arrivals.claim(WEDNESDAY, 1)
    (quick,) = arrivals.claim(WEDNESDAY + leases.LEASE, 1)
    with leases.renewed(slow, clock=now):
        time.sleep(0.3)
    assert until(quick) == WEDNESDAY + 2 * leases.LEASE


def test_a_database_that_is_away_for_a_moment_costs_no_lease(arrival, monkeypatch):
    (row,) = arrivals.claim(now(), 1)
    update, tries = QuerySet.update, []

    def fails_twice(self, **values):
        tries.append(values)
        if len(tries) < 3:
            raise DatabaseError("away")
        return update(self, **values)

    monkeypatch.setattr(QuerySet, "update", fails_twice)
    with leases.renewed(row, clock=now):
        waited(lambda: until(row) > row.lease_until)


def test_eight_workers_share_forty_rows_and_none_has_two_owners(arrival):
    for number in range(39):
        arrivals.store(arrival.account, b"From: mia", f"email:help:more{number}", at=now())

    def works():
        mine = []
        while claimed := arrivals.claim(now(), 1):
            mine += [row.pk for row in claimed]
        return mine

    taken = [pk for owned in make.at_once(*[works] * 8) for pk in owned]
    assert sorted(taken) == sorted(RawInbound.objects.values_list("pk", flat=True))
