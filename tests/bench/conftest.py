"""One desk of 100,000 tickets for all benchmarks of a run, in a database of its own."""

import logging
import time

import pytest
from django.db import connection

from tests.bench.seed import seed
from tickets.models import Event, Message, Ticket

TICKETS = 100_000


@pytest.fixture(scope="session")
def big_desk(django_db_blocker):
    """Seeded once. What benchmarks do to it is really committed, as in production: no savepoint blurs the counts."""
    if connection.vendor != "postgresql":
        pytest.skip("Benchmarks run on PostgreSQL: make bench")
    logging.getLogger("followthrough").setLevel(logging.WARNING)  # a line per request would hide the figures
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = "followthrough_bench"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            _fill()
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def _fill():
    began = time.monotonic()
    seed(TICKETS)
    took = time.monotonic() - began
    rows = [f"{model.objects.count():,} {model._meta.verbose_name_plural}" for model in (Ticket, Message, Event)]
    print(f"\nseeded in {took:.0f} s: {', '.join(rows)}")
