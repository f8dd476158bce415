"""The page from which something is forwarded: one message is ticked, all that leaves is shown, and then it is sent."""

import re

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import fresh, page, rows
from tickets.models import Message

VENDOR = "vendor@example.net"


@pytest.fixture
def said(ticket):
    return Message.objects.filter(ticket=ticket, direction="in").get()


def send(browser, ticket, **given):
    return browser.client.post(
        f"/admin/tickets/ticket/{ticket.pk}/forward/", {"to": VENDOR, "text": "Can you look?"} | given
    )


def confirm(browser, ticket, shown):
    fields = re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', shown.content.decode())
    return browser.client.post(f"/admin/tickets/ticket/{ticket.pk}/forward/", dict(fields))


def test_only_the_message_that_one_came_from_is_ticked(ana, ticket, said):
    other = make.receive("10 10:30", "More.", ticket=ticket, proven=True).message
    shown = ana.get(f"ticket/{ticket.pk}/forward/", message=said.pk).context["offered"]
    assert [(row.pk, row.ticked) for row in shown] == [(said.pk, True), (other.pk, False)]
    assert not any(row.ticked for row in ana.get(f"ticket/{ticket.pk}/forward/").context["offered"])


def test_it_is_looked_at_in_full_and_then_sent_once(ana, ticket, said):
    shown = send(ana, ticket, messages=said.pk, hold="true", key="7b0a3a0e-6a3f-4d59-9b57-8f6b6a0f0c11")
    assert not Message.objects.filter(recipient=VENDOR).exists()
    assert "This is all that leaves" in words(shown)
    assert "On 10 March 2025, 10:00, Mia Novak wrote: The app hangs." in words(shown)
    for _twice in range(2):
        answer = confirm(ana, ticket, shown)
    assert answer["Location"] == f"/admin/tickets/ticket/{ticket.pk}/change/"
    assert Message.objects.get(recipient=VENDOR).quoted_below.endswith("The app hangs.")
    assert fresh(ticket).status == "on_hold"


def test_what_was_not_looked_at_is_not_sent(ana, ticket, said):
    assert "This is all that leaves" in words(send(ana, ticket, messages=said.pk, looked="0" * 64))
    assert not Message.objects.filter(recipient=VENDOR).exists()


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(ana, ticket, said):
    answer = send(ana, ticket, to=make.MIA, messages=said.pk)
    assert answer.status_code == 400
    assert "the customer&#x27;s own address" in answer.content.decode()
    assert answer.context["offered"][0].ticked
    assert "Can you look?" in answer.content.decode()


def test_the_page_shows_the_conversation_as_ours_alone_and_leads_on(ana, ticket, said):
    confirm(ana, ticket, send(ana, ticket, messages=said.pk))
    message = Message.objects.get(recipient=VENDOR)
    assert f"/forward/?side={message.side_id}" in ana.get(page(ticket)).content.decode()
    (row,) = [row for row in rows(ana, ticket, "note") if row.side]
    assert [pill.words for pill in row.marks] == ["Side conversation, only we see it"]
    assert f"to {VENDOR}" in row.source
    confirm(ana, ticket, send(ana, ticket, side=message.side_id, text="And now?", to=""))
    assert Message.objects.filter(recipient=VENDOR, side=message.side_id).count() == 2


def test_who_only_reads_finds_no_such_page(browser, ticket):
    rita = browser("rita", "read_only")
    assert rita.get(f"ticket/{ticket.pk}/forward/").status_code == 404
    assert "forward_to_inbox" not in rita.get(page(ticket)).content.decode()
