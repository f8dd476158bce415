"""Chats and calls: what belongs together stays together, whatever happens to the ticket meanwhile."""

from datetime import timedelta

import pytest

from tests.tickets.channels.builders import WEDNESDAY, account, person
from tickets.actions import intake, resolution, sessions
from tickets.actions.inbound import InboundMessage, Sender
from tickets.actions.ledger import Invalid
from tickets.models import ChannelSession, Event, Message, Ticket

pytestmark = pytest.mark.django_db
MIA = Sender(name="Mia", phone="+4930901820")
AN_HOUR = timedelta(hours=1)


def caller(sender=MIA, call="line:1"):
    return InboundMessage("phone", sender, "(call)", session=call, external_id=f"{call}:offered")


def line(text, number):
    return InboundMessage("chat", Sender(), text, session="demo.1", external_id=f"demo.1:{number}")


@pytest.fixture
def chat():
    return sessions.open_session("chat", "demo.1", at=WEDNESDAY, key_hash="x")


@pytest.fixture
def widget():
    return account("chat", "demo")[0]


@pytest.fixture
def phone():
    return account("phone", "line")[0]


def test_opening_a_session_again_keeps_its_first_key(chat):
    again = sessions.open_session("chat", "demo.1", at=WEDNESDAY + AN_HOUR, key_hash="y")
    assert (again, again.key_hash, again.opened_at) == (chat, "x", WEDNESDAY)


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
    other = intake.receive(InboundMessage("web", Sender(email="mia@example.com"), "Hello"), at=WEDNESDAY).ticket
    resolution.merge(first, by=ana, at=WEDNESDAY + AN_HOUR, into=other)
    received = sessions.said(chat, line("Still.", 2), at=WEDNESDAY + 2 * AN_HOUR, account=widget)
    assert (received.ticket, ChannelSession.objects.get().ticket) == (other, other)


def test_a_line_after_the_resolution_reopens_the_same_ticket(chat, widget):
    ticket = sessions.said(chat, line("It hangs.", 1), at=WEDNESDAY, account=widget).ticket
    resolution.resolve(ticket, by=person("ana"), at=WEDNESDAY + AN_HOUR, text="Fixed.")
    sessions.said(chat, line("It hangs again.", 2), at=WEDNESDAY + 2 * AN_HOUR, account=widget)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopens, Ticket.objects.count()) == ("open", 1, 1)


def test_a_call_of_somebody_who_waits_joins_their_ticket(phone):
    waiting = intake.receive(InboundMessage("web", MIA, "It hangs."), at=WEDNESDAY).ticket
    call = sessions.call_offered(phone, caller(), at=WEDNESDAY + AN_HOUR, occurred_at=WEDNESDAY + AN_HOUR)
    assert call.ticket == waiting
    assert Ticket.objects.get().chasers == 1


def test_a_call_handed_over_is_answered_twice_and_owned_by_the_last(phone):
    ana, ben = person("ana"), person("ben")
    for agent in (ana, ben, ben):
        sessions.call_answered(phone, caller(), by=agent, at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert list(Event.objects.filter(kind="answer").order_by("id").values_list("by", flat=True)) == [ana.pk, ben.pk]
    assert Ticket.objects.get().owner == ben


def test_a_call_is_answered_in_the_ticket_that_its_own_was_merged_into(phone):
    ben = person("ben")
    call = sessions.call_offered(phone, caller(), at=WEDNESDAY, occurred_at=WEDNESDAY)
    other = intake.receive(InboundMessage("web", Sender(email="mia@example.com"), "Hello"), at=WEDNESDAY).ticket
    resolution.merge(call.ticket, by=ben, at=WEDNESDAY, into=other)
    sessions.call_answered(phone, caller(), by=ben, at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert Event.objects.get(kind="answer").ticket == other


def test_no_line_of_a_call_comes_before_its_first(phone):
    ben = person("ben")
    sessions.call_offered(phone, caller(), at=WEDNESDAY, occurred_at=WEDNESDAY)
    early = WEDNESDAY - timedelta(minutes=3)
    sessions.call_answered(phone, caller(), by=ben, at=WEDNESDAY, occurred_at=early)
    sessions.call_ended(phone, caller(), at=WEDNESDAY, occurred_at=early)
    assert set(Event.objects.values_list("occurred_at", flat=True)) == {WEDNESDAY}


def test_missed_after_answered_changes_nothing(phone):
    sessions.call_answered(phone, caller(), by=person("ben"), at=WEDNESDAY, occurred_at=WEDNESDAY)
    call = sessions.call_missed(phone, caller(), at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert call.ended_at is None
    assert not Message.objects.filter(text=sessions.MISSED).exists()


def test_who_left_us_answers_no_calls(phone):
    with pytest.raises(Invalid):
        sessions.call_answered(phone, caller(), by=person("old", is_active=False), at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert not Ticket.objects.exists()
