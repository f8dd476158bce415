"""A ticket of Ana's, and what she wants to be told."""

from unittest.mock import patch

import pytest

from tests import make
from tickets.actions import feed
from tickets.actions.setup.told import want
from tickets.actions.telling.following import follow
from tickets.models import Event, Notice

ALL = ["mention", "assigned", "wrote", "followed"]


@pytest.fixture
def ana(db):
    make.desk()
    return make.person("ana", email="ana@example.com", is_staff=True, time_zone="Europe/Berlin")


@pytest.fixture
def ben(ana):
    return make.person("ben", email="ben@example.com", is_staff=True)


@pytest.fixture
def ticket(ana, ben):
    """It is there before anybody follows the feed."""
    ticket = make.ticket("5 10:00")
    make.do("assign", ticket, by=ben, at=make.at("5 10:01"), to=ana)
    read_on()
    want(by=ana, by_mail=ALL)
    return ticket


def read_on():
    """What was done until now becomes notices: also what the test's own transaction has not committed."""
    with patch.object(feed, "_seen_by_all", Event.objects.all):
        while follow():
            pass


def told():
    return list(Notice.objects.order_by("pk").values_list("person__username", "kind", "way"))


def nobody_looked(person, ticket):
    return None
