"""A customer's journey as it was imported: two tickets of Mia's, one that is spam, and one of somebody else's."""

import pytest

from tests import make
from tests.metrics.explain.told import line
from tickets.models import Customer, Ticket

MIA = {"from": {"email": "mia@example.org", "name": "Mia"}}


def first():
    """A chat that was promised a word which did not come, two chasers, the second forced to the telephone, and a yes."""
    yield line(
        "A1", "3 10:00", "contact", "A", channel="chat", session="c", subject="It hangs", text="The app hangs.", **MIA
    )
    yield line("A2", "3 10:04", "answer", "A", by="ana", channel="chat", session="c", initiated=False, text="We check.")
    yield line("A3", "3 10:04", "promise", "A", by="ana", text="get back to you", due_at=make.at("4 10:00").isoformat())
    yield line("A4", "5 10:00", "contact", "A", channel="chat", session="d", text="And?", **MIA)
    yield line("A5", "6 10:00", "contact", "A", channel="phone", session="p", text="Again.", **MIA)
    yield line("A6", "6 10:10", "answer", "A", by="ben", channel="phone", session="p", initiated=False, text="Sorry.")
    yield line("A7", "6 10:10", "promise", "A", by="ben", text="a fix", due_at=make.at("7 12:00").isoformat())
    yield line("A8", "7 11:00", "answer", "A", by="ben", channel="email", text="It is fixed.")
    yield line("A9", "7 11:00", "promise_done", "A", by="ben", promise="A7")
    yield line("A10", "7 11:00", "resolve", "A", by="ben")
    yield line("A11", "7 12:00", "feedback", "A", survey="csat", score=2)


def second():
    """Resolved, and it came back."""
    yield line("B1", "10 10:00", "contact", "B", channel="email", subject="=1+1", text="A <b>bill</b>.", **MIA)
    yield line("B2", "10 11:00", "answer", "B", by="ana", channel="email", text="It is right.")
    yield line("B3", "10 11:00", "resolve", "B", by="ana")
    yield line("B4", "11 10:00", "contact", "B", channel="email", text="It is not.", **MIA)


def others():
    """Mia's spam, and Leo's ticket."""
    yield line("S1", "12 10:00", "contact", "S", channel="email", text="Buy!", **MIA)
    yield line("S2", "12 10:05", "spam", "S", by="ana")
    leo = {"from": {"email": "leo@example.org"}}
    yield line("L1", "3 10:00", "contact", "L", channel="email", text="Leo's.", **leo)


@pytest.fixture
def mia(db):
    """Mia's file, with her tickets; her second ticket is Ana's."""
    make.desk()
    make.take([*first(), *second(), *others()])
    return Customer.objects.get(identities__value="mia@example.org")


def number(key):
    """The number of a ticket."""
    return Ticket.objects.get(source_key=key).pk
