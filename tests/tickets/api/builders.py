"""People, keys and tickets for the tests of the API and of the customer's pages, made by the verbs that make them."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tickets.actions import intake
from tickets.actions.inbound import InboundMessage, Sender
from tickets.actions.setup import api_keys
from tickets.models import User
from tickets.models.history import current_desk
from tickets.models.people import Role
from tickets.rules.access import COMMAND

EARLIER = datetime(2025, 3, 5, 9, 0, tzinfo=UTC)


def person(name="ana", role=Role.AGENT, **more):
    """Somebody who works here."""
    return User.objects.create_user(username=name, first_name=name.title(), role=role, **more)


def api_key(user, *scopes, **more):
    """The header of a key that acts as `user`."""
    _, secret = api_keys.create_api_key(
        by=COMMAND, user=user, name="a program", scopes=scopes or ("tickets",), at=timezone.now(), **more
    )
    return {"HTTP_AUTHORIZATION": f"Api-Key {secret}"}


def contact(text="The app hangs.", *, email="mia@example.org", at=None, **more):
    """A contact of a customer; gives its ticket."""
    message = InboundMessage(channel="web", sender=Sender(name="Mia", email=email), text=text, **more)
    return intake.receive(message, at=at or timezone.now() - timedelta(hours=1)).ticket


def resolved(ticket, by, at=None):
    """The same ticket after we said that it is done, and asked."""
    return make.do("reply", ticket, by=by, at=at or timezone.now(), text="It is fixed in 4.2.1.", then="resolve")


@contextmanager
def counted():
    """Counts SQL statements. The desk, which is read anew every ten seconds, is not read anew in between."""
    with time_machine.travel(timezone.now(), tick=False):
        current_desk(timezone.now())
        with CaptureQueriesContext(connection) as statements:
            yield statements
