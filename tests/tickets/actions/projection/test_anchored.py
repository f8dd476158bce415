"""Rows that hang on an event are written as a difference: what is new or other, and what is no longer so."""

import pytest

from tests import make
from tests.telling import lines
from tickets.actions.change import Change, Written
from tickets.actions.projection.flags import FLAGS
from tickets.events.replay import story_of
from tickets.models import Event, StalledFlag
from tickets.models.history import seconds
from tickets.rules.projection import following, project

pytestmark = pytest.mark.django_db
SEEN = make.at("5 12:05")


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


def change(ticket, after, before=None):
    """From what followed from some lines at a moment to what follows from others; the anchor is the ticket's contact."""
    anchor = Event.objects.get(ticket=ticket, kind="contact").pk

    def told(of, until, *more):
        story = story_of([line._replace(id=anchor) for line in lines(*more)], make.DESK)
        return of(story, make.DESK, seconds(make.at(until)))

    return Change(ticket, before and told(following, *before), told(project, *after), {}, has_rows=True)


CONTACT, TAKEN = ("5 10:00", "contact"), ("5 13:00", "ana")
STALLED = ("5 12:30", CONTACT)


def rows():
    return list(StalledFlag.objects.values_list("rule", "stalled_from", "cleared_at"))


def save(what, stored=None, **more):
    FLAGS.save([what], Written(), stored or {}, more)


def test_what_is_new_is_written_with_what_else_is_known_of_it(ticket):
    save(change(ticket, STALLED), imported=True)
    assert rows() == [("R4", make.at("5 12:00"), None)]
    assert StalledFlag.objects.get().imported


def test_what_was_so_before_is_not_written_again(ticket, django_assert_num_queries):
    save(change(ticket, STALLED))
    what = change(ticket, STALLED, STALLED)
    with django_assert_num_queries(0):
        save(what)


def test_what_is_other_changes_and_keeps_what_events_do_not_say(ticket):
    save(change(ticket, STALLED))
    StalledFlag.objects.update(detected_at=SEEN)
    save(change(ticket, ("5 14:00", CONTACT, TAKEN), STALLED))
    assert rows() == [("R4", make.at("5 12:00"), make.at("5 13:00"))]
    assert StalledFlag.objects.get().detected_at == SEEN


def test_what_is_no_longer_so_is_taken_away(ticket):
    save(change(ticket, STALLED))
    save(change(ticket, ("5 12:30", ("5 11:30", "contact")), STALLED))
    assert rows() == []


def test_where_nothing_says_what_was_known_the_table_does(ticket, django_assert_num_queries):
    save(change(ticket, STALLED))
    stored = FLAGS.stored([ticket.pk])
    assert list(stored[ticket.pk].values()) == [{"stalled_from": make.at("5 12:00"), "cleared_at": None}]
    again, gone = change(ticket, STALLED), change(ticket, ("5 11:00", CONTACT))
    with django_assert_num_queries(0):
        save(again, stored)
    save(gone, stored)
    assert rows() == []


def test_rows_go_with_their_events_to_another_ticket_and_are_there_once(ticket):
    save(change(ticket, STALLED))
    other = make.ticket("5 10:10", email="leo@example.org")
    contact = Event.objects.get(ticket=ticket, kind="contact")
    StalledFlag.objects.create(ticket=other, rule="R4", anchor=contact, stalled_from=make.at("5 12:00"))
    save(change(ticket, STALLED))
    FLAGS.gather({contact.pk: other.pk})
    assert [(flag.ticket, flag.rule) for flag in StalledFlag.objects.all()] == [(other, "R4")]
