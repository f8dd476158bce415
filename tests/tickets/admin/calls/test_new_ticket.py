"""The page of a new ticket: whom, by which mailbox, what, and how one gets there."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions.setup import people
from tickets.models import Message, Ticket
from tickets.rules.access import COMMAND

NEW = "/admin/tickets/ticket/new/"


def send(browser, address=NEW, **said):
    key = browser.client.get(address).context["form"]["key"].value()
    given = {"key": key, "to": "tom@example.org", "subject": "Your order", "text": "It leaves tomorrow.", **said}
    return browser.client.post(address, given)


def test_it_is_sent_once_and_leads_to_its_ticket(ana):
    box, _secret = make.account("email", "orders", address="orders@example.org")
    answer = send(ana, name="Tom", mailbox=box.pk, cc="a@example.com, b@example.com")
    ticket, message = Ticket.objects.get(), Message.objects.get()
    assert answer["Location"] == f"/admin/tickets/ticket/{ticket.pk}/change/"
    assert (message.recipient, message.cc, message.sent_from) == (
        "tom@example.org",
        ["a@example.com", "b@example.com"],
        box,
    )


def test_a_customer_is_found_by_typing_and_their_open_tickets_are_shown(ana, mias):
    assert "Mia Novak" in ana.words("ticket/new/", q="novak")
    address = f"{NEW}?customer={mias.customer_id}"
    assert f"Open already: #{mias.pk} App hangs" in words(ana.client.get(address))
    send(ana, address, to=make.MIA)
    assert Ticket.objects.last().customer == mias.customer


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(ana):
    answer = send(ana, to="noreply@example.org", cc="")
    assert answer.status_code == 400
    assert answer.context["form"].errors["to"] == ["Nobody reads what is sent to noreply@example.org."]
    assert answer.context["form"]["text"].value() == "It leaves tomorrow."


def test_a_mailbox_of_another_team_gives_the_ticket_to_them(ana):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    box, _secret = make.account("email", "orders", address="orders@example.org", team=others)
    send(ana, mailbox=box.pk)
    assert Ticket.objects.get().team == others


def test_a_customer_of_tickets_that_one_may_not_see_is_nobody(ana):
    assert ana.client.get(f"{NEW}?customer=999").status_code == 404


@pytest.mark.parametrize("typed", ["New ticket", "new"])
def test_it_is_reached_from_the_list_and_by_the_palette(ana, typed):
    assert NEW in ana.get("ticket/").content.decode()
    assert NEW in ana.get("ticket/palette/", q=typed).content.decode()


def test_it_is_reached_from_the_customers_page(ana, mias):
    assert f"{NEW}?customer={mias.customer_id}" in ana.get(f"customer/{mias.customer_id}/change/").content.decode()


def test_a_call_of_ours_begins_as_one(ana):
    assert "?direction=ours" in ana.client.get(NEW).content.decode()
    form = ana.client.get("/admin/tickets/ticket/add/?direction=ours").context["form"]
    assert form["direction"].value() == "ours"
