"""What was a text about a ticket's channels and rules becomes data and back; what the text had lost is counted again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import make
from tickets.models import Customer, Event, Ticket

THIS = ("tickets", "0008_derived_values_typed")
LONG = ",".join(["email"] * 40)[:200]
ROWS = [
    ("", "", "", [], {}, []),
    ("chat,email", "R1,R3", "email", ["chat", "email"], {"chat": 1, "email": 1}, ["R1", "R3"]),
    ("phone", "", "phone", ["phone"], {"phone": 1}, []),
]


def migrated(*targets):
    """The database moved; gives the tickets as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps.get_model("tickets", "Ticket").objects


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_becomes_data_and_back():
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    before = [parent.key for parent in MigrationExecutor(connection).loader.graph.node_map[THIS].parents]
    customer = Customer.objects.create(created_at=make.at("5 10:00"))
    made = [
        Ticket.objects.create(reference=f"FT-{n}", customer=customer, created_at=make.at("5 10:00")).pk
        for n in range(len(ROWS) + 1)
    ]
    *short, long = made
    mia = {"actor_kind": "customer", "actor_id": str(customer.pk)}
    for number in range(41):
        channel = {"channel": "chat" if number == 40 else "email"}
        when = {"occurred_at": make.at(f"5 11:{number:02}"), "recorded_at": make.at("5 12:00")}
        Event.objects.create(ticket_id=long, kind="contact", data=channel, **when, **mia)
    try:
        old = migrated(*before)
        for pk, (channels, rules, *_new) in zip(short, ROWS, strict=True):
            old.filter(pk=pk).update(channels=channels, stalled_rules=rules)
        old.filter(pk=long).update(channels=LONG)
        new = migrated(THIS)
        names = ("last_channel", "channels", "contacts_by_channel", "stalled_rules")
        assert [new.values_list(*names).get(pk=pk) for pk in short] == [tuple(row[2:]) for row in ROWS]
        counted = ("chat", [*["email"] * 29, "chat"], {"email": 40, "chat": 1}, [])
        assert new.values_list(*names).get(pk=long) == counted
        back = migrated(*before)
        found = [back.values_list("channels", "stalled_rules").get(pk=pk) for pk in short]
        assert found == [row[:2] for row in ROWS]
    finally:
        migrated(*leaves)
