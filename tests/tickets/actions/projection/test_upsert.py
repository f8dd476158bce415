"""Rows written in bulk, whether they are there or not."""

import pytest

from tests import make
from tickets.actions.projection.upsert import upsert
from tickets.models import Heartbeat, ParkedLine

pytestmark = pytest.mark.django_db
EARLY, LATE = make.at("5 10:00"), make.at("5 11:00")


def parked(name, reason, at, key="T"):
    return ParkedLine(external_id=name, ticket_key=key, line="{}", reason=reason, parked_at=at)


def test_what_is_new_is_inserted_and_of_what_is_there_only_some_columns_change():
    upsert(ParkedLine, [parked("1", "first", EARLY)], keys=["external_id"], values=["reason"])
    upsert(ParkedLine, [parked("1", "second", LATE), parked("2", "new", LATE)], keys=["external_id"], values=["reason"])
    rows = ParkedLine.objects.order_by("external_id").values_list("external_id", "reason", "parked_at")
    assert list(rows) == [("1", "second", EARLY), ("2", "new", LATE)]


@pytest.mark.parametrize(("number", "statements"), [(0, 0), (1, 1), (9, 1)])
def test_it_is_one_statement_for_all(number, statements, django_assert_num_queries):
    rows = [Heartbeat(name=str(name), at=EARLY) for name in range(number)]
    with django_assert_num_queries(statements):
        upsert(Heartbeat, rows, keys=["name"], values=["at"])
