"""Events never change: the database itself refuses, whoever asks."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tickets.actions import intake
from tickets.actions.inbound import InboundMessage, Sender
from tickets.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    message = InboundMessage("web", Sender(email="mia@example.com"), "It hangs.")
    return intake.receive(message, at=datetime(2025, 3, 5, 9, tzinfo=UTC)).ticket.events.get()


def refused(change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


def raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_orm_cannot_change_an_event(event):
    refused(lambda: Event.objects.filter(pk=event.pk).update(kind="thanks"))
    refused(lambda: Event.objects.filter(pk=event.pk).delete())


def test_sql_cannot_either(event):
    refused(lambda: raw("UPDATE tickets_event SET kind = 'thanks'"))
    refused(lambda: raw("DELETE FROM tickets_event"))


def test_postgresql_writes_down_in_which_transaction_an_event_came(event):
    if connection.vendor == "sqlite":
        assert event.transaction is None
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert Event.objects.get().transaction == cursor.fetchone()[0]


def test_each_migrate_puts_the_guards_back(event):
    # SQLite drops triggers silently when it rewrites a table.
    if connection.vendor == "sqlite":
        raw("DROP TRIGGER event_no_update")
    else:
        raw("DROP TRIGGER event_no_change ON tickets_event")
    call_command("migrate", verbosity=0)
    refused(lambda: raw("UPDATE tickets_event SET kind = 'thanks'"))
