"""A client that speaks JSON, people and a ticket."""

import json

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from tests import make
from tests.make import api_key, contact, person
from tickets.models import Team


class Caller:
    """A program: posts JSON, reads JSON, with the headers it was given."""

    def __init__(self, **headers):
        self.client, self.headers = Client(raise_request_exception=True), headers

    def get(self, path, **headers):
        """GET under /api/v1/."""
        return self.client.get(f"/api/v1/{path}", **self.headers, **headers)

    def post(self, path, body=None, **headers):
        """POST JSON under /api/v1/; a `bytes` body goes as it is."""
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        headers = {"content_type": "application/json", **self.headers, **headers}
        return self.client.post(f"/api/v1/{path}", raw, **headers)


@pytest.fixture
def anybody():
    return Caller()


@pytest.fixture
def ana(db):
    return person("ana", first_name="Ana")


@pytest.fixture
def agent(ana):
    """A program that acts as Ana."""
    return Caller(**api_key(ana, "tickets"))


@pytest.fixture
def website(ana):
    """A program that may hand in contacts, also late ones."""
    return Caller(**api_key(ana, "intake"))


@pytest.fixture
def ticket(db):
    return contact()


@pytest.fixture
def elsewhere(db):
    """Gives a ticket to a team that nobody is in."""

    def give(ticket):
        team = Team.objects.create(name="Elsewhere", slug="elsewhere")
        return make.do("assign", ticket, at=timezone.now(), team=team)

    return give


@pytest.fixture
def rate(monkeypatch):
    """Sets a rate limit for one test; the classes read them once, when they are made."""

    def set_rate(scope, value):
        monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, scope, value)

    return set_rate
