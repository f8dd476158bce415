"""Who is at the desk: whoever opens a page or presses a button, not a page that asks by itself."""

import pytest
import time_machine
from django.core.cache import cache

from config import here
from tests import make

NOW = make.at("10 10:42")


@pytest.fixture
def ana(client, db):
    make.desk()
    ana = make.person("ana", is_staff=True)
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(NOW, tick=False):
        yield ana


def test_a_page_and_a_press_are_a_look_and_what_a_page_asks_by_itself_is_none(client, ana):
    client.get("/admin/tickets/ticket/alerts/")
    assert here.looked(ana.pk) is None
    client.get("/admin/tickets/ticket/my-desk/")
    assert here.looked(ana.pk) == NOW
    cache.clear()
    client.post("/admin/tickets/ticket/next/")
    assert here.looked(ana.pk) == NOW


def test_a_ticket_is_seen_while_its_page_is_looked_at_and_not_while_it_lies_behind_others(client, ana):
    ticket = make.ticket("10 10:00")
    client.get(f"/admin/tickets/ticket/{ticket.pk}/live/?left")
    assert (here.looked(ana.pk), here.looked(ana.pk, ticket.pk)) == (None, None)
    client.get(f"/admin/tickets/ticket/{ticket.pk}/live/")
    assert (here.looked(ana.pk), here.looked(ana.pk, ticket.pk)) == (NOW, NOW)


def test_nobody_is_nowhere(client, db):
    client.get("/admin/login/")
    assert here.looked(0) is None
