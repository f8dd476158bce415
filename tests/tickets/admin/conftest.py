"""Browsers of people of different roles, at one moment: Monday 10 March 2025, 10:42."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from tests import make
from tickets.actions.inbox import arrivals
from tickets.actions.outbox import delivery
from tickets.actions.setup import accounts, people
from tickets.models import Message, Ticket
from tickets.models.message import Delivery
from tickets.rules.access import COMMAND

NOW = "10 10:42"


class Browser:
    """A signed-in browser: gets and posts under /admin/tickets/."""

    def __init__(self, person):
        self.person, self.client = person, Client(raise_request_exception=True)
        self.sign_in()

    def sign_in(self):
        """A session lasts a working day."""
        self.client.force_login(self.person, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path, **query):
        """GET a page; what was said until now is found there."""
        if "q" in query:
            make.searchable()
        return self.client.get(f"/admin/tickets/{path}", query)

    def words(self, path, **query):
        """What a page says, without its tags."""
        return words(self.get(path, **query))

    def do(self, ticket, verb, **said):
        """POST a verb of a ticket's page, as the page would: with the version and the newest event that it showed."""
        page = self.get(f"ticket/{ticket.pk}/change/")
        seen = {"version": page.context["ticket"].version, "seen": page.context["last_line"]}
        answer = self.post(ticket, verb, **{**seen, **said})
        if "/split/" in answer.get("Location", ""):
            return self.post(ticket, verb, **{**seen, **said, "looked": seen["seen"]})
        return self.look_and_press(ticket, answer) if "/join/" in answer.get("Location", "") else answer

    def look_and_press(self, ticket, answer):
        """Two tickets are joined after a look at both."""
        shown = self.client.get(answer["Location"]).context
        seen = {"version": shown["goes"].ticket.version, "seen": shown["goes"].last_line}
        return self.post(ticket, "merge", into=shown["stays"].ticket.pk, looked=shown["stays"].last_line, **seen)

    def post(self, ticket, verb, **said):
        """POST a verb with nothing but what is said."""
        return self.client.post(f"/admin/tickets/ticket/{ticket.pk}/do/{verb}/", said)


def words(response):
    """What a response says, in one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    text = text.replace("<", " <")
    return " ".join(strip_tags(text).replace("&quot;", '"').replace("&#x27;", "'").split())


@pytest.fixture(autouse=True)
def now():
    """The desk's clock stands still, and can be moved."""
    with time_machine.travel(make.at(NOW), tick=False) as clock:
        yield clock


@pytest.fixture
def desk(db):
    """Mon-Fri 9-17 in Berlin."""
    return make.desk()


@pytest.fixture
def browser(desk):
    """A browser of somebody who is made on the spot: `browser("ana")`, `browser("lea", "team_lead")`."""

    def of(name="ana", role="agent"):
        person = make.person(name, role)
        person.is_staff, person.is_superuser, person.time_zone = True, role == "administrator", "Europe/Berlin"
        person.save()
        return Browser(person)

    return of


@pytest.fixture
def ana(browser):
    return browser("ana")


@pytest.fixture
def mias(desk):
    """Mia's ticket, whose mail Tom was in copy of."""
    return make.ticket("10 09:00", "The app hangs.", subject="App hangs", name="Mia Novak", copied=("tom@example.org",))


@pytest.fixture
def came_back(mias):
    """A resolution that was sent, and reported as undeliverable a day later."""
    ticket = make.resolved(mias, "10 09:10")
    message = Message.objects.get(automatic=False, direction="out")
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.SENT, sent_at=make.at("10 09:11"))
    message.refresh_from_db()
    delivery.bounced(message, make.at("10 10:20"), "550 5.1.1 no such user")
    return Ticket.objects.get(pk=ticket.pk), message


def hide(ticket):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    return make.do("assign", ticket, at=make.at("10 10:40"), to=None, team=others)


@pytest.fixture
def raw(desk):
    account, _secret = accounts.create_account(by=COMMAND, channel="email", slug="support", name="Support")
    arrival, _new = arrivals.store(account, b"From: \xff broken", "key", at=make.at("10 10:00"))
    (claimed,) = arrivals.claim(make.at("10 10:00"), 1)
    arrivals.unreadable(claimed, "No sender.")
    return arrival
