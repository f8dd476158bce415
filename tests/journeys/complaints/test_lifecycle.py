"""Closing, reopening, waiting: what a status, a clock and a machine may do to a ticket."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests import make
from tests.journeys.complaints.conftest import DAY, HOUR, answering, reply
from tests.make import WEDNESDAY
from tickets import tasks
from tickets.actions import sweep
from tickets.models import Message, ServiceClock, StalledFlag, Ticket

pytestmark = pytest.mark.django_db


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


def test_a_second_mail_of_the_customer_answers_nothing(arrive):
    arrive()
    ticket = arrive("Any news?", at=WEDNESDAY + 2 * HOUR).ticket
    assert (ticket.waiting_on, ticket.waiting_since, ticket.contacts) == ("us", WEDNESDAY, 2)


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


def test_a_status_without_words_answers_nobody(arrive, ben):
    ticket = arrive().ticket
    make.do("status", ticket, by=ben, at=WEDNESDAY + timedelta(minutes=5), to="pending")
    sweep.check_due(WEDNESDAY + 2 * HOUR)
    ticket.refresh_from_db()
    clock = ServiceClock.objects.get(ticket=ticket, metric="first_response")
    assert (ticket.waiting_on, ticket.first_answered_at) == ("us", None)
    assert (clock.ended_at, clock.breached_at) == (None, WEDNESDAY + HOUR)


def test_a_due_time_counts_the_hours_of_the_desk_over_a_weekend_in_which_its_clocks_change(arrive):
    friday = make.at("28/3 16:30")  # half an hour before closing, of one that was targeted
    ticket = arrive(at=friday).ticket
    clock = ServiceClock.objects.get(ticket=ticket, metric="first_response")
    assert clock.due_at == datetime(2025, 3, 31, 7, 30, tzinfo=UTC)  # Monday 9:30 in Berlin


def test_a_snoozed_ticket_is_back_when_its_time_is_over_and_at_once_when_the_customer_writes(arrive, ben, desk):
    ours = reply(arrive().ticket, ben)
    make.do("snooze", ours.ticket, by=ben, at=WEDNESDAY + HOUR, until=WEDNESDAY + 2 * DAY)
    for away, at in ((True, WEDNESDAY + DAY), (False, WEDNESDAY + 2 * DAY)):
        assert (listed(desk, at) == []) is away
    arrive("Any news?", at=WEDNESDAY + DAY, **answering(ours))
    assert listed(desk, WEDNESDAY + DAY) == [ours.ticket_id]


def listed(desk, at):
    """The tickets of the list that everybody opens first."""
    with time_machine.travel(at, tick=False):
        desk.sign_in()
        return [row.ticket.pk for band in desk.get("ticket/").context["bands"] for row in band.rows]


def test_what_comes_back_is_still_its_owners(arrive, ben):
    done = reply(arrive().ticket, ben, then="resolve")
    ticket = arrive("It hangs again, since this morning.", at=WEDNESDAY + DAY, **answering(done)).ticket
    assert (ticket.pk, ticket.status, ticket.owner, ticket.reopens) == (done.ticket_id, "open", ben, 1)


def test_who_was_taken_for_spam_is_heard_when_they_write_again_and_has_waited_all_the_time(arrive, ben):
    ticket = arrive().ticket
    make.do("spam", ticket, by=ben, at=WEDNESDAY + HOUR)
    again = arrive("Hello? My shop is down.", at=WEDNESDAY + DAY).ticket
    assert (again.pk != ticket.pk, again.status) == (True, "new")
    ticket = make.do("not-spam", ticket, by=ben, at=WEDNESDAY + DAY + HOUR)
    assert (ticket.status, ticket.waiting_on, ticket.waiting_since) == ("new", "us", WEDNESDAY)
