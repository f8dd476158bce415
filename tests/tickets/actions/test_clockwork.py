"""What becomes true by the clock alone, and that nothing is found twice. Without a calendar the desk is always open."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tickets.actions import clockwork, intake
from tickets.actions.inbound import InboundMessage, Sender
from tickets.actions.promises import PromiseGiven
from tickets.models import Event, Promise, StalledFlag, Ticket, User

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 5, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ana():
    return User.objects.create(username="ana", role="agent")


@pytest.fixture
def ticket():
    return intake.receive(InboundMessage("web", Sender(email="mia@example.com"), "It hangs."), at=AT).ticket


def test_a_sweep_raises_what_has_come_true_and_says_when_it_saw_it(ticket):
    seen = AT + 2 * HOUR + timedelta(seconds=20)
    assert clockwork.sweep(seen) == 1
    flag = StalledFlag.objects.get()
    assert (flag.rule, flag.stalled_from, flag.detected_at) == ("R4", AT + 2 * HOUR, seen)
    ticket.refresh_from_db()
    assert (ticket.stalled_rules, ticket.stalled_since) == (["R4"], AT + 2 * HOUR)


def test_a_second_sweep_finds_nothing_left(ticket):
    clockwork.sweep(AT + 20 * HOUR)
    assert clockwork.sweep(AT + 20 * HOUR) == 0
    assert StalledFlag.objects.count() == 3
    assert clockwork.sweep(AT + 400 * DAY) == 0  # nothing more ever comes true for this ticket


def test_a_flag_that_an_answer_cleared_before_the_sweep_is_still_seen(ticket, ana):
    make.do("reply", ticket, by=ana, at=AT + 3 * HOUR, text="On it.")
    flag = StalledFlag.objects.get()
    assert (flag.cleared_at, flag.detected_at) == (AT + 3 * HOUR, None)
    clockwork.sweep(AT + 4 * HOUR)
    flag.refresh_from_db()
    assert flag.detected_at == AT + 4 * HOUR


def test_a_promise_breaks_by_the_clock_alone(ticket, ana):
    given = PromiseGiven("a fix")
    make.do("reply", ticket, by=ana, at=AT, text="We will see.", promise=given)
    clockwork.sweep(AT + 8 * HOUR - timedelta(seconds=1))
    assert Promise.objects.get().state == "open"
    clockwork.sweep(AT + 8 * HOUR)
    assert Promise.objects.get().state == "broken"


def test_silence_is_taken_for_consent_after_seven_days_and_the_ticket_closes_after_thirty(ticket, ana):
    make.do("resolve", ticket, by=ana, at=AT + HOUR, text="It is fixed.")
    clockwork.sweep(AT + HOUR + 7 * DAY)
    assert Ticket.objects.get().loop == "presumed"
    clockwork.sweep(AT + 40 * DAY)
    assert Ticket.objects.get().status == "closed"
    assert Event.objects.get(kind="close").occurred_at == AT + HOUR + 30 * DAY


def test_limits_that_change_are_looked_at_again(ticket):
    clockwork.sweep(AT + 100 * DAY)
    assert clockwork.recheck_everything(AT + 100 * DAY) == 1
    assert clockwork.sweep(AT + 100 * DAY) == 1
