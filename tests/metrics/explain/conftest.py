"""What the tests of explained figures share: the desk's story as it was imported, and people who look at it."""

import pytest

from tests import make
from tests.metrics.explain.told import line
from tickets.models import Ticket
from tickets.models.people import Role


@pytest.fixture
def story(db):
    """The story of definitions 7 in the database; gives its ticket."""
    make.desk()
    make.take(
        [
            line("E1", "5 10:00", "contact", channel="chat", session="c", text="The app hangs.", subject="It hangs"),
            line("E2", "5 10:04", "answer", by="ana", channel="chat", session="c", initiated=False, text="We check."),
            line("P1", "5 10:04", "promise", by="ana", text="get back to you"),
            line("E3", "8 10:00", "contact", channel="email", text="I was told on Wednesday <b>so</b>."),
            line("E4", "8 10:00:20", "auto_reply", channel="email", text="We have received it."),
            line("E5", "10 10:00", "contact", channel="phone", session="p", text="Again."),
            line("E6", "10 10:01", "answer", by="ben", channel="phone", session="p", initiated=False, text="I see."),
            line("E7", "10 10:18", "answer", by="ben", channel="phone", session="p", initiated=False, text="Bye."),
            line("P2", "10 10:18", "promise", by="ben", text="a fix", due_at=make.at("11 10:00").isoformat()),
            line("N1", "10 10:31", "note", by="ben", text="The fix goes into 4.2.1."),
            line("E8", "11 10:00", "answer", by="ben", channel="email", text="It is fixed in 4.2.1."),
            line("K2", "11 10:00", "promise_done", by="ben", promise="P2"),
            line("R1", "11 10:00", "resolve", by="ben"),
            line("E9", "11 12:00", "confirm"),
        ]
    )
    return Ticket.objects.get(source_key="T")


@pytest.fixture
def ana(client, db):
    """An agent who has signed in."""
    person = make.person("ann", Role.AGENT, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.person = person
    return client
