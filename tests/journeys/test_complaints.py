"""What people complain about in public of other desks, by kind, and what happens here instead.

Each is played through the doors: mails as their bytes, agents by their verbs, the clock by its sweep.
"""

from datetime import timedelta

import pytest

from tests import make
from tests.make import MIA, WEDNESDAY, account, mail
from tickets import tasks
from tickets.actions import sweep
from tickets.actions.record import Stale
from tickets.models import Customer, Message, StalledFlag, Ticket, tokens
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def boxes():
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


def reply(ticket, by, *, at=WEDNESDAY + HOUR, **more):
    """A person answers by mail; gives the message."""
    make.do("reply", ticket, by=by, at=at, text="Try 4.2.1.", channel="email", **more)
    return Message.objects.filter(direction=Direction.OUT, automatic=False).latest("pk")


def answering(message):
    """The headers of a mail that answers one of ours."""
    return {"In_Reply_To": tokens.message_id_for(message)}


def test_a_thank_you_does_not_reopen_a_solved_ticket(arrive, ben):
    done = reply(arrive().ticket, ben, then="resolve")
    ticket = arrive("Thank you!", at=WEDNESDAY + 2 * HOUR, **answering(done)).ticket
    assert (ticket.pk, ticket.status, ticket.reopens) == (done.ticket_id, "resolved", 0)


def test_an_out_of_office_does_not_reopen_a_solved_ticket(arrive, ben):
    done = reply(arrive().ticket, ben, then="resolve")
    away = {"Auto_Submitted": "auto-replied", **answering(done)}
    assert arrive("I am away.", at=WEDNESDAY + 2 * HOUR, **away).ticket.status == "resolved"


def test_a_mail_of_next_month_opens_a_ticket_of_its_own(arrive, ben):
    done = reply(arrive().ticket, ben, then="resolve")
    later = WEDNESDAY + 31 * DAY
    sweep.check_due(later)
    new = arrive("Now the invoice is wrong.", at=later + HOUR, **answering(done)).ticket
    old = Ticket.objects.get(pk=done.ticket_id)
    assert (new.pk != old.pk, old.status, old.resolved_at) == (True, "closed", WEDNESDAY + HOUR)


def test_the_clock_never_closes_what_nobody_has_answered(arrive):
    ticket = arrive().ticket
    for day in (8, 31, 90):
        sweep.check_due(WEDNESDAY + day * DAY)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_on) == ("new", "us")


def test_an_automatic_reply_is_no_first_answer(arrive):
    ticket = arrive().ticket
    assert Message.objects.filter(ticket=ticket, automatic=True).count() == 1
    assert ticket.first_answered_at is None


def test_a_further_mail_of_the_day_is_not_acknowledged_again(arrive):
    arrive()
    arrive("And the basket is empty.", at=WEDNESDAY + HOUR)
    assert Message.objects.filter(automatic=True).count() == 1


def test_a_second_mail_of_the_customer_answers_nothing(arrive):
    arrive()
    ticket = arrive("Any news?", at=WEDNESDAY + 2 * HOUR).ticket
    assert (ticket.waiting_on, ticket.waiting_since, ticket.contacts) == ("us", WEDNESDAY, 2)


def test_a_reply_to_counts_where_the_mail_comes_from_our_own_mailbox_too(arrive, ben):
    ticket = arrive(sender="Form <help@example.org>", Reply_To="lea@example.org").ticket
    assert reply(ticket, ben).recipient == "lea@example.org"


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


def test_the_second_answer_goes_to_the_customer_too(arrive, ben):
    ticket = arrive().ticket
    assert [reply(ticket, ben, at=WEDNESDAY + hour * HOUR).recipient for hour in (1, 2)] == [MIA, MIA]


def test_a_forwarded_mail_is_answered_to_its_writer(arrive, ben):
    words = "Please help her.\n\n---------- Forwarded message ---------\nFrom: Lea <lea@example.org>\nSubject: Help\n\nIt hangs."
    ticket = arrive(words, sender="Ben <ben@example.org>", subject="Fwd: Help").ticket
    make.do("passed-on", ticket, by=ben, at=WEDNESDAY)
    assert reply(Ticket.objects.get(pk=ticket.pk), ben).recipient == "lea@example.org"


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


def test_what_stands_between_the_lines_of_a_quote_is_kept(arrive, ben):
    ours = reply(arrive().ticket, ben)
    words = "On Wed, Ben wrote:\n> Which version?\nIt is 4.2.\n> Since when?\nSince Monday.\n"
    said = arrive(words, at=WEDNESDAY + 2 * HOUR, **answering(ours))
    assert "It is 4.2." in said.text
    assert "Since Monday." in said.text


def test_one_mail_in_two_mailboxes_is_one_ticket(arrive):
    for box in ("help", "sales"):
        arrive(To="help@example.org, sales@example.org", Message_ID="<one@example.org>", box=box)
    assert (Ticket.objects.count(), Message.objects.filter(direction=Direction.IN).count()) == (1, 1)


def test_the_second_of_two_answers_at_once_is_stopped(arrive, ben):
    ticket = arrive().ticket
    seen = ticket.version
    reply(ticket, ben)
    with pytest.raises(Stale):
        reply(ticket, make.person("ana"), at=WEDNESDAY + 2 * HOUR, expected_version=seen)
    assert Message.objects.filter(direction=Direction.OUT, automatic=False).count() == 1


def test_a_promise_is_flagged_before_the_customer_asks(arrive, ben):
    make.do("promise", arrive().ticket, by=ben, at=WEDNESDAY, text="We call back.", due_at=WEDNESDAY + 2 * HOUR)
    sweep.check_due(WEDNESDAY + 2 * HOUR + timedelta(minutes=1))
    assert StalledFlag.objects.filter(rule="R1", detected_at__isnull=False).exists()


def test_what_an_agent_who_left_owned_is_nobodys_with_the_next_sweep(arrive, ben):
    ticket = reply(arrive().ticket, ben).ticket
    ben.is_active = False
    ben.save()
    tasks.sweep()
    ticket.refresh_from_db()
    assert ticket.owner is None
