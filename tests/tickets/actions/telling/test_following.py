"""What happens to tickets becomes notices of people, each once."""

from tests import make
from tests.tickets.actions.telling.conftest import read_on, told
from tickets.actions import following
from tickets.actions.setup.told import want
from tickets.models import Notice, TellingCursor

AT = make.at("5 11:00")


def test_what_was_before_is_no_news_and_what_comes_is_told_to_whom_it_concerns(ticket, ana, ben):
    assert told() == []
    make.receive("5 10:30", "Any news?", ticket=ticket)
    make.do("note", ticket, by=ben, at=AT, text="@ana: the shop says it is known.")
    make.do("assign", ticket, by=ana, at=AT, to=ben)
    make.do("assign", ticket, by=ben, at=AT, to=ana)
    make.do("note", ticket, by=ben, at=AT, text="More.")
    read_on()
    # Whoever is named follows from then on; what they do themselves they are not told.
    assert told() == [("ana", kind, "mail") for kind in ("wrote", "mention", "assigned", "followed")]


def test_the_same_events_read_again_tell_nobody_twice(ticket, ana, ben):
    make.do("note", ticket, by=ben, at=AT, text="@ana: look.")
    before = TellingCursor.objects.values().get()
    read_on()
    TellingCursor.objects.update(**before)
    read_on()
    assert told() == [("ana", "mention", "mail")]


def test_of_what_an_event_is_to_somebody_one_is_told_by_each_way_that_wants_it(ticket, ana, ben):
    want(by=ana, by_mail=["followed"], by_hook=["mention", "followed"], hook_url="https://hooks.example.com/x")
    following.follow(ticket, by=ana, at=AT)
    make.do("note", ticket, by=ben, at=AT, text="@ana: look.")
    read_on()
    assert told() == [("ana", "mention", "hook")]


def test_who_follows_is_not_told_of_what_was_there_before(ticket, ana, ben):
    make.do("note", ticket, by=ben, at=AT, text="Before.")
    following.follow(ticket, by=ana, at=AT)
    make.do("note", ticket, by=ben, at=AT, text="Since.")
    read_on()
    assert told() == [("ana", "followed", "mail")]


def test_imported_history_and_what_only_sorts_a_ticket_are_no_news(ticket, ana, ben):
    following.follow(ticket, by=ana, at=AT)
    make.do("tag", ticket, by=ben, at=AT, add=["app"])
    line = {"id": "x1", "ticket": "T", "at": "2025-03-05T10:00:00+01:00", "kind": "contact", "channel": "email"}
    make.take([line | {"from": {"email": "mia@example.org"}, "text": "Old."}])
    read_on()
    assert told() == []


def test_who_has_left_is_told_nothing(ticket, ana, ben):
    make.do("note", ticket, by=ben, at=AT, text="@ana: look.")
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    read_on()
    assert not Notice.objects.exists()
