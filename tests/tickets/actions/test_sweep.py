"""What becomes true by the clock alone, and that nothing is found twice. Without a calendar the desk is always open."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tickets.actions import sweep
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
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
    return receive(InboundMessage("web", Sender(email="mia@example.com"), "It hangs."), at=AT).ticket


def test_a_sweep_raises_what_has_come_true_and_says_when_it_saw_it(ticket):
    seen = AT + 2 * HOUR + timedelta(seconds=20)
    assert sweep.check_due(seen) == 1
    flag = StalledFlag.objects.get()
    assert (flag.rule, flag.stalled_from, flag.detected_at) == ("R4", AT + 2 * HOUR, seen)
    ticket.refresh_from_db()
    assert (ticket.stalled_rules, ticket.stalled_since) == (["R4"], AT + 2 * HOUR)


def test_a_second_sweep_finds_nothing_left(ticket):
    sweep.check_due(AT + 20 * HOUR)
    assert sweep.check_due(AT + 20 * HOUR) == 0
    assert StalledFlag.objects.count() == 3
    assert sweep.check_due(AT + 400 * DAY) == 0  # nothing more ever comes true for this ticket


def test_a_flag_that_an_answer_cleared_before_the_sweep_is_still_seen(ticket, ana):
    make.do("reply", ticket, by=ana, at=AT + 3 * HOUR, text="On it.")
    flag = StalledFlag.objects.get()
    assert (flag.cleared_at, flag.detected_at) == (AT + 3 * HOUR, None)
    sweep.check_due(AT + 4 * HOUR)
    flag.refresh_from_db()
    assert flag.detected_at == AT + 4 * HOUR


def test_a_promise_breaks_by_the_clock_alone(ticket, ana):
    given = PromiseGiven("a fix")
    make.do("reply", ticket, by=ana, at=AT, text="We will see.", promise=given)
    sweep.check_due(AT + 8 * HOUR - timedelta(seconds=1))
    assert Promise.objects.get().state == "open"
    sweep.check_due(AT + 8 * HOUR)
    assert Promise.objects.get().state == "broken"


def test_silence_is_taken_for_consent_after_seven_days_and_the_ticket_closes_after_thirty(ticket, ana):
    make.do("resolve", ticket, by=ana, at=AT + HOUR, text="It is fixed.")
    sweep.check_due(AT + HOUR + 7 * DAY)
    assert Ticket.objects.get().loop == "presumed"
    sweep.check_due(AT + 40 * DAY)
    assert Ticket.objects.get().status == "closed"
    assert Event.objects.get(kind="close").occurred_at == AT + HOUR + 30 * DAY


def test_limits_that_change_are_looked_at_again(ticket):
    sweep.check_due(AT + 100 * DAY)
    assert sweep.recheck_everything(AT + 100 * DAY) == 1
    assert sweep.check_due(AT + 100 * DAY) == 1


def left(person):
    """Somebody goes, and nobody touches a ticket."""
    User.objects.filter(pk=person.pk).update(is_active=False)


def test_what_a_person_who_left_owns_is_nobodys_and_flagged_by_r4_from_then_on(ticket, ana):
    make.do("assign", ticket, by=ana, at=AT + HOUR, to=ana)
    assert sweep.release_of_who_left(AT + 2 * HOUR) == 0
    left(ana)
    assert sweep.release_of_who_left(AT + 3 * HOUR) == 1
    assert sweep.release_of_who_left(AT + 3 * HOUR) == 0
    sweep.check_due(AT + 5 * HOUR)
    ticket.refresh_from_db()
    released = Event.objects.filter(kind="assign").latest("id")
    assert (ticket.owner, released.actor_kind, released.by) == (None, "clock", None)
    flag = StalledFlag.objects.get(rule="R4")
    assert (flag.anchor, flag.stalled_from) == (released, AT + 5 * HOUR)


def test_what_comes_back_after_its_owner_left_is_nobodys_as_well(ticket, ana):
    make.do("assign", ticket, by=ana, at=AT + HOUR, to=ana)
    make.resolved(ticket, AT + 2 * HOUR, ana)
    left(ana)
    assert sweep.release_of_who_left(AT + 3 * HOUR) == 0
    make.receive(AT + 4 * HOUR, "It hangs again.", ticket=ticket, email="mia@example.com")
    assert sweep.release_of_who_left(AT + 4 * HOUR) == 1


def test_who_is_known_from_a_history_only_never_left(ticket, ana):
    make.do("assign", ticket, by=ana, at=AT + HOUR, to=ana)
    left(ana)
    ana.set_unusable_password()
    User.objects.filter(pk=ana.pk).update(password=ana.password)
    assert sweep.release_of_who_left(AT + 2 * HOUR) == 0


def test_a_line_that_lies_ahead_is_not_taken_back_by_each_sweep_again(ticket, ana):
    make.do("assign", ticket, by=ana, at=AT + 5 * HOUR, to=ana)
    left(ana)
    events = Event.objects.count()
    assert [sweep.release_of_who_left(AT + 3 * HOUR) for _sweep in range(2)] == [0, 0]
    assert Event.objects.count() == events
    assert sweep.release_of_who_left(AT + 6 * HOUR) == 1
