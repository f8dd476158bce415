"""The question in a chat: when it counts as asked, whose it is, and what a click does."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from tests import make
from tests.make import MIA, account
from tests.tickets.channels.visitor import Visitor
from tickets import tasks
from tickets.models import ChannelSession, Event, Ticket

pytestmark = pytest.mark.django_db
A_WEEK = 7 * 24 * 60


class Clock:
    """Minutes since Wednesday at ten."""

    def __init__(self, moved):
        self.moved, self.now = moved, make.WEDNESDAY

    def to(self, minutes):
        self.now = make.WEDNESDAY + timedelta(minutes=minutes)
        self.moved.move_to(self.now)
        return self.now


@pytest.fixture
def clock():
    with time_machine.travel(make.WEDNESDAY, tick=False) as moved:
        yield Clock(moved)


@pytest.fixture
def visitor(client, clock):
    make.desk()
    account("chat", "demo")
    visitor = Visitor(client)
    visitor.say("It hangs.")
    return visitor


def resolve(at, ticket=None, **more):
    ticket = ticket or Ticket.objects.get()
    given = {"text": "It is fixed.", "then": "resolve", "channel": "chat", **more}
    return make.do("reply", ticket, by=make.person("ana", first_name="Ana"), at=at, **given)


def asked():
    return Event.objects.filter(kind="asked_confirmation").count()


def loop():
    ticket = Ticket.objects.get()
    ticket.refresh_from_db()
    return ticket.loop


def test_it_is_asked_when_the_visitor_looks_and_once(visitor, clock):
    resolve(clock.to(1))
    assert (asked(), loop()) == (0, "open")
    clock.to(2)
    told = visitor.look().json()
    assert told["question"] == {"after": told["messages"][-1]["id"], "answer": None}
    visitor.look()
    assert (asked(), loop()) == (1, "awaiting")
    event = Event.objects.get(kind="asked_confirmation")
    assert (event.occurred_at, event.message.text, event.actor_kind) == (clock.now, "It is fixed.", "channel")


def test_looking_makes_nobodys_page_stale(visitor, clock):
    version = resolve(clock.to(1)).version
    visitor.look()
    assert Ticket.objects.get().version == version


def test_in_a_chat_that_nobody_looks_at_any_more_nobody_is_asked(visitor, clock):
    resolve(clock.to(1))
    [figures] = make.figures(as_of=clock.to(2 * A_WEEK)).values()
    assert (asked(), figures["loop"]) == (0, "open")


def test_seven_days_of_silence_count_from_the_look(visitor, clock):
    resolve(clock.to(1))
    clock.to(3 * A_WEEK)
    visitor.look()
    states = [make.figures(as_of=clock.to(3 * A_WEEK + minutes)) for minutes in (A_WEEK - 1, A_WEEK)]
    assert [figures["loop"] for [figures] in (state.values() for state in states)] == ["awaiting", "presumed"]


def test_in_a_chat_that_was_ended_nobody_is_asked(visitor, clock):
    resolve(clock.to(1))
    visitor.post("end")
    assert visitor.look().json()["question"] is None
    assert (asked(), visitor.post("confirm").status_code) == (0, 409)


def test_who_left_is_asked_by_the_mail_that_goes_after_them(visitor, clock):
    visitor.post("reach", email=MIA)
    resolve(clock.to(1))
    clock.to(4)
    tasks.deliver()
    (letter,) = mail.outbox
    assert (letter.to, "Does it work for you now?" in letter.body, asked()) == ([MIA], True, 1)
    assert loop() == "awaiting"


def test_a_yes_is_one_event_of_the_customers_however_often_it_is_clicked(visitor, clock):
    resolve(clock.to(1))
    visitor.look()
    answers = [visitor.post("confirm") for _ in range(3)]
    assert [(answer.status_code, answer.json()["answer"]) for answer in answers] == [(200, "yes")] * 3
    assert (loop(), Event.objects.filter(kind="confirm").count()) == ("confirmed", 1)
    assert Event.objects.get(kind="confirm").actor_kind == "customer"
    assert visitor.look().json()["question"]["answer"] == "yes"


def test_a_no_is_one_event_and_opens_it_again(visitor, clock):
    resolve(clock.to(1))
    visitor.look()
    assert [visitor.post("dispute").json()["answer"] for _ in range(3)] == ["no"] * 3
    assert Event.objects.filter(kind="dispute").count() == 1
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.loop, ticket.reopens) == ("open", "disputed", 1)
    assert visitor.look().json()["question"]["answer"] == "no"
    assert visitor.post("confirm").status_code == 409  # it is open


def test_the_next_resolution_asks_again(visitor, clock):
    resolve(clock.to(1))
    visitor.look()
    visitor.post("dispute")
    resolve(clock.to(5))
    assert visitor.look().json()["question"]["answer"] is None
    assert (asked(), loop()) == (2, "awaiting")


@pytest.mark.parametrize("text", ["Thanks!", "It hangs again."])
def test_nothing_is_asked_of_what_is_not_resolved(visitor, clock, text):
    assert visitor.look().json()["question"] is None
    resolve(clock.to(1))
    visitor.look()
    clock.to(2)
    visitor.say(text, "2")
    question = visitor.look().json()["question"]
    assert (question is None) == (text != "Thanks!")
    assert visitor.post("dispute").status_code == (200 if question else 409)


def test_what_was_resolved_without_telling_asks_nothing(visitor, clock):
    make.do("resolve", Ticket.objects.get(), by=make.person(), at=clock.to(1))
    assert visitor.look().json()["question"] is None
    assert asked() == 0


def test_who_only_named_an_address_answers_nothing_of_its_owners(client, clock):
    """Words that chase join the ticket of the address that they name; a claim confirms and disputes nothing."""
    make.desk()
    account("chat", "demo")
    make.ticket(clock.now)
    stranger = Visitor(client)
    stranger.say("And?", email=MIA)
    assert ChannelSession.objects.get().ticket == Ticket.objects.get()
    resolve(clock.to(1))
    assert stranger.look().json()["question"] is None
    assert [stranger.post(answer).status_code for answer in ("confirm", "dispute")] == [409, 409]
    assert (asked(), Ticket.objects.get().status) == (0, "resolved")


def test_without_the_chats_key_nobody_answers(visitor, clock):
    resolve(clock.to(1))
    visitor.look()
    visitor.key = "wrong"
    assert [visitor.post(answer).status_code for answer in ("confirm", "dispute")] == [404, 404]
    assert loop() == "awaiting"
