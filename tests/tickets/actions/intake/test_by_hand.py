"""What one of us writes down of a contact: the lines that a call by a telephone system leaves, at their true times."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions.intake.by_hand import NotedContact, log
from tickets.actions.intake.inbound_message import Sender
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Invalid
from tickets.models import Customer, Event, Identity, Message, Promise, Ticket
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db
NOW, BEGAN, REACHED, ENDED = (make.at(f"5 {clock}") for clock in ("12:00", "11:00", "11:01", "11:20"))
MIA = Sender(name="Mia", phone="+49 30 901820")


@pytest.fixture(autouse=True)
def _desk():
    make.desk()


def noted(channel="phone", text="The basket hangs.", **more):
    return NotedContact(channel, BEGAN, text, **{"reached_at": REACHED, **more})


def logged(contact, *, sender=MIA, **more):
    """It is written down by Ana, at noon."""
    return log(contact, by=make.person(), at=NOW, sender=sender, **more)


def told():
    """Each event's kind and the minute of its instant."""
    return [f"{event.kind} {(event.occurred_at - BEGAN).seconds // 60}" for event in Event.objects.order_by("id")]


# What was noted | what it leaves, with the minutes since it began
LEAVES = [
    (noted(), ["contact 0", "assign 1", "answer 1"]),
    (noted(ended_at=ENDED), ["contact 0", "assign 1", "answer 1", "answer 20"]),
    (noted("in_person", then="wait"), ["contact 0", "assign 1", "answer 1", "status 1"]),
    (noted(then="resolve"), ["contact 0", "assign 1", "answer 1", "resolve 1", "asked_confirmation 1"]),
    (
        noted("in_person", then="confirm"),
        ["contact 0", "assign 1", "answer 1", "resolve 1", "asked_confirmation 1", "confirm 1"],
    ),
    (noted(ended_at=ENDED, then="wait"), ["contact 0", "assign 1", "answer 1", "answer 20", "status 20"]),
    (noted(reached_at=None, text=""), ["contact 0", "promise 0"]),
    (noted("social", reached_at=None), ["contact 0"]),
    (noted(ours=True, facts={"device": "Pixel 7"}), ["assign 1", "answer 1", "facts 1"]),
    (noted("social", ours=True, ended_at=ENDED), ["assign 1", "answer 1"]),
]


@pytest.mark.parametrize(("contact", "events"), LEAVES)
def test_what_a_contact_leaves(contact, events):
    logged(contact, sender=Sender(phone=MIA.phone, handle="mia"))
    assert told() == events
    initiated = {event.data["initiated"] for event in Event.objects.filter(kind="answer")}
    assert initiated <= {contact.ours}


def test_a_missed_call_owes_a_call_back():
    logged(noted(reached_at=None, text=""))
    assert Promise.objects.get().text == "Call back"
    assert Message.objects.get().text == "(missed call)"


def test_an_attempt_of_ours_is_a_note_and_needs_a_ticket():
    with pytest.raises(Invalid, match="no ticket to note that on"):
        logged(noted(ours=True, reached_at=None))
    ticket = make.ticket("5 10:00")
    logged(noted(ours=True, reached_at=None, text="Mailbox full."), ticket=ticket)
    assert Message.objects.latest("pk").text == "We tried to reach them by phone: nobody answered.\nMailbox full."


def test_what_we_started_keeps_a_promise_and_makes_another():
    ticket = make.ticket("5 10:00")
    make.do("promise", ticket, by=make.person(), at=make.at("5 10:30"), text="a call")
    owed = Promise.objects.get()
    contact = noted(ours=True, keeps=[owed.pk], promise=PromiseGiven("a fix", make.at("6 10:00")), ended_at=ENDED)
    logged(contact, ticket=ticket)
    kept, made = Promise.objects.order_by("pk")
    assert (kept.state, kept.settled_at) == ("kept", REACHED)
    assert (made.text, made.made_at, made.message.text) == ("a fix", ENDED, "The basket hangs.")


# What cannot be | the field that is wrong
WRONG = [
    (noted(text=" "), "text"),
    (noted("email", text="", reached_at=None), "text"),
    (noted(reached_at=NOW + timedelta(seconds=1)), "began_at"),
    (noted(reached_at=BEGAN - timedelta(seconds=1)), "ended_at"),
    (noted(ended_at=REACHED - timedelta(seconds=1)), "ended_at"),
    (noted(reached_at=None, then="resolve"), "reached"),
    (noted(reached_at=None, promise=PromiseGiven("a fix")), "reached"),
    (noted(keeps=[1]), "keeps"),
]


@pytest.mark.parametrize(("contact", "field"), WRONG)
def test_what_cannot_be_leaves_nothing(contact, field):
    with pytest.raises(Invalid) as caught:
        logged(contact)
    assert caught.value.field == field
    assert not Event.objects.exists()


@pytest.mark.parametrize(("days", "taken"), [(31, True), (32, False)])
def test_what_is_older_than_a_month_belongs_in_an_import(days, taken):
    contact = NotedContact("social", NOW - timedelta(days=days), "Long ago.")
    if taken:
        logged(contact, sender=Sender(handle="mia"))
    else:
        with pytest.raises(Invalid, match="31 days"):
            logged(contact)


def test_theirs_joins_the_one_that_waits_on_us_and_a_new_one_is_a_matter_of_choice():
    ticket = make.ticket("5 10:00", email="", phone="+4930901820", channel="phone", noted=True)
    joined = logged(noted())
    assert (joined.ticket, joined.new_ticket) == (ticket, False)
    new = logged(noted(subject="Another"), sender=None, customer=ticket.customer, ticket="new")
    assert (new.ticket.customer, new.ticket.subject, new.new_ticket) == (ticket.customer, "Another", True)
    assert logged(noted(), sender=None, ticket=ticket, customer=ticket.customer).ticket == ticket


def test_ours_is_about_the_only_one_that_is_open_or_somebody_says_which():
    ticket = make.ticket("5 10:00", email="", phone="+4930901820", channel="phone", noted=True)
    assert logged(noted(ours=True)).ticket == ticket
    other = logged(noted(ours=True, text="A recall."), ticket="new")
    assert (other.new_ticket, other.ticket.subject, other.ticket.customer) == (True, "A recall.", ticket.customer)
    with pytest.raises(Invalid, match="Several"):
        logged(noted(ours=True))
    assert logged(noted(ours=True), ticket=ticket).ticket == ticket


def test_somebody_whom_we_called_is_known_by_their_number_from_then_on():
    for _ in range(2):
        logged(noted(ours=True))
    assert (Customer.objects.count(), Ticket.objects.count()) == (1, 1)
    assert Identity.objects.get().value == "+4930901820"


def test_whose_it_is_stays_so_and_who_may_only_read_writes_nothing_down():
    ticket = make.ticket("5 10:00")
    make.do("take", ticket, by=make.person("ben"), at=make.at("5 10:30"))
    logged(noted(), ticket=ticket)
    assert Ticket.objects.get().owner.username == "ben"
    with pytest.raises(Denied):
        log(noted(), by=make.person("rita", "read_only"), at=NOW, sender=MIA)
