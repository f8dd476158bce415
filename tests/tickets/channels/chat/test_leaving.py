"""Who leaves the chat gets the answer by mail, where we know an address that is theirs; nobody else gets anything."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from tests import make
from tests.make import WEDNESDAY, account, person
from tests.tickets.channels.visitor import Visitor
from tickets import tasks
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.models import ChannelSession, Event, Identity, Message, Ticket, User
from tickets.models.message import Delivery

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)
MIA = "mia@example.com"


@pytest.fixture
def clock():
    """Time stands still and can be moved."""
    with time_machine.travel(WEDNESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def visitor(client, clock):
    """Somebody who has said something."""
    account("chat", "demo")
    visitor = Visitor(client)
    visitor.say("It hangs.")
    return visitor


@pytest.fixture
def later(clock):
    """Lets time pass, and gives what it then is."""
    now = [WEDNESDAY]

    def passes(minutes):
        now[0] += minutes * A_MINUTE
        clock.move_to(now[0])
        return now[0]

    return passes


def answer(at, text="Fixed.", **more):
    """Ana answers where the agent's page would: in the chat."""
    ticket = make.do("reply", Ticket.objects.order_by("id").last(), by=person_once(), at=at, text=text, **more)
    return Message.objects.filter(ticket=ticket, direction="out").latest("pk")


def person_once():
    return User.objects.filter(username="ana").first() or person("ana")


def test_while_they_are_there_it_stays_in_the_chat(visitor, later):
    visitor.post("reach", email=MIA)
    said = answer(later(1), channel="chat")
    assert (said.channel, said.delivery, said.recipient) == ("chat", Delivery.NONE, "")
    assert not Event.objects.get(kind="answer").data["initiated"]
    assert visitor.texts() == ["It hangs.", "Fixed."]


def test_once_they_have_left_it_goes_by_mail_and_can_be_read_in_the_chat(visitor, later):
    visitor.post("reach", email=MIA)
    said = answer(later(3), channel="chat")
    assert (said.channel, said.delivery, said.recipient) == ("email", Delivery.WAITING, MIA)
    event = Event.objects.get(kind="answer").data
    assert (event["initiated"], event["channel"], "session" in event) == (True, "email", False)
    line = visitor.look().json()["messages"][-1]
    assert (line["text"], line["by_mail"]) == ("Fixed.", True)


def test_a_mail_that_is_no_answer_to_the_chat_is_not_shown_in_it(visitor, later):
    visitor.post("reach", email=MIA)
    answer(later(3), channel="email")
    assert visitor.texts() == ["It hangs."]


def test_without_an_address_it_waits_in_the_chat(visitor, later):
    said = answer(later(30), channel="chat")
    assert (said.channel, said.delivery) == ("chat", Delivery.NONE)
    assert visitor.texts()[-1] == "Fixed."


def test_an_ended_chat_is_answered_by_mail_at_once(visitor, later):
    visitor.post("reach", email=MIA)
    visitor.post("end")
    assert answer(later(0), channel="chat").channel == "email"


def test_what_they_left_without_seeing_goes_after_them_once(visitor, later):
    visitor.post("reach", email=MIA)
    said = answer(later(1))
    tasks.deliver()
    assert mail.outbox == []
    later(2)
    tasks.deliver()
    tasks.deliver()
    (letter,) = mail.outbox
    assert (letter.to, "Fixed." in letter.body) == ([MIA], True)
    said.refresh_from_db()
    assert (said.channel, said.delivery) == ("chat", Delivery.SENT)
    assert visitor.look().json()["messages"][-1]["by_mail"]


def test_what_they_have_seen_does_not(visitor, later):
    visitor.post("reach", email=MIA)
    said = answer(later(1))
    visitor.look()  # on its way to them, perhaps
    later(3)
    ChannelSession.objects.update(shown=said.pk - 1)
    visitor.look(after=said.pk)  # they have it
    later(5)
    tasks.deliver()
    assert mail.outbox == []


def test_what_was_sent_to_a_page_that_never_told_it_was_there_goes_too(visitor, later):
    visitor.post("reach", email=MIA)
    answer(later(1))
    visitor.look()  # the network was cut before it arrived
    later(3)
    tasks.deliver()
    assert len(mail.outbox) == 1


def test_answers_of_long_ago_are_not_sent_when_an_address_is_left_at_last(visitor, later):
    answer(later(1))
    later(60 * 25)
    visitor.post("reach", email=MIA)
    tasks.deliver()
    assert mail.outbox == []


def test_the_address_is_a_new_identity_of_somebody_unknown(visitor):
    assert visitor.post("reach", email="Mia@Example.com").json() == {"reach": MIA}
    found = Identity.objects.get()
    assert (found.value, found.verified, found.customer) == (MIA, False, Ticket.objects.get().customer)
    visitor.post("reach", email="other@example.com")
    assert Identity.objects.count() == 1


def test_an_address_that_is_left_before_the_first_word_is_kept(client, clock):
    account("chat", "demo")
    visitor = Visitor(client)
    visitor.post("reach", email=MIA)
    visitor.say("It hangs.")
    assert Message.objects.get().sender == {"email": MIA}
    assert visitor.look().json()["reach"] == MIA


def test_an_address_takes_nothing_from_whom_it_belongs_to(visitor, later):
    hers = receive(InboundMessage("email", Sender(email=MIA), "My number is 1234."), at=later(1)).ticket
    visitor.post("reach", email=MIA)
    assert Identity.objects.get(value=MIA).customer_id == hers.customer_id
    assert "1234" not in visitor.look().text


@pytest.mark.parametrize("known", [{"email": MIA}, {"phone": "+4930901820"}])
def test_no_answer_about_somebodys_ticket_goes_to_an_address_that_a_stranger_typed(client, later, known):
    """Words that chase join the ticket of the address or number they name; its mails open the ticket's whole history."""
    account("chat", "demo")
    hers = receive(InboundMessage("web", Sender(**known), "My number is 1234."), at=later(1)).ticket
    stranger = Visitor(client)
    stranger.say("And?", **known)
    assert Message.objects.get(channel="chat").ticket == hers
    stranger.post("reach", email="evil@example.net")
    said = answer(later(5), channel="chat")
    assert said.recipient != "evil@example.net"
    later(5)
    tasks.deliver()
    assert all(letter.to == [MIA] for letter in mail.outbox)


@pytest.mark.parametrize("email", ["nobody", "a@b@c", "", "a" * 330 + "@example.com", 7, None])
def test_what_is_no_address_is_refused(visitor, email):
    assert visitor.post("reach", email=email).status_code == 400
    assert ChannelSession.objects.get().reach == ""
