"""The front door: joining is not trusting."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.models import Customer, Identity, KnownFact, Message, Ticket, TicketLink, User
from tickets.rules.identity import JoinHint, JoinReason

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 5, 9, tzinfo=UTC)
MIA = Sender(name="Mia", email="mia@example.com")


def contact(sender=MIA, *, at=AT, channel="web", text="It hangs.", ticket=None, claims=(), **more):
    """Somebody turns to us."""
    return receive(InboundMessage(channel, sender, text, **more), at=at, ticket=ticket, claims=claims)


def agent():
    """A person of ours."""
    return User.objects.create(username="ana", role="agent")


def test_who_chases_joins_their_one_open_ticket_across_channels():
    first = contact(channel="chat")
    again = contact(channel="email", at=AT + timedelta(days=3))
    assert (again.ticket.pk, again.why, again.new_ticket) == (first.ticket.pk, JoinReason.CHASING, False)
    assert (again.ticket.contacts, again.ticket.chasers) == (2, 1)
    assert again.message.proven is False


def test_a_stranger_never_joins():
    first = contact()
    other = contact(Sender(email="bob@example.com"))
    assert other.new_ticket
    assert other.ticket.pk != first.ticket.pk


def test_who_has_two_tickets_that_wait_on_us_gets_another_with_both_beside():
    first, by = contact(), agent()
    make.do("reply", first.ticket, by=by, at=AT + timedelta(minutes=5), text="Which version?")
    second = contact(at=AT + timedelta(hours=1), text="Something else.")
    make.do("promise", first.ticket, by=by, at=AT + timedelta(hours=2), text="a fix")
    third = contact(at=AT + timedelta(hours=3))
    assert third.new_ticket
    beside = third.ticket.events.get(kind="contact").data["beside"]
    assert sorted(beside) == [first.ticket.pk, second.ticket.pk]


def test_a_ticket_that_waits_on_the_customer_is_not_joined_without_a_token():
    first = contact()
    make.do("reply", first.ticket, by=agent(), at=AT + timedelta(minutes=5), text="Which version?")
    again = contact(at=AT + timedelta(hours=1))
    assert again.new_ticket
    event = again.ticket.events.get(kind="contact")
    assert event.data["beside"] == [first.ticket.pk]


def test_our_token_joins_only_a_sender_who_takes_part():
    first = contact()
    make.do("reply", first.ticket, by=agent(), at=AT + timedelta(minutes=5), text="Which version?")
    theirs = contact(at=AT + timedelta(hours=1), claims=[(first.ticket, JoinHint.TOKEN)])
    assert (theirs.ticket.pk, theirs.why, theirs.message.proven) == (first.ticket.pk, JoinReason.TOKEN, True)
    stranger = contact(
        Sender(email="eve@example.com"), at=AT + timedelta(hours=2), claims=[(first.ticket, JoinHint.TOKEN)]
    )
    assert stranger.new_ticket
    assert not stranger.message.proven


def test_an_unproven_address_is_never_put_on_another_persons_file():
    # Eve knows Mia's number. Were her own address noted as Mia's, our answers would go to Eve.
    mias = contact(Sender(name="Mia", phone="+4930901820"), channel="phone")
    eves = contact(Sender(phone="+4930901820", email="eve@example.com"), channel="chat", at=AT + timedelta(hours=1))
    assert eves.ticket.customer_id != mias.ticket.customer_id
    assert {row.value: row.customer_id for row in Identity.objects.all()} == {
        "+4930901820": mias.ticket.customer_id,
        "eve@example.com": eves.ticket.customer_id,
    }


@pytest.mark.parametrize(("proven", "value"), [(False, "Pixel 7"), (True, "Pixel 8")])
def test_what_is_not_proven_corrects_nothing_and_is_kept_as_words(proven, value):
    contact(facts={"device": "Pixel 7"})
    again = contact(facts={"Device": "Pixel 8", "city": "Ulm"}, at=AT + timedelta(hours=1), proven=proven)
    assert not again.new_ticket
    told = dict(KnownFact.objects.order_by("noted_at", "id").values_list("key", "value"))
    assert told == {"device": value, "city": "Ulm"}
    assert ("Device: Pixel 8" in again.message.text) is not proven


ALL = {"email": "mia@example.com", "phone": "+4930901820", "handle": "mia"}


@pytest.mark.parametrize(
    ("channel", "more", "counts"),
    [
        ("web", {}, ["mia@example.com"]),
        ("chat", {}, ["mia@example.com"]),
        ("phone", {}, ["+4930901820"]),  # it rings from there
        ("social", {}, ["mia"]),  # it is written from there
        ("web", {"proven": True}, ["+4930901820", "mia", "mia@example.com"]),
        ("phone", {"noted": True}, ["+4930901820", "mia", "mia@example.com"]),  # one of us asked
    ],
)
def test_of_what_is_only_claimed_counts_what_it_can_be_answered_by(channel, more, counts):
    message = contact(Sender(**ALL), channel=channel, **more).message
    assert sorted(Identity.objects.values_list("value", flat=True)) == counts
    assert message.sender == ALL  # the others are noted as said


def test_a_visitor_without_a_name_may_say_later_where_to_reach_them():
    first = contact(Sender(), channel="chat", session="s1")
    contact(Sender(email="mia@example.com"), channel="chat", session="s1", ticket=first.ticket)
    assert Identity.objects.get().customer_id == first.ticket.customer_id
    assert Customer.objects.count() == 1


def test_the_same_message_again_does_nothing():
    first = contact(external_id="m1")
    again = contact(external_id="m1")
    assert again.repeated
    assert again.message.pk == first.message.pk
    assert Message.objects.count() == 1


def test_after_the_ticket_has_closed_a_contact_opens_another_as_the_same_issue():
    first = contact()
    by = agent()
    make.do("reply", first.ticket, by=by, at=AT + timedelta(minutes=5), text="Fixed.", then="resolve")
    Ticket.objects.filter(pk=first.ticket.pk).update(status="closed")
    later = contact(at=AT + timedelta(days=40), ticket=first.ticket)
    assert later.new_ticket
    link = TicketLink.objects.get()
    assert (link.from_ticket_id, link.to_ticket_id, link.relation) == (later.ticket.pk, first.ticket.pk, "same_issue")


def test_mail_is_acknowledged_once_per_address_and_day_and_no_machine_ever():
    contact(channel="email")
    contact(channel="email", at=AT + timedelta(hours=2))
    contact(Sender(email="robot@example.com"), channel="email", automatic=True)
    contact(Sender(email="list@example.com"), channel="email", answerable=False)
    sent = Message.objects.filter(direction="out")
    assert [message.recipient for message in sent] == ["mia@example.com"]
    assert "hangs" not in sent[0].text
    contact(channel="email", at=AT + timedelta(days=1))
    assert Message.objects.filter(direction="out").count() == 2


def test_facts_of_a_form_are_known_from_the_start():
    first = contact(facts={"Device": "Pixel 7"})
    fact = first.ticket.facts.get()
    assert (fact.key, fact.value, fact.message_id) == ("device", "Pixel 7", first.message.pk)


def test_an_automatic_mail_is_no_contact():
    first = contact()
    again = contact(channel="email", automatic=True, at=AT + timedelta(hours=1))
    assert (again.ticket.pk, again.ticket.contacts) == (first.ticket.pk, 1)


@pytest.mark.parametrize("earlier", [1, 3])
def test_a_joining_contact_costs_the_same_however_long_the_history(earlier, django_assert_num_queries):
    for minute in range(earlier):
        contact(at=AT + timedelta(minutes=minute))
    # Who, their tickets, the log, the desk (three, once in ten seconds), the message, the event, the ticket.
    with django_assert_num_queries(9):
        contact(at=AT + timedelta(minutes=30))


@pytest.mark.parametrize("channel", ["web", "email", "chat"])
def test_what_will_stand_in_a_header_comes_in_as_one_line(db, channel):
    """By whichever channel: our answers repeat the subject, and greet by the name."""
    mia = Sender(name="Mia\r\nBcc: all@example.com", email="mia@example.com", handle="mia\x00\u202e")
    said = InboundMessage(channel, mia, "One\r\ntwo.", subject="Help\r\nBcc: all@example.com\x1b", mail_id="a\r\nb@c")
    received = receive(said, at=timezone.now())
    assert received.ticket.subject == "Help Bcc: all@example.com"
    assert received.message.sender["name"] == "Mia Bcc: all@example.com"
    assert received.message.mail_id == "a b@c"
    assert received.message.text == "One\r\ntwo."
    of_the_text = receive(InboundMessage(channel, Sender(email="zoe@example.com"), "One\rtwo\x07"), at=timezone.now())
    assert of_the_text.ticket.subject == "One two"
