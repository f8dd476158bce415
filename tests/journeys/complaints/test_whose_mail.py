"""Mails that come in: whose they are, and in which ticket they belong."""

import pytest
from django.test import override_settings

from tests import make
from tests.journeys.complaints.conftest import DAY, HOUR, answering, reply
from tests.make import MIA, WEDNESDAY
from tickets.models import Customer, Message, Ticket, tokens
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db


def test_each_visitor_of_a_form_is_a_customer(arrive):
    for name in ("lea", "tom", "eva"):
        arrive(sender="Form <noreply@forms.example>", Reply_To=f"{name}@example.org")
    assert (Customer.objects.count(), Ticket.objects.count()) == (3, 3)


def test_a_colleague_who_mails_the_desk_is_not_the_desk(arrive, ben):
    ticket = arrive(sender="Ben <ben@example.org>").ticket
    assert list(ticket.customer.identities.values_list("value", flat=True)) == ["ben@example.org"]


def test_a_plus_address_of_ours_is_no_customer(arrive):
    ticket = arrive(To="help+shop@example.org").ticket
    assert list(ticket.customer.identities.values_list("value", flat=True)) == [MIA]


def test_who_was_in_copy_answers_into_the_same_ticket(arrive, ben):
    asked = arrive(Cc="tom@example.org")
    ours = reply(asked.ticket, ben)
    assert ours.cc == ["tom@example.org"]
    assert (
        arrive("So it is.", sender="tom@example.org", at=WEDNESDAY + 2 * HOUR, **answering(ours)).ticket == asked.ticket
    )


def test_an_answer_after_a_call_that_was_logged_joins_its_ticket(arrive, ben):
    ticket = make.ticket(WEDNESDAY, "She called.", channel="phone", email=MIA)
    ours = reply(ticket, ben)
    assert ours.recipient == MIA
    assert arrive("It works.", at=WEDNESDAY + 2 * HOUR, **answering(ours)).ticket == ticket


def test_one_mail_in_two_mailboxes_is_one_ticket(arrive):
    for box in ("help", "sales"):
        arrive(To="help@example.org, sales@example.org", Message_ID="<one@example.org>", box=box)
    assert (Ticket.objects.count(), Message.objects.filter(direction=Direction.IN).count()) == (1, 1)


def test_a_number_in_a_strangers_subject_puts_nothing_into_another_customers_ticket(arrive):
    mias = arrive().ticket
    tom = arrive("And mine?", sender="tom@example.org", subject=f"Re: #{mias.pk} {mias.reference} Help").ticket
    mias.refresh_from_db()
    assert (tom.pk != mias.pk, mias.contacts) == (True, 1)
    assert list(tom.customer.identities.values_list("value", flat=True)) == ["tom@example.org"]


def test_an_answer_to_a_ticket_that_was_merged_away_joins_the_one_that_goes_on(arrive, ben):
    mias, toms = arrive().ticket, arrive("Ours hangs too.", sender="tom@example.org").ticket
    ours = reply(toms, ben)
    make.do("merge", toms, by=ben, at=WEDNESDAY + 2 * HOUR, into=mias.pk)
    said = arrive("Still.", sender="tom@example.org", at=WEDNESDAY + 3 * HOUR, **answering(ours))
    toms.refresh_from_db()
    assert (said.ticket, said.ticket.status, toms.status) == (mias, "open", "merged")


def test_the_same_words_a_year_later_are_no_repetition(arrive, ben):
    first = reply(arrive("Please send the bill.", subject="Bill").ticket, ben, then="resolve").ticket
    year = WEDNESDAY + 365 * DAY
    new = arrive("Please send the bill.", subject="Bill", at=year).ticket
    assert (new.pk != first.pk, new.status, new.started_at) == (True, "new", year)


def test_the_marks_of_another_desk_of_our_kind_open_nothing_here(arrive, ben):
    ours = reply(arrive().ticket, ben, then="resolve")
    with override_settings(SECRET_KEY="that of another desk"):
        theirs = tokens.message_id_for(ours)
    new = arrive("They sent me to you.", at=WEDNESDAY + 2 * HOUR, In_Reply_To=theirs).ticket
    old = Ticket.objects.get(pk=ours.ticket_id)
    assert (new.pk != old.pk, old.status, old.reopens) == (True, "resolved", 0)
