"""What hangs on a ticket's events is written together; tables are read only where nothing else says what they hold."""

from dataclasses import replace

import pytest

from tests import make
from tickets.actions.change import Written
from tickets.actions.projection.following import write
from tickets.actions.record import decide, log_of
from tickets.models import Promise, ServiceClock, StalledFlag, Ticket

pytestmark = pytest.mark.django_db
LATER = make.at("6 15:00")


@pytest.fixture
def ticket():
    """With a promise that is broken, flags and clocks, as no sweep has seen them."""
    make.desk()
    ticket = make.ticket("5 10:00")
    return make.do("promise", ticket, by=make.person(), at=make.at("5 10:30"), text="a fix")


def change(ticket, *, anew):
    """What follows from its events by now."""
    fresh = Ticket.objects.get(pk=ticket.pk)
    return decide(fresh, log_of(fresh), [], desk=make.DESK, at=LATER, anew=anew)


def rows():
    """How many flags and clocks there are, and how the promise stands."""
    return StalledFlag.objects.count(), ServiceClock.objects.count(), Promise.objects.get().state


@pytest.mark.parametrize("anew", [False, True])
def test_all_that_follows_is_written_whether_it_was_known_or_is_read(ticket, anew):
    before = rows()
    write([change(ticket, anew=anew)], Written())
    assert (before, rows()) == ((0, 2, "open"), (3, 2, "broken"))
    assert ServiceClock.objects.get(metric="first_response").state == "breached"


@pytest.mark.parametrize(("imported", "expected"), [(False, {False}), (True, {True})])
def test_flags_of_imported_history_say_so(ticket, imported, expected):
    write([change(ticket, anew=False)], Written(), imported=imported)
    assert set(StalledFlag.objects.values_list("imported", flat=True)) == expected


def test_a_change_that_says_what_was_known_reads_nothing(ticket, django_assert_num_queries):
    write([change(ticket, anew=False)], Written())
    known, unknown = change(ticket, anew=False), change(ticket, anew=True)
    known = replace(known, before=known.after)
    with django_assert_num_queries(0):
        write([known], Written())
    with django_assert_num_queries(3):  # promises, flags, clocks, and nothing is to be written
        write([unknown], Written())
    with django_assert_num_queries(0):
        write([], Written())
