"""How SQLite reads the desk's pages: by an index, without sorting all tickets. Its plans do not change with the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tickets.admin.tickets.saved_views import VIEWS

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by how many rows there are.")
LIST = "/admin/tickets/ticket/"


def plans(client, address):
    """The plan of each statement of a page that reads tickets: its lines."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    for query in asked.captured_queries:
        if 'FROM "tickets_ticket"' in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql'].replace('%', '%%')}")
                yield [row[3] for row in cursor.fetchall()]


@pytest.fixture
def busy(browser):
    """Whoever sees everything has the most to read."""
    vera = browser("vera", "manager")
    for number in range(3):
        ticket = make.ticket("10 10:00", email=f"m{number}@example.org")
        make.do("assign", ticket, by=vera.person, at=make.at("10 10:05"), to=vera.person)
    return vera.client


@pytest.mark.parametrize(
    "address", ["/admin/", *(f"{LIST}?view={view.key}" for view in VIEWS), f"{LIST}?view=everything"]
)
def test_no_page_reads_or_sorts_the_whole_table(busy, address):
    for plan in plans(busy, address):
        whole = [line for line in plan if line == "SCAN tickets_ticket"]
        assert whole == [], plan
