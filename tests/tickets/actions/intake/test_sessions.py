"""Chats and calls: what belongs together stays together, whatever happens to the ticket meanwhile."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import WEDNESDAY, account, person
from tickets.actions.intake import sessions
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.models import ChannelSession, Ticket

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def line(text, number):
    return InboundMessage("chat", Sender(), text, session="demo.1", external_id=f"demo.1:{number}")


@pytest.fixture
def chat():
    return sessions.open_session("chat", "demo.1", at=WEDNESDAY)


@pytest.fixture
def widget():
    return account("chat", "demo")[0]


def test_opening_a_session_again_is_the_same_since_then(chat):
    again = sessions.open_session("chat", "demo.1", at=WEDNESDAY + AN_HOUR)
    assert (again, again.opened_at) == (chat, WEDNESDAY)


def test_two_chats_without_a_name_are_two_people(chat, widget):
    other = sessions.open_session("chat", "demo.2", at=WEDNESDAY)
    one = sessions.said(chat, line("It hangs.", 1), at=WEDNESDAY, account=widget)
    two = sessions.said(
        other, InboundMessage("chat", Sender(), "Mine too.", session="demo.2"), at=WEDNESDAY, account=widget
    )
    assert one.ticket.customer_id != two.ticket.customer_id


def test_a_chat_follows_its_ticket_into_the_one_it_was_merged_into(chat, widget):
    ana = person("ana")
    first = sessions.said(chat, line("It hangs.", 1), at=WEDNESDAY, account=widget).ticket
    other = receive(InboundMessage("web", Sender(email="mia@example.com"), "Hello"), at=WEDNESDAY).ticket
    make.do("merge", first, by=ana, at=WEDNESDAY + AN_HOUR, into=other)
    received = sessions.said(chat, line("Still.", 2), at=WEDNESDAY + 2 * AN_HOUR, account=widget)
    assert (received.ticket, ChannelSession.objects.get().ticket) == (other, other)


def test_a_line_after_the_resolution_reopens_the_same_ticket(chat, widget):
    ticket = sessions.said(chat, line("It hangs.", 1), at=WEDNESDAY, account=widget).ticket
    make.do("resolve", ticket, by=person("ana"), at=WEDNESDAY + AN_HOUR, text="Fixed.")
    sessions.said(chat, line("It hangs again.", 2), at=WEDNESDAY + 2 * AN_HOUR, account=widget)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopens, Ticket.objects.count()) == ("open", 1, 1)
