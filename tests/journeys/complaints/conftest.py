"""What people complain about in public of other desks, by kind, and what happens here instead.

Each is played through the doors: mails as their bytes, agents by their verbs and pages, the clock by its sweep.
"""

from datetime import timedelta

import pytest

from tests import make
from tests.make import MIA, WEDNESDAY, account, mail
from tests.tickets.admin.conftest import Browser
from tickets.models import Message, tokens
from tickets.models.message import Direction

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def boxes(db):
    """The desk's mailboxes."""
    make.desk()
    addresses = {"help": "help@example.org", "sales": "sales@example.org"}
    return {name: account("email", name, address=address)[0] for name, address in addresses.items()}


@pytest.fixture
def arrive(boxes):
    """A mail comes in; gives its message."""

    def come(text="It hangs.", *, sender=f"Mia Novak <{MIA}>", at=WEDNESDAY, box="help", **headers):
        headers.setdefault("Message_ID", f"<{Message.objects.count()}-{at:%d%H%M}@example.org>")
        return make.arrive(boxes[box], mail(text, sender=sender, **headers), at).message

    return come


@pytest.fixture
def ben():
    return make.person("ben", email="ben@example.org")


@pytest.fixture
def desk():
    """Ana's browser, signed in at the desk."""
    return Browser(make.person("ana", is_staff=True, time_zone="Europe/Berlin"))


def reply(ticket, by, *, at=WEDNESDAY + HOUR, text="Try 4.2.1.", **more):
    """A person answers by mail; gives the message."""
    make.do("reply", ticket, by=by, at=at, text=text, channel="email", **more)
    return of_ours().latest("pk")


def of_ours():
    """What people of ours wrote."""
    return Message.objects.filter(direction=Direction.OUT, automatic=False)


def answering(message):
    """The headers of a mail that answers one of ours."""
    return {"In_Reply_To": tokens.message_id_for(message)}
