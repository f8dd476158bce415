"""The Message-ID of a mail moves into a column of its own, forwards and back, and nothing else does."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import make
from tickets.models import Customer, Ticket

THIS = ("tickets", "0004_threads")
ROWS = [
    ("email", "a" * 64 + " id-1@example.org", "a" * 64, "id-1@example.org"),
    ("email", "b" * 64, "b" * 64, ""),
    ("email", None, None, ""),
    ("chat", "said with spaces", "said with spaces", ""),
]


def migrated(*targets):
    """The database moved; gives the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps.get_model("tickets", "Message")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_moves_out_and_back():
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    before = [parent.key for parent in MigrationExecutor(connection).loader.graph.node_map[THIS].parents]
    customer = Customer.objects.create(created_at=make.at("5 10:00"))
    ticket = Ticket.objects.create(reference="FT-0000-0000", customer=customer, created_at=make.at("5 10:00"))
    try:
        old = migrated(*before)
        said = {"ticket_id": ticket.pk, "direction": "in", "occurred_at": make.at("5 10:00")}
        made = [
            old.objects.create(**said, recorded_at=make.at("5 10:00"), channel=channel, external_id=given).pk
            for channel, given, _kept, _moved in ROWS
        ]
        new = migrated(THIS)
        moved = [new.objects.filter(pk=pk).values_list("external_id", "mail_id").get() for pk in made]
        assert moved == [(kept, mail_id) for _channel, _given, kept, mail_id in ROWS]
        back = migrated(*before)
        assert [back.objects.get(pk=pk).external_id for pk in made] == [given for _channel, given, *_rest in ROWS]
    finally:
        migrated(*leaves)
