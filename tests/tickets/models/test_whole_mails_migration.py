"""What was stored before: heads of mails that were too large, and addresses in the DNS's spelling, forwards and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import make

BEFORE, THIS = [("tickets", "0011_settings_in_plain_words")], [("tickets", "0012_whole_mails")]
TOO_LARGE = "The mail is larger than 25 MB. These are its headers; the whole of it is still in the mailbox."


def migrated(targets):
    """The database moved; gives the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_was_stored_before_is_known_as_what_it_is():
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    at = make.at("5 10:00")
    try:
        old = migrated(BEFORE)
        account = old.get_model("tickets", "ChannelAccount").objects.create(channel="email", slug="help", name="Help")
        for error in (TOO_LARGE, "No sender."):
            arrival = {"account": account, "source_key": error[:9], "body": b"x", "received_at": at, "error": error}
            old.get_model("tickets", "RawInbound").objects.create(**arrival)
        identities = old.get_model("tickets", "Identity").objects
        mia, leo = (old.get_model("tickets", "Customer").objects.create(created_at=at) for _ in range(2))
        for customer, value in [
            (mia, "mia@xn--bcher-kva.example"),
            (mia, "leo@xn--bcher-kva.example"),
            (leo, "leo@bücher.example"),
        ]:
            identities.create(customer=customer, kind="email", value=value, created_at=at)
        new = migrated(THIS)
        heads = new.get_model("tickets", "RawInbound").objects.order_by("id").values_list("is_head", flat=True)
        assert list(heads) == [True, False]
        values = new.get_model("tickets", "Identity").objects.order_by("id").values_list("value", flat=True)
        assert list(values) == ["mia@bücher.example", "leo@xn--bcher-kva.example", "leo@bücher.example"]
        assert migrated(BEFORE).get_model("tickets", "RawInbound").objects.count() == 2
    finally:
        migrated(leaves)
