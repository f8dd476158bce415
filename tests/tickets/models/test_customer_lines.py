"""What a customer reads of calls and visits: that there was one, with whom and how long, and what was marked for them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile

from tests import make
from tests.make import WEDNESDAY, account, person
from tickets.actions.intake.by_hand import NotedContact, log
from tickets.models import Attachment, Customer, Message, Ticket
from tickets.models.customer_page import customers_view
from tickets.rules.showing import Holder

pytestmark = pytest.mark.django_db
NOW, BEGAN, REACHED, ENDED = (make.at(f"5 {clock}") for clock in ("12:00", "11:00", "11:01", "11:20"))
NOTED = "She is angry. Offer nothing."


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def ana(db):
    return person("ana", first_name="Ana", last_name="Kern")


@pytest.fixture
def ticket(desk):
    return make.ticket("5 10:00")


def view(ticket, desk, holder=None):
    ticket = Ticket.objects.get(pk=ticket.pk)
    return customers_view(ticket, holder or make.holder(ticket), desk=desk, at=NOW)


def lines(ticket, desk):
    """What the customer reads, without their first mail and the answer of our machine to it."""
    return [(line.who, line.name, line.text) for line in view(ticket, desk).lines if line.message.channel != "email"]


def noted(ticket, ana, *, channel="phone", began_at=BEGAN, text=NOTED, **more):
    contact = NotedContact(channel, began_at, text, **{"reached_at": REACHED, **more})
    customer = None if contact.ours else ticket.customer
    return log(contact, by=ana, at=NOW, ticket=ticket, customer=customer).ticket


# What one of us noted | what the customer reads
READS = [
    ({"ended_at": ENDED}, "There was a call with Ana, 19 minutes."),
    ({"ended_at": ENDED, "ours": True}, "There was a call with Ana, 19 minutes."),
    ({"ended_at": REACHED + timedelta(seconds=20)}, "There was a call with Ana, 1 minute."),
    ({}, "There was a call with Ana."),
    ({"channel": "in_person"}, "There was a visit with Ana."),
    ({"channel": "in_person", "ended_at": ENDED}, "There was a visit with Ana, 19 minutes."),
    ({"reached_at": None}, "You called us."),
    ({"reached_at": None, "channel": "in_person"}, "You visited us."),
]


@pytest.mark.parametrize(("contact", "sentence"), READS)
def test_of_what_we_noted_the_customer_reads_one_sentence(ticket, desk, ana, contact, sentence):
    noted(ticket, ana, **contact)
    assert [(who, text) for who, _name, text in lines(ticket, desk)] == [("call", sentence)]


def test_an_attempt_of_ours_is_told_to_nobody(ticket, desk, ana):
    noted(ticket, ana, ours=True, reached_at=None)
    assert lines(ticket, desk) == []


def test_words_that_were_marked_for_the_customer_are_ours(ticket, desk, ana):
    noted(ticket, ana, ended_at=ENDED, for_customer=" Restart it, please. ")
    sentence = "There was a call with Ana, 19 minutes."
    assert lines(ticket, desk) == [("us", "Ana", f"{sentence}\n\nRestart it, please.")]


def test_a_call_that_a_telephone_reports_shows_none_of_its_marks(client, desk, ana):
    _, headers = account("phone", "line", address="+4930901800")
    for minute, event in enumerate(("offered", "answered", "ended")):
        told = WEDNESDAY + timedelta(minutes=minute)
        body = {"call": "c1", "from": "+49 30 901820", "agent": "ana", "at": told.isoformat()}
        address = f"/api/v1/channels/phone/json/{event}"
        with time_machine.travel(told, tick=False):
            answer = client.post(address, body, content_type="application/json", headers=headers)
        assert answer.status_code == 200
    assert lines(Ticket.objects.get(), desk) == [("call", "Ana", "There was a call with Ana, 1 minute.")]


def test_old_ones_and_those_of_an_import_are_covered(desk, ana):
    said = [("contact", {"from": {"phone": "+4930901820"}}), ("answer", {"by": "ana", "initiated": False})]
    shared = {"ticket": "T1", "channel": "phone", "text": NOTED}
    make.take(
        {"id": str(at), "kind": kind, "at": f"2025-03-05T09:0{at}:00Z", **shared, **more}
        for at, (kind, more) in enumerate(said)
    )
    told = [("call", "", "You called us."), ("call", "Ana", "There was a call with Ana.")]
    assert lines(Ticket.objects.get(), desk) == told


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("marked", ["", "It is mended."])
def test_the_question_quotes_of_a_call_what_was_marked_and_nothing_else(ticket, desk, ana, ours, marked):
    noted(ticket, ana, ours=ours, ended_at=ENDED, then="resolve", for_customer=marked)
    question = view(ticket, desk).question
    assert (question.words, question.asked_by) == (marked, "Ana")


def test_what_was_noted_first_is_no_title_until_it_is_renamed(ticket, desk, ana):
    assert view(ticket, desk).subject == "The app hangs."
    call = noted(ticket, ana, subject="Complaint")
    assert view(call, desk).subject == "The app hangs."
    contact = NotedContact("phone", BEGAN, NOTED, ours=True, reached_at=REACHED)
    began = log(contact, by=ana, at=NOW, customer=Customer.objects.get(), ticket="new").ticket
    make.receive("5 11:30", "Thank you, but it hangs.", ticket=began)
    assert (Ticket.objects.get(pk=began.pk).subject, view(began, desk).subject) == (NOTED, "")
    make.do("rename", began, by=ana, at=NOW, subject="The basket")
    assert view(began, desk).subject == "The basket"


def test_files_of_a_call_are_not_shown(ticket, desk, ana):
    noted(ticket, ana)
    call = Message.objects.filter(channel="phone").first()
    Attachment.objects.create(message=call, file=ContentFile(b"x", "a.txt"), name="a.txt", size=1)
    shown = view(ticket, desk)
    assert call not in shown.messages
    assert [line.files for line in shown.lines if line.message == call] == [()]


def test_a_receipt_shows_its_own_words_whatever_channel_they_name(desk):
    message = make.receive("5 10:00", "The app hangs.", channel="phone", phone="+4930901820").message
    told = view(message.ticket, desk, Holder(receipt=message.pk)).lines
    assert [(line.who, line.text) for line in told] == [("you", "The app hangs.")]
