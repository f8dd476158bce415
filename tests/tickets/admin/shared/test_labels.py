"""What people chose for a ticket stands beside its subject, in the list and on its page."""

import pytest

from tests import make
from tests.make import DESK
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.labels import labels
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_priority_is_shown_unless_it_is_the_usual_one():
    ticket = make.ticket("10 10:00")
    tell = Formatter(DESK, make.at("10 10:42"))
    assert labels(ticket, tell) == []
    urgent = make.do("priority", ticket, by=make.person(), at=make.at("10 10:10"), to="urgent")
    assert [pill.words for pill in labels(urgent, tell)] == ["Urgent priority"]


def test_list_and_page_show_it(desk, ana):
    ticket = make.ticket("10 10:00", "The app hangs.")
    ana.do(ticket, "priority", to="urgent")
    assert "Urgent priority" in ana.words("ticket/")
    assert "Urgent priority" in ana.words(f"ticket/{ticket.pk}/change/")


def test_tags_are_put_on_by_the_menu_and_shown_in_list_and_page(desk, ana):
    ticket = make.ticket("10 10:00", "The app hangs.")
    ana.do(ticket, "tag", add="Billing, vip", remove="")
    assert [pill.words for pill in labels(Ticket.objects.get(), Formatter(DESK, make.at("10 10:42")))] == [
        "billing",
        "vip",
    ]
    for page in ("ticket/", f"ticket/{ticket.pk}/change/"):
        assert "billing" in ana.words(page)
    assert "ana changed its tags: +billing, +vip" in ana.words(f"ticket/{ticket.pk}/change/")


def test_until_when_it_is_snoozed_is_said_until_then(desk, ana, now):
    ticket = make.ticket("10 10:00", "The app hangs.")
    ana.do(ticket, "snooze", until="2025-03-12T09:00")
    pages = {"ticket/": {"view": "snoozed"}, f"ticket/{ticket.pk}/change/": {}}
    assert all("Snoozed until Wed 12 Mar 09:00" in ana.words(page, **query) for page, query in pages.items())
    now.move_to(make.at("12 09:00"))
    ana.sign_in()
    assert "Snoozed until" not in ana.words(f"ticket/{ticket.pk}/change/")
