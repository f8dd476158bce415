"""Browsers of people of different roles, at one moment: Monday 10 March 2025, 10:42."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from tests import make

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
        """GET a page."""
        return self.client.get(f"/admin/tickets/{path}", query)

    def words(self, path, **query):
        """What a page says, without its tags."""
        return words(self.get(path, **query))

    def do(self, ticket, verb, **said):
        """POST a verb of a ticket's page, as the page would: with the version and the newest event that it showed."""
        page = self.get(f"ticket/{ticket.pk}/change/")
        seen = {"version": page.context["ticket"].version, "seen": page.context["last_line"]}
        return self.post(ticket, verb, **{**seen, **said})

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
