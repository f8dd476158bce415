"""What the tests of a ticket's page share: the story up to Monday morning, and a ticket of that morning."""

import pytest

from tests import make
from tickets.actions.promises import PromiseGiven
from tickets.models import Event, Ticket


def page(ticket):
    return f"ticket/{ticket.pk}/change/"


def rows(browser, ticket, kind):
    return [row for row in browser.get(page(ticket)).context["rows"] if row.kind == kind]


@pytest.fixture
def story(desk):
    """The story up to Monday morning: explained in a chat, asked by mail, explained again on the phone."""
    ana, ben = make.person("ana", first_name="Ana"), make.person("ben", first_name="Ben")
    facts = {"device": "Pixel 7", "app_version": "4.2", "symptom": "hangs when the basket is opened"}
    mia = {"name": "Mia Novak"}
    ticket = make.ticket("5 10:00", "The app hangs.", channel="chat", handle="mia", session="c1", facts=facts, **mia)
    make.do("assign", ticket, at=make.at("5 10:04"), to=ana)
    make.answered(ticket, "5 10:04", ana, "We will check.", session="c1", channel="chat", promise=PromiseGiven("check"))
    make.receive("8 10:00", "I was told on Wednesday.", ticket=ticket, proven=True, **mia)
    make.receive("10 10:00", "", ticket=ticket, channel="phone", session="call1", **mia)
    call = {"session": "call1", "initiated": False}
    make.do("assign", ticket, at=make.at("10 10:01"), to=ben)
    make.answered(ticket, "10 10:01", ben, "Mia explained everything again.", **call)
    make.do("ask", ticket, by=ben, at=make.at("10 10:01"), facts=list(facts))
    fix = PromiseGiven("a fix by tomorrow at ten", make.at("11 10:00"))
    make.answered(ticket, "10 10:18", ben, "She cannot order.", promise=fix, **call)
    make.do("note", ticket, by=ben, at=make.at("10 10:31"), text="The fix goes into 4.2.1 tonight.")
    return ticket


@pytest.fixture
def ticket(desk):
    return make.ticket("10 10:00", "The app hangs.", name="Mia Novak")


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def kinds(ticket):
    return list(Event.objects.filter(ticket=ticket).values_list("kind", flat=True))
